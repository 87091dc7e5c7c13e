// Paths and uses of certificates, with makers of our own: each thing that an issuer could get
// wrong, or somebody could try.
#include "activation.hpp"
#include "authority.hpp"
#include "real_tpm.hpp"
#include "sealwright/attest/errors.hpp"
#include "sealwright/crypto/hash.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using attest::Trust;
using test::Authority;
using test::code_of;
using test::Shape;

namespace {

constexpr Now noon{0, test::noon_ms};

struct Maker {
    Authority root = Authority::root("maker");
    Authority issuer = root.below("issuer");
    attest::EndorsementTemplate of = attest::EndorsementTemplate::p384;
    test::SoftwareEndorsement key = test::SoftwareEndorsement::make(of);

    [[nodiscard]] Trust trust() const {
        Trust trust;
        check(trust.add(Trust::Kind::root, root.pem()).ok());
        check(trust.add(Trust::Kind::intermediate, issuer.pem()).ok());
        return trust;
    }

    static Shape shape() {
        Shape shape;
        shape.usage = "critical,keyAgreement";
        return shape;
    }

    [[nodiscard]] attest::ParseAsk ask(const Shape& shape) const {
        auto ask = test::RealTpm::ask("a", "ek-p384");
        const auto* const row =
            of == attest::EndorsementTemplate::p256 ? "a.ek-p256.public" : "a.ek-p384.public";
        ask.identity.endorsement_key = key.public_area(test::RealTpm::row(row));
        ask.identity.certificates = {issuer.certify(key.key_info(), shape)};
        return ask;
    }
    [[nodiscard]] std::uint16_t code(const Shape& shape) const {
        return code_of(ask(shape), trust(), noon);
    }
};

// An ask by a provider's word about the attestation key.
attest::ParseAsk provider_ask(const Authority& provider, const Shape& shape) {
    auto ask = test::RealTpm::ask("a", "ek-p384");
    ask.provenance = attest::Provenance::provider_ak;
    ask.identity.endorsement_key.clear();
    test::SeededRandom random;
    auto pinned = ask;
    const auto identity = attest::AttestationIdentity::read(ask.identity.attestation_key);
    check(identity.ok());
    ask.identity.certificates = {provider.certify(identity->key_info, shape)};
    return ask;
}

Shape provider_shape() {
    Shape shape;
    shape.purpose = "2.23.133.8.3";
    shape.usage = "critical,digitalSignature";
    return shape;
}

}  // namespace

TEST_SUITE("attest_parse/chain") {
    TEST_CASE("a certificate of a trusted maker is taken") {
        const Maker maker;

        CHECK(maker.code(Maker::shape()) == 0);
    }

    TEST_CASE("a chain to a P-256 endorsement key is taken, and refused as any other is") {
        Maker maker;
        maker.of = attest::EndorsementTemplate::p256;
        maker.key = test::SoftwareEndorsement::make(maker.of);
        Maker other;
        other.of = maker.of;
        other.key = test::SoftwareEndorsement::make(maker.of);
        test::SeededRandom random;

        const auto parsed = attest::parse(maker.ask(Maker::shape()), maker.trust(), random, noon);

        REQUIRE(parsed.ok());
        CHECK(parsed->endorsement_key == crypto::sha256(maker.key.key_info()));
        CHECK(parsed->anchor == crypto::sha256(maker.root.der()));
        CHECK_FALSE(parsed->credential.empty());
        // By another maker; with another TPM's key; for a usage that only RSA has.
        CHECK(code_of(maker.ask(Maker::shape()), other.trust(), noon) ==
              errors::certificate_chain.code);
        auto borrowed = maker.ask(Maker::shape());
        borrowed.identity.endorsement_key = other.ask(Maker::shape()).identity.endorsement_key;
        CHECK(code_of(borrowed, maker.trust(), noon) == errors::endorsement_key_other.code);
        auto shape = Maker::shape();
        shape.usage = "critical,keyEncipherment";
        CHECK(maker.code(shape) == errors::certificate_key_usage.code);
    }

    TEST_CASE("a foreign maker's certificate is refused, whatever it calls itself") {
        const Maker maker;
        const Maker foreign;

        CHECK(code_of(foreign.ask(Maker::shape()), maker.trust(), noon) ==
              errors::certificate_chain.code);
    }

    TEST_CASE("an intermediate may come beside the certificate; a root may not") {
        const Maker maker;
        Trust only_root;
        REQUIRE(only_root.add(Trust::Kind::root, maker.root.pem()).ok());
        auto ask = maker.ask(Maker::shape());
        CHECK(code_of(ask, only_root, noon) == errors::certificate_chain.code);

        ask.identity.certificates.push_back(maker.issuer.der());
        CHECK(code_of(ask, only_root, noon) == 0);
        ask.identity.certificates.push_back(maker.root.der());
        CHECK(code_of(ask, Trust(), noon) == errors::certificate_chain.code);
    }

    TEST_CASE("each chain's end is named by the digest of its own root") {
        const Maker maker;
        auto root = Authority::root("other");
        auto issuer = root.below("other issuer");
        const Maker second{std::move(root), std::move(issuer)};
        const auto provider = Authority::root("maker");
        Trust trust = maker.trust();
        REQUIRE(trust.add(Trust::Kind::root, second.root.pem()).ok());
        REQUIRE(trust.add(Trust::Kind::provider, provider.pem()).ok());
        test::SeededRandom random;
        const auto anchor_of = [&](const attest::ParseAsk& ask) {
            const auto parsed = attest::parse(ask, trust, random, noon);
            REQUIRE(parsed.ok());
            return parsed->anchor;
        };

        CHECK(anchor_of(maker.ask(Maker::shape())) == crypto::sha256(maker.root.der()));
        auto other = second.ask(Maker::shape());
        other.identity.certificates.push_back(second.issuer.der());
        CHECK(anchor_of(other) == crypto::sha256(second.root.der()));
        CHECK(anchor_of(provider_ask(provider, provider_shape())) ==
              crypto::sha256(provider.der()));
        auto pinned = maker.ask(Maker::shape());
        pinned.provenance = attest::Provenance::ek_pinned;
        pinned.pinned_key = crypto::sha256(maker.key.key_info());
        CHECK(anchor_of(pinned) == Digest{});
    }

    TEST_CASE("what an authority's certificate is used for, an endorsement key's is not") {
        const Maker maker;
        auto shape = Maker::shape();
        shape.constraints = "critical,CA:TRUE";
        CHECK(maker.code(shape) == errors::certificate_authority.code);

        shape.constraints = "";
        CHECK(maker.code(shape) == errors::certificate_authority.code);

        auto ask = maker.ask(Maker::shape());
        ask.identity.certificates = {maker.issuer.der()};
        CHECK(code_of(ask, maker.trust(), noon) == errors::certificate_authority.code);
    }

    TEST_CASE("a leaf that plays the intermediate leads nowhere") {
        const Maker maker;
        const auto intruder = Authority::root("leaf");
        auto shape = Maker::shape();
        shape.usage = "critical,keyAgreement,keyCertSign";
        auto ask = maker.ask(Maker::shape());
        ask.identity.certificates = {intruder.certify(maker.key.key_info(), Maker::shape()),
                                     maker.issuer.certify(intruder.key_info(), shape)};

        CHECK(code_of(ask, maker.trust(), noon) == errors::certificate_chain.code);
    }

    TEST_CASE("the purpose must be an endorsement key's") {
        const Maker maker;
        auto shape = Maker::shape();
        for (const auto* purpose :
             {"", "2.23.133.8.2", "2.23.133.8.3", "clientAuth", "anyExtendedKeyUsage"}) {
            shape.purpose = purpose;
            CHECK(maker.code(shape) == errors::certificate_purpose.code);
        }
        shape.purpose = "clientAuth,2.23.133.8.1";
        CHECK(maker.code(shape) == 0);
    }

    TEST_CASE("the key usage must be there, agree on keys and sign nothing") {
        const Maker maker;
        auto shape = Maker::shape();
        for (const auto* usage : {"",
                                  "critical,keyEncipherment",
                                  "critical,keyAgreement,digitalSignature",
                                  "critical,keyAgreement,nonRepudiation",
                                  "critical,keyAgreement,cRLSign"}) {
            shape.usage = usage;
            CHECK(maker.code(shape) == errors::certificate_key_usage.code);
        }
    }

    TEST_CASE("a certificate is good from its first second to its last") {
        const Maker maker;
        auto shape = Maker::shape();
        shape.until_s = -1;
        CHECK(maker.code(shape) == errors::certificate_expired.code);
        shape.until_s = 86'400;
        shape.from_s = 1;
        CHECK(maker.code(shape) == errors::certificate_expired.code);
    }

    TEST_CASE("a signature with SHA-1 is too weak") {
        const Maker maker;
        auto shape = Maker::shape();
        shape.digest = EVP_sha1();

        CHECK(maker.code(shape) == errors::certificate_weak.code);
    }

    TEST_CASE("a path has three intermediates at most") {
        const Maker maker;
        Trust trust;
        REQUIRE(trust.add(Trust::Kind::root, maker.root.pem()).ok());
        auto last = maker.root.below("1");
        auto ask = maker.ask(Maker::shape());
        for (int depth = 1; depth <= 4; ++depth) {
            REQUIRE(trust.add(Trust::Kind::intermediate, last.pem()).ok());
            ask.identity.certificates = {last.certify(maker.key.key_info(), Maker::shape())};
            CHECK(code_of(ask, trust, noon) == (depth <= 3 ? 0 : errors::certificate_depth.code));
            last = last.below(std::to_string(depth + 1));
        }
    }

    TEST_CASE("an extension that is critical and unknown ends the path") {
        const Maker maker;
        auto shape = Maker::shape();
        shape.more_name = "nsComment";
        shape.more_value = "critical,hello";

        CHECK(maker.code(shape) == errors::certificate_chain.code);
    }

    TEST_CASE("addresses in a certificate are words: nothing is fetched from them") {
        const Maker maker;
        auto shape = Maker::shape();
        shape.more_name = "authorityInfoAccess";
        shape.more_value = "caIssuers;URI:http://127.0.0.1:1/issuer.crt";
        Trust only_root;
        REQUIRE(only_root.add(Trust::Kind::root, maker.root.pem()).ok());

        CHECK(maker.code(shape) == 0);
        CHECK(code_of(maker.ask(shape), only_root, noon) == errors::certificate_chain.code);
    }

    TEST_CASE("who is on its issuer's list is refused, and nobody else") {
        const Maker maker;
        auto trust = maker.trust();
        REQUIRE(trust.add(Trust::Kind::revocation_list, maker.issuer.list({7, 9}, 60)).ok());
        auto shape = Maker::shape();

        CHECK(code_of(maker.ask(shape), trust, noon) == errors::certificate_revoked.code);
        shape.serial = 8;
        CHECK(code_of(maker.ask(shape), trust, noon) == 0);
    }

    TEST_CASE("a list that has ended, or that its issuer did not sign, stops everything") {
        const Maker maker;
        auto old = maker.trust();
        REQUIRE(old.add(Trust::Kind::revocation_list, maker.issuer.list({9}, -1)).ok());
        CHECK(code_of(maker.ask(Maker::shape()), old, noon) == errors::certificate_list_stale.code);

        auto forged = maker.trust();
        const auto intruder = Authority::root("issuer");
        REQUIRE(forged.add(Trust::Kind::revocation_list, intruder.list({9}, 60)).ok());
        CHECK(code_of(maker.ask(Maker::shape()), forged, noon) ==
              errors::certificate_list_stale.code);
    }

    TEST_CASE(
        "a provider's word about an attestation key counts, and its attributes all the same") {
        const auto provider = Authority::root("provider");
        Trust trust;
        REQUIRE(trust.add(Trust::Kind::provider, provider.pem()).ok());
        auto ask = provider_ask(provider, provider_shape());
        test::SeededRandom random;

        const auto parsed = attest::parse(ask, trust, random, noon);

        REQUIRE(parsed.ok());
        CHECK(parsed->endorsed_by == "CN=provider");
        CHECK(parsed->credential.empty());
        CHECK(parsed->encrypted_secret.empty());

        // "Trust fall": the provider certified a key that signs whatever it is given.
        ask.identity.attestation_key[5] &= 0xfe;
        CHECK(code_of(ask, trust, noon) == errors::attestation_key_unrestricted.code);
        ask = provider_ask(provider, provider_shape());
        ask.identity.attestation_key = test::RealTpm::row("b.ak.public");
        CHECK(code_of(ask, trust, noon) == errors::attestation_key_not_certified.code);
    }

    TEST_CASE("a provider and a maker are believed each for its own keys only") {
        const auto provider = Authority::root("provider");
        const Maker maker;
        Trust trust;
        REQUIRE(trust.add(Trust::Kind::provider, maker.root.pem()).ok());
        REQUIRE(trust.add(Trust::Kind::intermediate, maker.issuer.pem()).ok());
        REQUIRE(trust.add(Trust::Kind::root, provider.pem()).ok());

        CHECK(code_of(maker.ask(Maker::shape()), trust, noon) == errors::certificate_chain.code);
        CHECK(code_of(provider_ask(provider, provider_shape()), trust, noon) ==
              errors::certificate_chain.code);

        REQUIRE(trust.add(Trust::Kind::provider, provider.pem()).ok());
        auto shape = provider_shape();
        shape.purpose = "2.23.133.8.1";
        CHECK(code_of(provider_ask(provider, shape), trust, noon) ==
              errors::certificate_purpose.code);
        shape = provider_shape();
        shape.usage = "critical,keyAgreement";
        CHECK(code_of(provider_ask(provider, shape), trust, noon) ==
              errors::certificate_key_usage.code);
    }

    TEST_CASE("with an endorsement key beside it a provider's machine has to activate as well") {
        const auto provider = Authority::root("provider");
        Trust trust;
        REQUIRE(trust.add(Trust::Kind::provider, provider.pem()).ok());
        auto ask = provider_ask(provider, provider_shape());
        ask.identity.endorsement_key = test::RealTpm::row("a.ek-rsa-2048.public");
        test::SeededRandom random;

        const auto parsed = attest::parse(ask, trust, random, noon);

        REQUIRE(parsed.ok());
        CHECK(!parsed->credential.empty());
    }

    TEST_CASE("files that are no PEM of their kind, or too many, are refused") {
        const Maker maker;
        Trust trust;
        CHECK(!trust.add(Trust::Kind::root, "").ok());
        CHECK(!trust.add(Trust::Kind::root, "no certificate").ok());
        CHECK(!trust.add(Trust::Kind::revocation_list, maker.root.pem()).ok());
        CHECK(!trust
                   .add(Trust::Kind::root,
                        maker.root.pem() + "-----BEGIN CERTIFICATE-----\nAAAA\n"
                                           "-----END CERTIFICATE-----\n")
                   .ok());
        std::string many;
        for (std::size_t count = 0; count <= Trust::items_max; ++count) many += maker.issuer.pem();
        CHECK(!trust.add(Trust::Kind::intermediate, many).ok());
    }
}
