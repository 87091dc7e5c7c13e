#include "keys.hpp"

#include "sealwright/attest/evidence/errors.hpp"

#include <algorithm>
#include <optional>

namespace sealwright::attest {
namespace {

constexpr TPM2_HANDLE provider_handle = 0x81000003;
constexpr UINT32 leftovers_max = 16;

Result<LoadedKey> make_primary(Esys& esys, const TPM2B_PUBLIC& wanted) {
    const TPM2B_SENSITIVE_CREATE sensitive{};
    const TPM2B_DATA outside{};
    const TPML_PCR_SELECTION registers{};
    ESYS_TR handle = ESYS_TR_NONE;
    Answer<TPM2B_PUBLIC> area;
    Answer<TPM2B_CREATION_DATA> creation;
    Answer<TPM2B_DIGEST> digest;
    Answer<TPMT_TK_CREATION> ticket;
    TRY(esys.ran("TPM2_CreatePrimary",
                 Esys_CreatePrimary(esys.context(),
                                    ESYS_TR_RH_ENDORSEMENT,
                                    ESYS_TR_PASSWORD,
                                    ESYS_TR_NONE,
                                    ESYS_TR_NONE,
                                    &sensitive,
                                    &wanted,
                                    &outside,
                                    &registers,
                                    &handle,
                                    area.take(),
                                    creation.take(),
                                    digest.take(),
                                    ticket.take())));
    return LoadedKey{Loaded(esys, handle, Loaded::Rests::in_memory), *area};
}

Result<TPM2B_PUBLIC> public_area(Esys& esys, ESYS_TR handle) {
    Answer<TPM2B_PUBLIC> area;
    Answer<TPM2B_NAME> name;
    Answer<TPM2B_NAME> qualified;
    TRY(esys.ran("TPM2_ReadPublic",
                 Esys_ReadPublic(esys.context(),
                                 handle,
                                 ESYS_TR_NONE,
                                 ESYS_TR_NONE,
                                 ESYS_TR_NONE,
                                 area.take(),
                                 name.take(),
                                 qualified.take())));
    return *area;
}

Result<ESYS_TR> name_handle(Esys& esys, TPM2_HANDLE number) {
    ESYS_TR handle = ESYS_TR_NONE;
    TRY(esys.ran("TPM2_ReadPublic",
                 Esys_TR_FromTPMPublic(
                     esys.context(), number, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &handle)));
    return handle;
}

using Handles = std::vector<TPM2_HANDLE>;

Result<void> ask(
    Esys& esys, TPM2_CAP what, UINT32 first, UINT32 count, Answer<TPMS_CAPABILITY_DATA>& answer) {
    TPMI_YES_NO more = 0;
    TRY(esys.ran("TPM2_GetCapability",
                 Esys_GetCapability(esys.context(),
                                    ESYS_TR_NONE,
                                    ESYS_TR_NONE,
                                    ESYS_TR_NONE,
                                    what,
                                    first,
                                    count,
                                    &more,
                                    answer.take())));
    return done;
}

Result<Handles> handles_from(Esys& esys, TPM2_HANDLE first, UINT32 count) {
    Answer<TPMS_CAPABILITY_DATA> answer;
    TRY(ask(esys, TPM2_CAP_HANDLES, first, count, answer));
    const auto& handles = answer->data.handles;
    return Handles(handles.handle, handles.handle + handles.count);
}

// Nothing when there is no key at this place.
Result<std::optional<LoadedKey>> persistent_key(Esys& esys, TPM2_HANDLE number) {
    TRY(there, handles_from(esys, number, 1));
    if (there.empty() || there.front() != number) return std::optional<LoadedKey>();
    TRY(handle, name_handle(esys, number));
    LoadedKey key{Loaded(esys, handle, Loaded::Rests::in_the_tpm), {}};
    TRY(area, public_area(esys, handle));
    key.area = area;
    return std::optional<LoadedKey>(std::move(key));
}

bool is_ours(const TPMT_PUBLIC& area) {
    if (is_made_from(area, attestation_template().publicArea)) return true;
    return std::ranges::any_of(endorsement_places(), [&](const auto& place) {
        return is_made_from(area, endorsement_template(place.kind).publicArea);
    });
}

}  // namespace

Result<LoadedKey> load_endorsement_key(Esys& esys, const EndorsementPlace& place) {
    const auto wanted = endorsement_template(place.kind);
    TRY(rests, persistent_key(esys, place.persistent));
    if (rests && is_made_from(rests->area.publicArea, wanted.publicArea)) return std::move(*rests);
    // After tpm2_clear it is gone from there, and the template gives the same key again.
    return make_primary(esys, wanted);
}

Result<LoadedKey> make_attestation_key(Esys& esys) {
    return make_primary(esys, attestation_template());
}

Result<LoadedKey> load_provider_key(Esys& esys) {
    TRY(key, persistent_key(esys, provider_handle));
    if (!key) {
        return Error(errors::provider_key_absent, {fact("handle", std::uint64_t{provider_handle})});
    }
    if (!can_attest(key->area.publicArea)) return errors::provider_key_unfit;
    return std::move(*key);
}

Result<EndorsementPlace> place_that_works(Esys& esys) {
    Answer<TPMS_CAPABILITY_DATA> answer;
    TRY(ask(esys, TPM2_CAP_ECC_CURVES, 0, TPM2_MAX_ECC_CURVES, answer));
    const auto& curves = answer->data.eccCurves;
    const auto has = [&](TPM2_ECC_CURVE curve) {
        return std::find(curves.eccCurves, curves.eccCurves + curves.count, curve) !=
               curves.eccCurves + curves.count;
    };
    const auto places = endorsement_places();
    if (has(TPM2_ECC_NIST_P384)) return places[0];
    if (has(TPM2_ECC_NIST_P256)) return places[1];
    return places[2];
}

Result<void> flush_leftovers(Esys& esys) {
    TRY(objects, handles_from(esys, TPM2_TRANSIENT_FIRST, leftovers_max));
    for (const auto number : objects) {
        TRY(handle, name_handle(esys, number));
        Loaded loaded(esys, handle, Loaded::Rests::in_the_tpm);
        TRY(area, public_area(esys, handle));
        if (is_ours(area.publicArea)) loaded.flush_at_end();
    }
    TRY(sessions, handles_from(esys, TPM2_LOADED_SESSION_FIRST, leftovers_max));
    for (const auto number : sessions) {
        TRY(handle, name_handle(esys, number));
        TRY(esys.ran("TPM2_FlushContext", Esys_FlushContext(esys.context(), handle)));
    }
    return done;
}

}  // namespace sealwright::attest
