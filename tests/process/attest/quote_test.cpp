#include "lab_tpm.hpp"
#include "quote_check.hpp"
#include "sealwright/attest/evidence/errors.hpp"
#include "sealwright/attest/evidence/tpm.hpp"
#include "sealwright/crypto/hash.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using attest::Tpm;
using test::LabTpm;

namespace {

const Digest binding{0xb1, 0x4d};

claims::PcrSet pcrs(std::string_view text) {
    return *claims::PcrSet::parse(text);
}

Result<attest::TpmQuote> quote_of(const attest::TpmSettings& settings, std::string_view set) {
    TRY(tpm, Tpm::open(settings));
    return tpm.quote(binding, pcrs(set));
}

// The digest that the TPM signs of these values.
Bytes digest_of(const claims::PcrValues& values) {
    Bytes all;
    for (const auto& value : values.values) all.insert(all.end(), value.begin(), value.end());
    const auto digest = crypto::sha256(all);
    return {digest.begin(), digest.end()};
}

}  // namespace

TEST_SUITE("attest/evidence") {
    TEST_CASE("a quote verifies without us, and signs the binding and the registers that came") {
        const LabTpm lab;
        lab.tell("extend 4 hex:00");
        lab.tell("extend 15 hex:01");
        auto tpm = Tpm::open(lab.settings());
        REQUIRE(tpm.ok());
        const auto key = test::point_of(tpm->identity()->attestation_key);

        for (const auto* set : {"7", "0,1,2,3,4,5,6,7", "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15"}) {
            const auto quote = tpm->quote(binding, pcrs(set));

            REQUIRE(quote.ok());
            const auto facts = test::facts_of(quote->attested);
            CHECK(test::is_signed_by(key, quote->attested, quote->signature));
            CHECK(facts.magic == 0xff544347);
            CHECK(facts.type == 0x8018);
            CHECK(facts.ends_there);
            CHECK(facts.extra == Bytes(binding.begin(), binding.end()));
            CHECK(facts.pcr_mask == pcrs(set).mask());
            CHECK(facts.pcr_digest == digest_of(quote->values));
            CHECK(quote->values.set == pcrs(set));
        }
        auto flipped = *tpm->quote(binding, pcrs("7"));
        flipped.attested[20] ^= 1;
        CHECK_FALSE(test::is_signed_by(key, flipped.attested, flipped.signature));
    }

    TEST_CASE("the values are those of the machine, and follow its registers") {
        const LabTpm lab;

        const auto before = quote_of(lab.settings(), "7");
        lab.tell("extend 7 hex:deadbeef");
        const auto after = quote_of(lab.settings(), "7");
        lab.tell("reset");
        const auto rebooted = quote_of(lab.settings(), "7");

        CHECK(before->values.values == std::vector<Digest>{Digest{}});
        CHECK(after->values.values != before->values.values);
        CHECK(rebooted->values.values == before->values.values);
        CHECK(test::facts_of(rebooted->attested).reset_count ==
              test::facts_of(before->attested).reset_count + 1);
    }

    TEST_CASE("fifty uses leave nothing in the TPM") {
        const LabTpm lab;
        for (int use = 0; use < 50; ++use) {
            auto tpm = Tpm::open(lab.settings());
            REQUIRE(tpm.ok());
            REQUIRE(tpm->identity().ok());
            REQUIRE(tpm->quote(binding, pcrs("0,7")).ok());
        }

        CHECK(lab.leftovers().empty());
    }

    TEST_CASE("a signature whose numbers are short is padded to its fixed size") {
        const LabTpm lab;
        auto tpm = Tpm::open(lab.settings());
        REQUIRE(tpm.ok());
        const auto key = test::point_of(tpm->identity()->attestation_key);

        // One in 128 has a leading zero byte in r or in s.
        bool short_one = false;
        for (int round = 0; round < 3000 && !short_one; ++round) {
            const auto quote = tpm->quote(binding, pcrs("7"));
            REQUIRE(quote.ok());
            short_one = quote->signature[0] == 0 || quote->signature[32] == 0;
            REQUIRE(test::is_signed_by(key, quote->attested, quote->signature));
        }

        CHECK(short_one);
    }

    TEST_CASE("a register that moves between quote and reading is quoted again, three times") {
        LabTpm lab;
        lab.put_relay_between();

        lab.set("moves 2");
        const auto settled = quote_of(lab.settings(), "7,10");
        lab.set("moves 1000");
        const auto moving = quote_of(lab.settings(), "7,10");
        lab.plain();

        REQUIRE(settled.ok());
        CHECK(test::facts_of(settled->attested).pcr_digest == digest_of(settled->values));
        REQUIRE(!moving.ok());
        CHECK(moving.error().is(errors::pcrs_moving));
        CHECK(lab.leftovers().empty());
    }

    TEST_CASE("a quote over no register is refused before the TPM is asked") {
        LabTpm lab;
        lab.put_relay_between();
        auto tpm = Tpm::open(lab.settings());
        REQUIRE(tpm.ok());
        REQUIRE(tpm->identity().ok());
        const auto before = lab.commands_seen();

        const auto quote = tpm->quote(binding, claims::PcrSet());

        CHECK(quote.error().is(errors::pcrs_none));
        CHECK(lab.commands_seen() == before);
    }

    TEST_CASE("a TPM without a SHA-256 bank gives no quote and says so") {
        const LabTpm lab;
        lab.tell("tool tpm2_pcrallocate -Q sha1:all+sha256:none");
        lab.tell("reset");

        const auto quote = quote_of(lab.settings(), "0,7");

        REQUIRE(!quote.ok());
        CHECK(quote.error().is(errors::pcr_bank_off));
        CHECK(lab.leftovers().empty());
    }
}
