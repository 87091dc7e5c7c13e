#include "mechanism.hpp"

#include "return_value.hpp"

namespace sealwright::hsm::token {

Result<void> hmac_sha256(const Session& session,
                         CK_OBJECT_HANDLE key,
                         const Digest& input,
                         std::span<std::uint8_t, 32> output) {
    CK_MECHANISM mechanism{CKM_SHA256_HMAC, nullptr, 0};
    const auto& functions = session.functions();
    auto value = functions.C_SignInit(session.handle(), &mechanism, key);
    if (value != CKR_OK) return failed("C_SignInit", value);
    auto copy = input;  // C_Sign asks for bytes that it may not, but could, change.
    CK_ULONG size = output.size();
    value = functions.C_Sign(session.handle(), copy.data(), copy.size(), output.data(), &size);
    if (value != CKR_OK) return failed("C_Sign", value);
    if (size != output.size()) return failed("C_Sign", CKR_SIGNATURE_LEN_RANGE);
    return done;
}

}  // namespace sealwright::hsm::token
