#include "lab_tpm.hpp"
#include "sealwright/attest/evidence/errors.hpp"
#include "sealwright/attest/evidence/tpm.hpp"
#include "sealwright/crypto/hash.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using attest::EndorsementKind;
using attest::Tpm;
using test::LabTpm;

namespace {

const Bytes secret(32, 0x2a);

struct Credential {
    Bytes blob;
    Bytes encrypted;
};

std::size_t size_at(const Bytes& bytes, std::size_t at) {
    return 2 + (std::size_t{bytes[at]} << 8U | bytes[at + 1]);
}

// What tpm2_makecredential makes of `hidden` for these two keys: a stranger's code.
Credential credential_for(const LabTpm& lab,
                          const Bytes& endorsement,
                          const Bytes& attestation,
                          const Bytes& hidden = secret) {
    Bytes sized{static_cast<std::uint8_t>(endorsement.size() >> 8U),
                static_cast<std::uint8_t>(endorsement.size())};
    sized.insert(sized.end(), endorsement.begin(), endorsement.end());
    test::write_file(lab.path("ek.pub"), sized);
    test::write_file(lab.path("secret"), hidden);
    const auto name = "000b" + to_hex(crypto::sha256(attestation));
    lab.tell("tool tpm2_makecredential -Q -T none -u " + lab.path("ek.pub") + " -s " +
             lab.path("secret") + " -n " + name + " -o " + lab.path("cred"));
    const auto text = test::file_text(lab.path("cred"));
    const auto view = view_of(text);
    const Bytes both(view.begin() + 8, view.end());  // Behind a magic and a version.
    const auto cut = static_cast<std::ptrdiff_t>(size_at(both, 0));
    return {{both.begin(), both.begin() + cut}, {both.begin() + cut, both.end()}};
}

attest::TpmSettings with(const LabTpm& lab, EndorsementKind kind) {
    auto settings = lab.settings();
    settings.endorsement = kind;
    return settings;
}

attest::TpmIdentity identity_of(const attest::TpmSettings& settings) {
    auto tpm = Tpm::open(settings);
    REQUIRE(tpm.ok());
    return *tpm->identity();
}

Result<WipedBytes> activate(const attest::TpmSettings& settings, const Credential& of) {
    TRY(tpm, Tpm::open(settings));
    return tpm.activate(of.blob, of.encrypted);
}

constexpr std::array kinds = {EndorsementKind::p384, EndorsementKind::p256, EndorsementKind::rsa};

}  // namespace

TEST_SUITE("attest/evidence") {
    TEST_CASE("a credential for this TPM's two keys gives up its secret, for each kind of key") {
        const LabTpm lab;
        for (const auto kind : kinds) {
            const auto settings = with(lab, kind);
            const auto identity = identity_of(settings);
            const auto made =
                credential_for(lab, identity.endorsement_key, identity.attestation_key);

            const auto activated = activate(settings, made);

            REQUIRE_MESSAGE(activated.ok(), (activated ? "" : activated.error().advice()));
            CHECK(Bytes(activated->begin(), activated->end()) == secret);
            CHECK(lab.leftovers().empty());
        }
    }

    TEST_CASE("a credential can be activated and a quote taken in one use") {
        const LabTpm lab;
        auto tpm = Tpm::open(lab.settings());
        REQUIRE(tpm.ok());
        const auto identity = *tpm->identity();
        tpm = Error(errors::tpm_absent);  // The maker of the credential needs the TPM's lab.
        const auto made = credential_for(lab, identity.endorsement_key, identity.attestation_key);

        tpm = Tpm::open(lab.settings());
        const auto activated = tpm->activate(made.blob, made.encrypted);
        const auto again = tpm->activate(made.blob, made.encrypted);
        const auto quote = tpm->quote(Digest{}, *claims::PcrSet::parse("7"));
        tpm = Error(errors::tpm_absent);

        CHECK(activated.ok());
        CHECK(again.ok());
        CHECK(quote.ok());
        CHECK(lab.leftovers().empty());
    }

    TEST_CASE("a credential for another TPM or another attestation key is said to be foreign") {
        const LabTpm lab;
        const LabTpm other(LabTpm::From::other_factory);
        for (const auto kind : kinds) {
            const auto settings = with(lab, kind);
            const auto ours = identity_of(settings);
            const auto theirs = identity_of(with(other, kind));
            const auto elsewhere =
                credential_for(lab, theirs.endorsement_key, ours.attestation_key);
            const auto other_name =
                credential_for(lab, ours.endorsement_key, theirs.attestation_key);
            auto flipped = credential_for(lab, ours.endorsement_key, ours.attestation_key);
            flipped.blob[10] ^= 1;

            CHECK(activate(settings, elsewhere).error().is(errors::credential_foreign));
            CHECK(activate(settings, other_name).error().is(errors::credential_foreign));
            CHECK(activate(settings, flipped).error().is(errors::credential_foreign));

            CHECK(lab.leftovers().empty());
            CHECK(Tpm::open(settings)->quote(Digest{}, *claims::PcrSet::parse("7")).ok());
        }
    }

    TEST_CASE("a credential that is not in a TPM's form never reaches the TPM") {
        LabTpm lab;
        const auto identity = identity_of(lab.settings());
        const auto good = credential_for(lab, identity.endorsement_key, identity.attestation_key);
        lab.put_relay_between();
        auto tpm = Tpm::open(lab.settings());
        REQUIRE(tpm.ok());
        REQUIRE(tpm->activate(good.blob, good.encrypted).ok());
        auto longer = good.blob;
        longer.push_back(0);
        auto shorter = good.encrypted;
        shorter.pop_back();
        const Bytes lies{0xff, 0xff, 0x01};
        const auto before = lab.commands_seen();

        CHECK(tpm->activate(longer, good.encrypted).error().is(errors::credential_invalid));
        CHECK(tpm->activate(good.blob, shorter).error().is(errors::credential_invalid));
        CHECK(tpm->activate(lies, good.encrypted).error().is(errors::credential_invalid));
        CHECK(tpm->activate({}, {}).error().is(errors::credential_invalid));

        CHECK(lab.commands_seen() == before);
    }

    TEST_CASE("a secret of another length is not taken") {
        const LabTpm lab;
        const auto identity = identity_of(lab.settings());
        const Bytes secret_of_sixteen(16, 0x2a);
        const auto made = credential_for(
            lab, identity.endorsement_key, identity.attestation_key, secret_of_sixteen);

        CHECK(activate(lab.settings(), made).error().is(errors::credential_invalid));
    }
}
