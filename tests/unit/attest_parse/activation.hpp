// Activation: what a TPM does with a credential (TPM2_ActivateCredential), by OpenSSL's own OAEP,
// ECDH, KBKDF (SP 800-108) and SSKDF (SP 800-56C): nothing of it is ours.
#pragma once

#include "parse/credential.hpp"

#include <openssl/evp.h>

#include <memory>
#include <optional>

namespace sealwright::test {

// An endorsement key whose private half we have, as no TPM would give it.
class SoftwareEndorsement {
public:
    static SoftwareEndorsement make(attest::EndorsementTemplate of);

    // TPMT_PUBLIC: a TPM's of the same template, with our key in the place of its own.
    [[nodiscard]] Bytes public_area(Bytes recorded) const;
    [[nodiscard]] Bytes key_info() const;
    // The secret; nothing when the credential is not for this key and this name.
    [[nodiscard]] std::optional<Bytes> activate(const attest::Credential& credential,
                                                View name) const;

private:
    struct Release {
        void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    };
    [[nodiscard]] Bytes seed_of(View encrypted) const;
    [[nodiscard]] const char* hash() const;

    attest::EndorsementTemplate of_{};
    std::unique_ptr<EVP_PKEY, Release> key_;
};

}  // namespace sealwright::test
