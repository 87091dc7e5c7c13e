#include "mechanism.hpp"

#include "return_value.hpp"
#include "sealwright/hsm/errors.hpp"

#include <algorithm>

namespace sealwright::hsm::token {
namespace {

// Without a branch on any of the bytes: they are secret.
bool is_zero(std::span<const std::uint8_t> bytes) {
    std::uint8_t seen = 0;
    for (const auto byte : bytes) seen = static_cast<std::uint8_t>(seen | byte);
    return seen == 0;
}

}  // namespace

Result<void> hmac_sha256(const Session& session,
                         CK_OBJECT_HANDLE key,
                         const Digest& input,
                         std::span<std::uint8_t, 32> output) {
    std::ranges::fill(output, std::uint8_t{0});
    CK_MECHANISM mechanism{CKM_SHA256_HMAC, nullptr, 0};
    const auto& functions = session.functions();
    auto value = functions.C_SignInit(session.handle(), &mechanism, key);
    if (value != CKR_OK) return failed("C_SignInit", value);
    auto copy = input;  // C_Sign asks for bytes that it may not, but could, change.
    CK_ULONG size = output.size();
    value = functions.C_Sign(session.handle(), copy.data(), copy.size(), output.data(), &size);
    if (value != CKR_OK) return failed("C_Sign", value);
    if (size != output.size()) return failed("C_Sign", CKR_SIGNATURE_LEN_RANGE);
    // A module that says done and wrote nothing: a share would be sealed under a key that all know.
    if (is_zero(output)) {
        return Error(errors::hsm_module_defect,
                     {fact("call", "C_Sign"), fact("why", "it wrote nothing")});
    }
    return done;
}

}  // namespace sealwright::hsm::token
