// The recorded TPMs `a` and `b` of tests/vectors/ek/swtpm.txt, and asks made of them.
#pragma once

#include "crypto/vectors.hpp"
#include "sealwright/attest/parse.hpp"
#include "seeded_random.hpp"

namespace sealwright::test {

// After the recorded certificates were made.
inline constexpr Now recorded{0, 1'800'000'000'000};

class RealTpm {
public:
    static const NamedVectors& rows() {
        static const NamedVectors rows("ek/swtpm.txt");
        return rows;
    }
    static const Bytes& row(const std::string& name) { return rows().at(name); }

    // Of tpm `a` or `b`, with the endorsement key `ek-rsa-2048` or `ek-p384`.
    static attest::ParseAsk ask(const std::string& tpm, const std::string& key) {
        attest::ParseAsk ask;
        ask.provenance = attest::Provenance::ek_chain;
        ask.identity.certificates = {row(tpm + "." + key + ".certificate")};
        ask.identity.endorsement_key = row(tpm + "." + key + ".public");
        ask.identity.attestation_key = row(tpm + ".ak.public");
        ask.secret.assign(32, 0x5a);
        return ask;
    }

    static attest::Trust maker() {
        attest::Trust trust;
        check(trust.add(attest::Trust::Kind::root, text_of(row("root.pem"))).ok());
        check(trust.add(attest::Trust::Kind::intermediate, text_of(row("issuer.pem"))).ok());
        return trust;
    }
};

// What parse() says of an ask; the code of its refusal, or 0.
inline std::uint16_t code_of(const attest::ParseAsk& ask,
                             const attest::Trust& trust,
                             Now now = recorded) {
    SeededRandom random;
    const auto parsed = attest::parse(ask, trust, random, now);
    return parsed ? std::uint16_t{0} : parsed.error().code();
}

}  // namespace sealwright::test
