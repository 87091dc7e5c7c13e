#include "sealwright/attest/compare.hpp"
#include "sealwright/attest/compare/errors.hpp"

#include <crypto++/eccrypto.h>
#include <crypto++/oids.h>
#include <crypto++/sha.h>

namespace sealwright::attest {
namespace {

using CryptoPP::ECP;
using CryptoPP::Integer;
using Ecdsa = CryptoPP::ECDSA<ECP, CryptoPP::SHA256>;
using Group = CryptoPP::DL_GroupParameters_EC<ECP>;

constexpr std::size_t half = std::tuple_size_v<Signature> / 2;

// Built once. With multiples of the base point at hand a verification takes half the time.
const Group& p256() {
    static const Group group = [] {
        constexpr unsigned multiples = 32;
        Group made(CryptoPP::ASN1::secp256r1());
        made.Precompute(multiples);
        return made;
    }();
    return group;
}

bool is_within(const Integer& number) {
    return number.IsPositive() && number < p256().GetSubgroupOrder();
}

// Signatures come as r || s of fixed width. The library's own reader of the DER form takes
// encodings that are none, so no DER comes near it.
Result<void> verify_unguarded(const AttestationKey& key, View message, const Signature& signature) {
    const ECP::Point point(Integer(key.x.data(), key.x.size()),
                           Integer(key.y.data(), key.y.size()));
    // The coordinates are below p, and the point, which cannot be the one at infinity in this form,
    // is on the curve; its cofactor is 1.
    if (!p256().GetCurve().VerifyPoint(point)) return errors::quote_key_invalid;
    const Integer r(signature.data(), half);
    const Integer s(signature.data() + half, half);
    if (!is_within(r) || !is_within(s)) return errors::quote_signature;

    Ecdsa::PublicKey public_key;
    public_key.Initialize(p256(), point);
    const Ecdsa::Verifier verifier(public_key);
    const bool is_valid =
        verifier.VerifyMessage(message.data(), message.size(), signature.data(), signature.size());
    if (!is_valid) return errors::quote_signature;
    return done;
}

}  // namespace

Result<void> verify_p256(const AttestationKey& key, View message, const Signature& signature) {
    try {
        return verify_unguarded(key, message, signature);
    } catch (const CryptoPP::Exception&) {
        return errors::quote_signature;
    }
}

}  // namespace sealwright::attest
