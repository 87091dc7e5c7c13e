// What a verifier who knows nothing of our code would check of a quote, by OpenSSL.
#pragma once

#include "sealwright/attest/messages.hpp"

namespace sealwright::test {

// Of an attestation key's TPMT_PUBLIC.
attest::AttestationKey point_of(View public_area);

bool is_signed_by(const attest::AttestationKey& key,
                  View message,
                  const attest::Signature& signature);

struct QuoteFacts {
    std::uint32_t magic = 0;
    std::uint16_t type = 0;
    Bytes extra;
    std::uint32_t reset_count = 0;
    std::uint32_t pcr_mask = 0;
    Bytes pcr_digest;
    bool ends_there = false;
};
QuoteFacts facts_of(View attested);

// The SubjectPublicKeyInfo of a certificate, and of an endorsement key's TPMT_PUBLIC, in DER.
Bytes key_of_certificate(View der);
Bytes key_of_public_area(View public_area);

}  // namespace sealwright::test
