#include "lab_tpm.hpp"
#include "quote_check.hpp"
#include "sealwright/attest/evidence/errors.hpp"
#include "sealwright/attest/evidence/tpm.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace sealwright;
using attest::EndorsementKind;
using attest::Tpm;
using test::LabTpm;

namespace {

Result<attest::TpmIdentity> identity_of(const attest::TpmSettings& settings) {
    TRY(tpm, Tpm::open(settings));
    return tpm.identity();
}

attest::TpmIdentity known_identity(const attest::TpmSettings& settings) {
    auto identity = identity_of(settings);
    REQUIRE_MESSAGE(identity.ok(), (identity ? "" : identity.error().advice()));
    return std::move(*identity);
}

bool same(const attest::TpmIdentity& left, const attest::TpmIdentity& right) {
    return left.certificates == right.certificates &&
           left.endorsement_key == right.endorsement_key &&
           left.attestation_key == right.attestation_key;
}

// A key as a cloud leaves it: `attributes` beyond those of every key of a TPM.
void leave_provider_key(const LabTpm& tpm, const std::string& algorithm, const std::string& may) {
    tpm.tell("tool tpm2_createprimary -Q -C e -G " + algorithm + " -c " + tpm.path("ak.ctx") +
             " -a fixedtpm|fixedparent|sensitivedataorigin|userwithauth|noda|" + may);
    tpm.tell("tool tpm2_evictcontrol -Q -C o -c " + tpm.path("ak.ctx") + " 0x81000003");
    tpm.tell("flush");
}

constexpr auto signing_key = "ecc256:ecdsa-sha256:null";

}  // namespace

TEST_SUITE("attest/evidence") {
    TEST_CASE("a TPM is known by the certificate and the key of its best endorsement key") {
        const LabTpm lab;

        const auto identity = known_identity(lab.settings());

        REQUIRE(identity.certificates.size() == 1);
        const auto certified = test::key_of_certificate(identity.certificates[0]);
        CHECK(certified == test::key_of_public_area(identity.endorsement_key));
        CHECK(identity.endorsement_key[1] == 0x23);
        CHECK(test::point_of(identity.attestation_key) != attest::AttestationKey{});
    }

    TEST_CASE("a TPM whose maker certified only its RSA key is known by that") {
        const LabTpm lab;
        lab.tell("forget_certificate p384");

        const auto identity = known_identity(lab.settings());

        REQUIRE(identity.certificates.size() == 1);
        CHECK(test::key_of_certificate(identity.certificates[0]) ==
              test::key_of_public_area(identity.endorsement_key));
        CHECK(identity.endorsement_key[1] == 0x01);
    }

    TEST_CASE("the key that settings name is taken, with a certificate or without") {
        const LabTpm lab;
        auto settings = lab.settings();

        settings.endorsement = EndorsementKind::rsa;
        const auto rsa = known_identity(settings);
        settings.endorsement = EndorsementKind::p256;
        const auto p256 = known_identity(settings);

        CHECK(rsa.endorsement_key[1] == 0x01);
        CHECK(rsa.certificates.size() == 1);
        CHECK(p256.endorsement_key[1] == 0x23);
        CHECK(p256.certificates.empty());
        CHECK(p256.attestation_key == rsa.attestation_key);
    }

    TEST_CASE("a TPM without certificates has one endorsement key to pin, also after tpm2_clear") {
        const LabTpm lab;
        lab.tell("forget_certificate p384");
        lab.tell("forget_certificate rsa");

        const auto before = known_identity(lab.settings());
        lab.tell("clear");
        const auto after = known_identity(lab.settings());

        CHECK(before.certificates.empty());
        CHECK(same(before, after));
    }

    TEST_CASE("identity is the same after a reset and after tpm2_clear, for either key") {
        const LabTpm lab;
        for (const auto kind : {EndorsementKind::p384, EndorsementKind::rsa}) {
            auto settings = lab.settings();
            settings.endorsement = kind;

            const auto before = known_identity(settings);
            lab.tell("reset");
            const auto rebooted = known_identity(settings);
            lab.tell("clear");
            const auto cleared = known_identity(settings);

            CHECK(same(before, rebooted));
            CHECK(same(before, cleared));
            CHECK(lab.leftovers().empty());
        }
    }

    TEST_CASE("another TPM of the same maker shares neither key") {
        const LabTpm one;
        const LabTpm two(LabTpm::From::other_factory);

        const auto left = known_identity(one.settings());
        const auto right = known_identity(two.settings());

        CHECK(left.certificates != right.certificates);
        CHECK(left.endorsement_key != right.endorsement_key);
        CHECK(left.attestation_key != right.attestation_key);
    }

    TEST_CASE("something else in the endorsement key's place is not taken for it") {
        const LabTpm lab;
        const auto genuine = known_identity(lab.settings());
        lab.tell("clear");
        lab.tell("tool tpm2_createprimary -Q -C o -G ecc384 -c " + lab.path("x.ctx"));
        lab.tell("tool tpm2_evictcontrol -Q -C o -c " + lab.path("x.ctx") + " 0x81010016");
        lab.tell("flush");

        CHECK(same(genuine, known_identity(lab.settings())));
    }

    TEST_CASE("issuers that lie beside a certificate come behind it, whatever pads them") {
        const LabTpm lab;
        const auto leaf = known_identity(lab.settings()).certificates.at(0);
        // Two of them in one value that was cut in the middle, then padding.
        const auto hex = to_hex(leaf);
        const auto middle = hex.size() / 4 * 2;
        lab.tell("store 0x1c00100 hex:" + hex + hex.substr(0, middle));
        lab.tell("store 0x1c00101 hex:" + hex.substr(middle) + std::string(64, 'f'));

        const auto identity = known_identity(lab.settings());

        CHECK(identity.certificates == std::vector<Bytes>{leaf, leaf, leaf});
    }

    TEST_CASE("a provider's key stands in for ours, with the provider's certificate") {
        const LabTpm lab;
        leave_provider_key(lab, signing_key, "restricted|sign");
        const auto certificate = known_identity(lab.settings()).certificates.at(0);
        lab.tell("store 0x1c101d0 hex:" + to_hex(certificate) + std::string(128, '0'));
        auto settings = lab.settings();
        settings.provider_key = true;

        const auto identity = known_identity(settings);
        const auto quote = *Tpm::open(settings)->quote(Digest{1}, *claims::PcrSet::parse("0,7"));

        CHECK(identity.certificates == std::vector<Bytes>{certificate});
        CHECK(identity.attestation_key != known_identity(lab.settings()).attestation_key);
        CHECK(test::is_signed_by(
            test::point_of(identity.attestation_key), quote.attested, quote.signature));
    }

    TEST_CASE("a provider's key that is absent, uncertified or unfit is an error") {
        const LabTpm lab;
        auto settings = lab.settings();
        settings.provider_key = true;

        CHECK(identity_of(settings).error().is(errors::provider_key_absent));

        leave_provider_key(lab, signing_key, "restricted|sign");
        CHECK(identity_of(settings).error().is(errors::provider_key_absent));

        // The "Trust Fall": a key that signs whatever it is given.
        lab.tell("store 0x1c101d0 hex:3003020100");
        lab.tell("tool tpm2_evictcontrol -Q -C o -c 0x81000003");
        leave_provider_key(lab, signing_key, "sign");
        CHECK(identity_of(settings).error().is(errors::provider_key_unfit));
        CHECK(lab.leftovers().empty());
    }

    TEST_CASE("a certificate that is too large or not there yet is an error with its index") {
        const LabTpm lab;
        lab.tell("forget_certificate p384");
        lab.tell("tool tpm2_nvdefine -Q 0x1c00016 -C o -s 100 -a ownerread|ownerwrite|authread");

        const auto empty = identity_of(lab.settings());

        REQUIRE(!empty.ok());
        CHECK(empty.error().is(errors::endorsement_certificate));
        CHECK(empty.error().sentence().find("29360150") != std::string::npos);
    }

    TEST_CASE("the event log goes along with an identity, or it is said why it does not") {
        const LabTpm lab;
        auto settings = lab.settings();
        CHECK(known_identity(settings).event_log.empty());

        settings.event_log = lab.path("log");
        CHECK(identity_of(settings).error().is(errors::event_log_unreadable));
        settings.needs_event_log = false;
        CHECK(known_identity(settings).event_log.empty());

        settings.needs_event_log = true;
        test::write_file(settings.event_log, Bytes(attest::event_log_max, 0x5a));
        CHECK(known_identity(settings).event_log == Bytes(attest::event_log_max, 0x5a));

        test::write_file(settings.event_log, Bytes(attest::event_log_max + 1, 0x5a));
        CHECK(identity_of(settings).error().is(errors::event_log_large));
        settings.needs_event_log = false;
        CHECK(known_identity(settings).event_log.empty());

        std::filesystem::remove(settings.event_log);
        std::filesystem::create_directory(settings.event_log);
        settings.needs_event_log = true;
        CHECK(identity_of(settings).error().is(errors::event_log_unreadable));
        CHECK(lab.leftovers().empty());
    }
}
