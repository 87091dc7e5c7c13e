#include "activation.hpp"
#include "real_tpm.hpp"
#include "sealwright/attest/errors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using attest::EndorsementTemplate;
using test::SoftwareEndorsement;

namespace {

constexpr std::array all{
    EndorsementTemplate::rsa_2048, EndorsementTemplate::p256, EndorsementTemplate::p384};

// Of a real TPM, with the key's point or modulus in the place of its own.
Bytes area_of(const SoftwareEndorsement& key, EndorsementTemplate of) {
    const char* row = of == EndorsementTemplate::rsa_2048 ? "a.ek-rsa-2048.public"
                      : of == EndorsementTemplate::p256   ? "a.ek-p256.public"
                                                          : "a.ek-p384.public";
    return key.public_area(test::RealTpm::row(row));
}

Bytes name_of(const std::string& tpm) {
    return test::RealTpm::row(tpm + ".ak.name");
}

}  // namespace

TEST_SUITE("attest_parse/credential") {
    TEST_CASE("a credential is activated with the endorsement key, for each template") {
        for (const auto of : all) {
            const auto key = SoftwareEndorsement::make(of);
            const auto endorsement = attest::EndorsementKey::read(area_of(key, of));
            REQUIRE(endorsement.ok());
            CHECK(endorsement->key_info == key.key_info());
            for (const std::size_t size : {std::size_t{1}, std::size_t{32}}) {
                test::SeededRandom random(static_cast<std::uint8_t>(size));
                const Bytes secret(size, 0x33);

                const auto made =
                    attest::make_credential(*endorsement, name_of("a"), secret, random);

                REQUIRE(made.ok());
                CHECK(key.activate(*made, name_of("a")) == secret);
            }
        }
    }

    TEST_CASE("it is activated for no other attestation key, and with no other endorsement key") {
        for (const auto of : all) {
            const auto key = SoftwareEndorsement::make(of);
            const auto endorsement = attest::EndorsementKey::read(area_of(key, of));
            REQUIRE(endorsement.ok());
            test::SeededRandom random;
            const Bytes secret(32, 0x33);
            const auto made = attest::make_credential(*endorsement, name_of("a"), secret, random);
            REQUIRE(made.ok());

            CHECK(!key.activate(*made, name_of("b")).has_value());
            CHECK(!SoftwareEndorsement::make(of).activate(*made, name_of("a")).has_value());
        }
    }

    TEST_CASE("a bit changed in a credential is noticed before the secret is") {
        constexpr auto of = EndorsementTemplate::p384;
        const auto key = SoftwareEndorsement::make(of);
        const auto endorsement = attest::EndorsementKey::read(area_of(key, of));
        REQUIRE(endorsement.ok());
        test::SeededRandom random;
        const auto made = attest::make_credential(*endorsement, name_of("a"), Bytes(32, 1), random);
        REQUIRE(made.ok());
        for (std::size_t place = 4; place < made->id_object.size(); ++place) {
            auto changed = *made;
            changed.id_object[place] ^= 0x01;
            REQUIRE(!key.activate(changed, name_of("a")).has_value());
        }
    }

    TEST_CASE("each credential has a seed of its own") {
        for (const auto of : all) {
            const auto key = SoftwareEndorsement::make(of);
            const auto endorsement = attest::EndorsementKey::read(area_of(key, of));
            REQUIRE(endorsement.ok());
            test::SeededRandom random;
            const Bytes secret(32, 0x33);

            const auto first = attest::make_credential(*endorsement, name_of("a"), secret, random);
            const auto second = attest::make_credential(*endorsement, name_of("a"), secret, random);

            REQUIRE(first.ok());
            REQUIRE(second.ok());
            CHECK(first->encrypted_secret != second->encrypted_secret);
            CHECK(first->id_object != second->id_object);
        }
    }

    TEST_CASE("coordinates that begin with zeros keep their size") {
        constexpr auto of = EndorsementTemplate::p256;
        const auto key = SoftwareEndorsement::make(of);
        const auto endorsement = attest::EndorsementKey::read(area_of(key, of));
        REQUIRE(endorsement.ok());
        bool met = false;
        for (int attempt = 0; attempt < 4000 && !met; ++attempt) {
            test::SeededRandom random(static_cast<std::uint8_t>(attempt));
            std::array<std::uint8_t, 1> turn{};
            for (int skip = 0; skip < attempt / 250; ++skip) random.fill(turn);
            const auto made =
                attest::make_credential(*endorsement, name_of("a"), Bytes(32, 1), random);
            REQUIRE(made.ok());
            REQUIRE(made->encrypted_secret.size() == 2 + 2 * (2 + 32));
            met = made->encrypted_secret[4] == 0;
            if (met) CHECK(key.activate(*made, name_of("a")) == Bytes(32, 1));
        }
        CHECK(met);
    }
}
