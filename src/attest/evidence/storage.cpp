#include "storage.hpp"

#include "sealwright/attest/evidence/errors.hpp"

#include <algorithm>

namespace sealwright::attest {
namespace {

constexpr TPM2_NV_INDEX first_index = 0x01c00000;
constexpr TPM2_NV_INDEX issuers_begin = 0x01c00100;
constexpr TPM2_NV_INDEX issuers_end = 0x01c00200;
constexpr std::uint16_t block_max = 512;  // What every TPM can give in one answer.
constexpr std::size_t issuers_bytes_max = 4 * certificate_max;

// Why it could not be read is in the facts; what to do about it is the same for all of them.
Error unusable(TPM2_NV_INDEX index, const Error& why) {
    std::vector<Fact> facts{fact("index", std::uint64_t{index})};
    for (const auto& each : why.facts()) facts.push_back(each);
    return {errors::endorsement_certificate, facts};
}

// Indices are of a fixed size, so what is in them may end in padding: all of one byte.
bool is_padding(View bytes) {
    return bytes.empty() || ((bytes[0] == 0x00 || bytes[0] == 0xff) &&
                             std::ranges::all_of(bytes, [&](auto b) { return b == bytes[0]; }));
}

}  // namespace

std::optional<View> first_element(View bytes) {
    constexpr std::uint8_t sequence = 0x30;
    if (bytes.size() < 2 || bytes[0] != sequence) return std::nullopt;
    std::size_t header = 2;
    std::size_t size = bytes[1];
    if (size >= 0x80) {
        const auto digits = size - 0x80;
        if (digits < 1 || digits > 2 || bytes.size() < 2 + digits) return std::nullopt;
        size = 0;
        for (std::size_t index = 0; index < digits; ++index) size = size << 8U | bytes[2 + index];
        header += digits;
    }
    if (bytes.size() < header + size) return std::nullopt;
    return bytes.first(header + size);
}

Result<Storage> Storage::look_into(Esys& esys) {
    Answer<TPMS_CAPABILITY_DATA> data;
    TPMI_YES_NO more = 0;
    TRY(esys.ran("TPM2_GetCapability",
                 Esys_GetCapability(esys.context(),
                                    ESYS_TR_NONE,
                                    ESYS_TR_NONE,
                                    ESYS_TR_NONE,
                                    TPM2_CAP_HANDLES,
                                    first_index,
                                    TPM2_MAX_CAP_HANDLES,
                                    &more,
                                    data.take())));
    const auto& handles = data->data.handles;
    return Storage(esys, {handles.handle, handles.handle + handles.count});
}

bool Storage::has(TPM2_NV_INDEX index) const {
    return std::ranges::find(indices_, index) != indices_.end();
}

Result<Bytes> Storage::certificate(TPM2_NV_INDEX index) {
    TRY(bytes, read(index));
    // What is no certificate and padding goes to the verifier as it is, which says so.
    const auto first = first_element(bytes);
    if (first && is_padding(View(bytes).subspan(first->size()))) bytes.resize(first->size());
    if (bytes.empty() || bytes.size() > certificate_max) {
        return Error(errors::endorsement_certificate,
                     {fact("index", std::uint64_t{index}), fact("size", bytes.size())});
    }
    return bytes;
}

// One concatenation, cut into indices wherever one was full.
Result<std::vector<Bytes>> Storage::issuers(std::size_t count) {
    Bytes all;
    for (const auto index : indices_) {
        if (index < issuers_begin || index >= issuers_end) continue;
        TRY(part, read(index));
        all.insert(all.end(), part.begin(), part.end());
        if (all.size() > issuers_bytes_max) break;
    }
    std::vector<Bytes> found;
    View rest(all);
    while (found.size() < count) {
        const auto first = first_element(rest);
        if (!first || first->size() > certificate_max) break;
        found.emplace_back(first->begin(), first->end());
        rest = rest.subspan(first->size());
    }
    return found;
}

Result<Bytes> Storage::read(TPM2_NV_INDEX index) {
    ESYS_TR handle = ESYS_TR_NONE;
    const auto named =
        esys_->ran("TPM2_NV_ReadPublic",
                   Esys_TR_FromTPMPublic(
                       esys_->context(), index, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &handle));
    if (!named)
        return esys_->transport().failure() ? named.error() : unusable(index, named.error());
    const Loaded rests(*esys_, handle, Loaded::Rests::in_the_tpm);
    auto bytes = read(index, handle);
    if (bytes || esys_->transport().failure()) return bytes;
    return unusable(index, bytes.error());
}

Result<Bytes> Storage::read(TPM2_NV_INDEX index, ESYS_TR handle) {
    auto* const context = esys_->context();
    Answer<TPM2B_NV_PUBLIC> area;
    TRY(esys_->ran(
        "TPM2_NV_ReadPublic",
        Esys_NV_ReadPublic(
            context, handle, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, area.take(), nullptr)));
    const auto size = area->nvPublic.dataSize;
    if (size > issuers_bytes_max) {
        return Error(errors::endorsement_certificate, {fact("size", std::uint64_t{size})});
    }
    const auto by_itself = (area->nvPublic.attributes & TPMA_NV_AUTHREAD) != 0;
    const auto reader = by_itself ? handle : ESYS_TR{ESYS_TR_RH_OWNER};
    Bytes bytes;
    while (bytes.size() < size) {
        const auto offset = static_cast<std::uint16_t>(bytes.size());
        const auto wanted = std::min<std::uint16_t>(block_max, size - offset);
        Answer<TPM2B_MAX_NV_BUFFER> block;
        TRY(esys_->ran("TPM2_NV_Read",
                       Esys_NV_Read(context,
                                    reader,
                                    handle,
                                    ESYS_TR_PASSWORD,
                                    ESYS_TR_NONE,
                                    ESYS_TR_NONE,
                                    wanted,
                                    offset,
                                    block.take())));
        if (block->size != wanted) {
            return Error(errors::tpm_answer, {fact("index", std::uint64_t{index})});
        }
        bytes.insert(bytes.end(), block->buffer, block->buffer + block->size);
    }
    return bytes;
}

}  // namespace sealwright::attest
