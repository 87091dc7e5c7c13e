// A TPM's enrolment as a whole, with recorded TPMs: who is taken, and each way of being refused
// that needs no certificate but theirs.
#include "parse/der.hpp"
#include "real_tpm.hpp"
#include "sealwright/attest/errors.hpp"
#include "sealwright/attest/key_info.hpp"
#include "sealwright/crypto/hash.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using test::code_of;
using test::RealTpm;

namespace {

// Cut short at each place and longer by one byte: the code of each refusal must be `code`.
void refuses_other_sizes(Bytes attest::TpmIdentity::*area, std::uint16_t code) {
    const auto trust = RealTpm::maker();
    auto ask = RealTpm::ask("a", "ek-p384");
    const auto whole = ask.identity.*area;
    for (std::size_t size = 0; size < whole.size(); ++size) {
        (ask.identity.*area)
            .assign(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        REQUIRE(code_of(ask, trust) == code);
    }
    ask.identity.*area = whole;
    (ask.identity.*area).push_back(0);
    CHECK(code_of(ask, trust) == code);
}

// The attestation key of `a` with other attributes.
attest::ParseAsk with_attributes(std::uint32_t set, std::uint32_t clear) {
    auto ask = RealTpm::ask("a", "ek-p384");
    auto& area = ask.identity.attestation_key;
    const auto flip = [&](std::size_t place, unsigned shift) {
        area[place] = static_cast<std::uint8_t>((area[place] | (set >> shift & 0xffU)) &
                                                ~(clear >> shift & 0xffU));
    };
    flip(4, 24);
    flip(5, 16);
    flip(6, 8);
    flip(7, 0);
    return ask;
}

}  // namespace

TEST_SUITE("attest_parse/identity") {
    TEST_CASE("real TPMs are taken, with an RSA-2048 and with a P-384 endorsement key") {
        const auto trust = RealTpm::maker();
        for (const std::string key : {"ek-rsa-2048", "ek-p384"}) {
            for (const std::string tpm : {"a", "b"}) {
                test::SeededRandom random;
                const auto ask = RealTpm::ask(tpm, key);

                const auto parsed = attest::parse(ask, trust, random, test::recorded);

                REQUIRE(parsed.ok());
                CHECK(parsed->attestation_name == RealTpm::row(tpm + ".ak.name"));
                CHECK(parsed->endorsed_by == "CN=swtpm-localca-rootca");
                const auto& area = ask.identity.attestation_key;
                CHECK(std::equal(parsed->attestation_key.y.begin(),
                                 parsed->attestation_key.y.end(),
                                 area.end() - 32));
                CHECK(!parsed->credential.empty());
                CHECK(wire::decode<attest::Parsed>(wire::encode(*parsed)).ok());
            }
        }
    }

    TEST_CASE("padding of the TPM's storage behind a certificate is no part of it") {
        auto ask = RealTpm::ask("a", "ek-p384");
        ask.identity.certificates[0].insert(ask.identity.certificates[0].end(), {0xff, 0xff, 0x00});

        CHECK(code_of(ask, RealTpm::maker()) == 0);

        ask.identity.certificates[0].push_back(0x01);
        CHECK(code_of(ask, RealTpm::maker()) == errors::certificate_form.code);
    }

    TEST_CASE("a certificate that is cut short at any place is none") {
        const auto trust = RealTpm::maker();
        auto ask = RealTpm::ask("a", "ek-p384");
        const auto whole = ask.identity.certificates[0];
        for (std::size_t size = 0; size < whole.size(); ++size) {
            ask.identity.certificates[0].assign(whole.begin(),
                                                whole.begin() + static_cast<std::ptrdiff_t>(size));
            REQUIRE(code_of(ask, trust) == errors::certificate_form.code);
        }
    }

    TEST_CASE("a bit changed anywhere in a certificate ends in a refusal") {
        const auto trust = RealTpm::maker();
        const auto whole = RealTpm::ask("a", "ek-rsa-2048");
        for (std::size_t place = 0; place < whole.identity.certificates[0].size(); place += 3) {
            auto ask = whole;
            ask.identity.certificates[0][place] ^= 0x10;
            REQUIRE(code_of(ask, trust) != 0);
        }
    }

    TEST_CASE("without the maker's root, or without its intermediate, there is no path") {
        attest::Trust nobody;
        attest::Trust half;
        REQUIRE(half.add(attest::Trust::Kind::root, text_of(RealTpm::row("root.pem"))).ok());
        auto ask = RealTpm::ask("a", "ek-rsa-2048");

        CHECK(code_of(ask, nobody) == errors::certificate_chain.code);
        CHECK(code_of(ask, half) == errors::certificate_chain.code);
        ask.identity.certificates.clear();
        CHECK(code_of(ask, half) == errors::certificate_missing.code);
    }

    TEST_CASE("an intermediate is no root") {
        attest::Trust trust;

        const auto added =
            trust.add(attest::Trust::Kind::root, text_of(RealTpm::row("issuer.pem")));

        REQUIRE(!added.ok());
        CHECK(added.error().is(errors::verifier_roots));
    }

    TEST_CASE("a platform's certificate is not one of its endorsement key") {
        auto ask = RealTpm::ask("a", "ek-rsa-2048");
        ask.identity.certificates[0] = RealTpm::row("a.platform.certificate");

        CHECK(code_of(ask, RealTpm::maker()) == errors::certificate_purpose.code);
    }

    TEST_CASE("the certificate of one TPM does not vouch for the key of another") {
        auto ask = RealTpm::ask("a", "ek-rsa-2048");
        ask.identity.endorsement_key = RealTpm::row("b.ek-rsa-2048.public");
        CHECK(code_of(ask, RealTpm::maker()) == errors::endorsement_key_other.code);

        ask.identity.endorsement_key = RealTpm::row("a.ek-p384.public");
        CHECK(code_of(ask, RealTpm::maker()) == errors::endorsement_key_other.code);
    }

    TEST_CASE("public areas that are cut short or longer are none") {
        refuses_other_sizes(&attest::TpmIdentity::endorsement_key, errors::public_area_form.code);
        refuses_other_sizes(&attest::TpmIdentity::attestation_key, errors::public_area_form.code);
    }

    TEST_CASE("an endorsement key is rebuilt from its template: every byte but the key counts") {
        const auto trust = RealTpm::maker();
        for (const std::string key : {"ek-rsa-2048", "ek-p384"}) {
            const auto whole = RealTpm::ask("a", key);
            for (std::size_t place = 0; place < whole.identity.endorsement_key.size(); ++place) {
                auto ask = whole;
                ask.identity.endorsement_key[place] ^= 0x01;
                REQUIRE(code_of(ask, trust) != 0);
            }
        }
    }

    TEST_CASE("an endorsement key without a cipher of its own is refused") {
        auto ask = RealTpm::ask("a", "ek-p384");
        auto& area = ask.identity.endorsement_key;
        // Type, hash, attributes, policy of 48 bytes: then AES, 256, CFB becomes TPM_ALG_NULL.
        constexpr std::size_t cipher = 2 + 2 + 4 + 2 + 48;
        area.erase(area.begin() + cipher, area.begin() + cipher + 6);
        area.insert(area.begin() + cipher, {0x00, 0x10});

        CHECK(code_of(ask, RealTpm::maker()) == errors::endorsement_template.code);
    }

    TEST_CASE("an attestation key with lying or missing attributes is refused, each by its name") {
        const auto trust = RealTpm::maker();
        constexpr std::uint32_t restricted = 1U << 16U;
        constexpr std::uint32_t decrypt = 1U << 17U;
        constexpr std::uint32_t sign = 1U << 18U;

        REQUIRE(code_of(with_attributes(0, 0), trust) == 0);
        for (const std::uint32_t fixed : {1U << 1U, 1U << 4U, 1U << 5U}) {
            CHECK(code_of(with_attributes(0, fixed), trust) ==
                  errors::attestation_key_movable.code);
        }
        CHECK(code_of(with_attributes(0, restricted), trust) ==
              errors::attestation_key_unrestricted.code);
        CHECK(code_of(with_attributes(0, sign), trust) == errors::attestation_key_signs_not.code);
        CHECK(code_of(with_attributes(decrypt, 0), trust) ==
              errors::attestation_key_signs_not.code);
    }

    TEST_CASE("an attestation key of another scheme, hash, curve or type is refused") {
        const auto trust = RealTpm::maker();
        const auto changed = [&](std::size_t place, std::uint8_t to) {
            auto ask = RealTpm::ask("a", "ek-p384");
            ask.identity.attestation_key[place] = to;
            return code_of(ask, trust);
        };
        // Type 2, hash 2, attributes 4, empty policy 2, no cipher 2: scheme at 12, its hash at 14,
        // curve at 16, derivation at 18.
        CHECK(changed(15, 0x0c) == errors::attestation_key_scheme.code);
        CHECK(changed(17, 0x04) == errors::attestation_key_scheme.code);
        CHECK(changed(13, 0x1b) == errors::attestation_key_scheme.code);
        CHECK(changed(3, 0x0c) == errors::attestation_key_scheme.code);

        auto without = RealTpm::ask("a", "ek-p384");
        auto& area = without.identity.attestation_key;
        area.erase(area.begin() + 12, area.begin() + 16);
        area.insert(area.begin() + 12, {0x00, 0x10});
        CHECK(code_of(without, trust) == errors::attestation_key_scheme.code);

        auto rsa = RealTpm::ask("a", "ek-p384");
        rsa.identity.attestation_key = RealTpm::row("a.ek-rsa-2048.public");
        CHECK(code_of(rsa, trust) == errors::attestation_key_signs_not.code);
    }

    TEST_CASE("an attestation key whose point is not on its curve is refused") {
        auto ask = RealTpm::ask("a", "ek-p384");
        ask.identity.attestation_key.back() ^= 0x01;

        CHECK(code_of(ask, RealTpm::maker()) == errors::attestation_key_point.code);
    }

    TEST_CASE("a pinned endorsement key needs no certificate, and no other key passes for it") {
        const attest::Trust nobody;
        auto ask = RealTpm::ask("a", "ek-rsa-2048");
        ask.identity.certificates.clear();
        ask.provenance = attest::Provenance::ek_pinned;
        CHECK(code_of(ask, nobody) == errors::endorsement_key_not_pinned.code);

        // As anybody computes it from the certificate.
        test::SeededRandom random;
        const auto known = attest::parse(
            RealTpm::ask("a", "ek-rsa-2048"), RealTpm::maker(), random, test::recorded);
        REQUIRE(known.ok());
        ask.pinned_key = known->endorsement_key;
        CHECK(code_of(ask, nobody) == 0);

        ask.identity.endorsement_key = RealTpm::row("b.ek-rsa-2048.public");
        CHECK(code_of(ask, nobody) == errors::endorsement_key_not_pinned.code);
    }

    TEST_CASE("a P-256 endorsement key of the TCG's template is taken when it is pinned") {
        auto ask = RealTpm::ask("a", "ek-rsa-2048");
        ask.identity.endorsement_key = RealTpm::row("a.ek-p256.public");
        ask.identity.certificates.clear();
        ask.provenance = attest::Provenance::ek_pinned;
        const View area(ask.identity.endorsement_key);
        const auto point = area.last(68);
        ask.pinned_key =
            crypto::sha256(attest::der::p256_key(point.subspan(2, 32), point.last(32)));

        CHECK(code_of(ask, attest::Trust()) == 0);
    }

    TEST_CASE("a secret longer than the template's hash cannot be wrapped") {
        auto ask = RealTpm::ask("a", "ek-rsa-2048");
        ask.secret.assign(33, 1);
        CHECK(code_of(ask, RealTpm::maker()) == errors::credential_impossible.code);
        ask.secret.clear();
        CHECK(code_of(ask, RealTpm::maker()) == errors::credential_impossible.code);
    }
}
