#include "slot.hpp"

#include "return_value.hpp"
#include "sealwright/hsm/errors.hpp"

#include <optional>
#include <vector>

namespace sealwright::hsm::token {
namespace {

constexpr CK_ULONG slots_max = 64;

// PKCS#11 pads its texts with blanks. Nothing unprintable may reach a context, a label or a log.
template <std::size_t N>
std::string text_of_padded(const unsigned char (&padded)[N]) {
    std::string text(std::begin(padded), std::end(padded));
    text.erase(text.find_last_not_of(std::string(" \0", 2)) + 1);
    return PublicText(text).str();
}

// Nothing when the slot holds no initialised token, which is no failure of the others.
Result<std::optional<TokenIdentity>> identity_in(const Module& module, CK_SLOT_ID number) {
    CK_TOKEN_INFO info{};
    const auto value = module.functions().C_GetTokenInfo(number, &info);
    if (value != CKR_OK && kind_of(value) != Kind::bug) return std::optional<TokenIdentity>();
    if (value != CKR_OK) return failed("C_GetTokenInfo", value);
    if ((info.flags & CKF_TOKEN_INITIALIZED) == 0) return std::optional<TokenIdentity>();
    return std::optional(
        TokenIdentity{text_of_padded(info.label), text_of_padded(info.serialNumber)});
}

bool matches(const TokenIdentity& found, const std::string& label, const std::string& serial) {
    if (!label.empty() && found.label != label) return false;
    return serial.empty() || found.serial == serial;
}

}  // namespace

Result<Slot> find_slot(const Module& module, const std::string& label, const std::string& serial) {
    check(!label.empty() || !serial.empty());
    CK_ULONG count = slots_max;
    std::vector<CK_SLOT_ID> numbers(slots_max);
    const auto value = module.functions().C_GetSlotList(ck_true, numbers.data(), &count);
    if (value != CKR_OK) return failed("C_GetSlotList", value);
    if (count > slots_max) return failed("C_GetSlotList", CKR_BUFFER_TOO_SMALL);
    numbers.resize(count);

    std::optional<Slot> slot;
    for (const auto number : numbers) {
        TRY(identity, identity_in(module, number));
        if (!identity || !matches(*identity, label, serial)) continue;
        if (slot) return Error(errors::hsm_token_ambiguous, {fact("label", label)});
        slot = Slot{number, std::move(*identity)};
    }
    if (!slot) {
        return Error(errors::hsm_token_absent,
                     {fact("label", label), fact("serial", serial), fact("slots", count)});
    }
    return std::move(*slot);
}

}  // namespace sealwright::hsm::token
