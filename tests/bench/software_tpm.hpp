// SoftwareTpm: what a machine's TPM does in an enrolment and in an attestation, by keys in memory.
//
// So that hundreds of machines cost the benchmark's own process little beside what it measures: a
// quote is one P-256 signature by OpenSSL, over what a real TPM would have signed. Its endorsement
// key has no certificate and must be pinned.
#pragma once

#include "../unit/attest_parse/activation.hpp"
#include "sealwright/attest/messages.hpp"

namespace sealwright::bench {

// Public areas as a real TPM gave them, in which our keys take the place of its own.
struct PublicAreas {
    Bytes endorsement;  // P-256
    Bytes attestation;
};

class SoftwareTpm {
public:
    explicit SoftwareTpm(const PublicAreas& areas);

    [[nodiscard]] attest::TpmIdentity identity() const;
    // SHA-256 of the endorsement key's SubjectPublicKeyInfo, as `node enrol` takes it.
    [[nodiscard]] Digest endorsement_digest() const;
    [[nodiscard]] Bytes activate(View credential, View encrypted_secret) const;
    [[nodiscard]] attest::TpmQuote quote(const Digest& binding, const claims::PcrSet& pcrs) const;

private:
    struct Release {
        void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    };

    test::SoftwareEndorsement endorsement_;
    std::unique_ptr<EVP_PKEY, Release> attestation_;
    attest::TpmIdentity identity_;
};

}  // namespace sealwright::bench
