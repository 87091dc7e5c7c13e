#include "quotes.hpp"
#include "sealwright/attest/compare/errors.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace sealwright;
using attest::judge_quote;
using claims::CheckStatus;
using claims::Trust;
using test::check_of;
using test::good_rule;
using test::is_refused;
using test::quote_of_a_tpm;

TEST_SUITE("attest_compare/quote") {
    TEST_CASE("a quote of a TPM with approved values is affirming, with every check in its order") {
        const auto judged = judge_quote(good_rule(), quote_of_a_tpm("good"));

        std::vector<std::string> names;
        for (const auto& each : judged.result.checks) {
            CHECK(each.status == CheckStatus::passed);
            names.push_back(each.claim);
        }
        CHECK(names == std::vector<std::string>{"signature",
                                                "attested",
                                                "binding",
                                                "pcr set",
                                                "pcr digest",
                                                "reset count",
                                                "restart count",
                                                "pcr 0",
                                                "pcr 2",
                                                "pcr 4",
                                                "pcr 7",
                                                "pcr 11",
                                                "firmware"});
        CHECK(judged.result.status == Trust::affirming);
        CHECK(judged.result.reference_id == "bookworm-12.8");
        CHECK(judged.is_accepted());
        REQUIRE(judged.seen);
        CHECK(judged.seen->values == quote_of_a_tpm("good").values);
        CHECK(judged.result.reset_count == judged.seen->reset_count);
        const auto encoded = wire::encode_public(judged.result);
        CHECK(*wire::decode<claims::AttestationResult>(encoded) == judged.result);
    }

    TEST_CASE("every changed bit of a quote or of its signature is refused") {
        const auto rule = good_rule();
        const auto good = quote_of_a_tpm("good");

        for (std::size_t bit = 0; bit < 8 * (good.attested.size() + good.signature.size()); ++bit) {
            CAPTURE(bit);
            auto changed = good;
            const auto byte = bit / 8;
            auto& target = byte < good.attested.size()
                               ? changed.attested[byte]
                               : changed.signature.at(byte - good.attested.size());
            target = static_cast<std::uint8_t>(target ^ 1U << bit % 8);
            CHECK(is_refused(judge_quote(rule, changed), "signature", errors::quote_signature));
        }
    }

    TEST_CASE("data with another magic is refused though the attestation key signed it") {
        auto quote = quote_of_a_tpm("good");
        const auto other = quote_of_a_tpm("wrong_magic", "");
        quote.attested = other.attested;
        quote.signature = other.signature;

        const auto judged = judge_quote(good_rule(), quote);

        CHECK(check_of(judged, "signature").status == CheckStatus::passed);
        CHECK(is_refused(judged, "attested", errors::quote_magic));
    }

    TEST_CASE("a certificate, a time or a stored value that the same key attested is no quote") {
        for (const auto* name : {"certify", "time", "nv"}) {
            CAPTURE(name);
            auto quote = quote_of_a_tpm("good");
            const auto other = quote_of_a_tpm(name, "");
            quote.attested = other.attested;
            quote.signature = other.signature;

            const auto judged = judge_quote(good_rule(), quote);

            CHECK(check_of(judged, "signature").status == CheckStatus::passed);
            CHECK(is_refused(judged, "attested", errors::quote_type));
        }
    }

    TEST_CASE("a quote for another challenge is refused: yesterday's is worth nothing today") {
        const auto judged = judge_quote(good_rule(), quote_of_a_tpm("other_binding"));

        CHECK(is_refused(judged, "binding", errors::quote_binding));
        CHECK(check_of(judged, "binding").expected == to_hex(test::binding_of_quotes()));
    }

    TEST_CASE("a quote over registers that anybody may reset does not pass for others") {
        auto rule = good_rule();
        rule.pcrs = *claims::PcrSet::parse("0,7");

        const auto judged = judge_quote(rule, quote_of_a_tpm("resettable", "0,7"));

        CHECK(is_refused(judged, "pcr set", errors::quote_pcr_set));
        CHECK(check_of(judged, "pcr set").got == "16,23 of sha256");
    }

    TEST_CASE("a quote over fewer or more registers than the node has to show is refused") {
        for (const auto& [name, pcrs] :
             {std::pair{"subset", "0,2,4,7"}, std::pair{"superset", "0,2,4,7,11,14"}}) {
            CAPTURE(name);
            CHECK(is_refused(judge_quote(good_rule(), quote_of_a_tpm(name, pcrs)),
                             "pcr set",
                             errors::quote_pcr_set));
        }
    }

    TEST_CASE("a node that has to show no register is refused, whatever it shows") {
        auto rule = good_rule();
        rule.pcrs = {};

        CHECK(is_refused(
            judge_quote(rule, quote_of_a_tpm("good")), "pcr set", errors::quote_pcr_set));
    }

    TEST_CASE("values that came beside the quote count only when they are those that were quoted") {
        auto changed = quote_of_a_tpm("good");
        changed.values.values[2][0] ^= 1;
        auto swapped = quote_of_a_tpm("good");
        std::swap(swapped.values.values[0], swapped.values.values[1]);
        auto missing = quote_of_a_tpm("good");
        missing.values.values.pop_back();
        auto renamed = quote_of_a_tpm("good");
        renamed.values.set = *claims::PcrSet::parse("0,2,4,7,12");

        for (const auto& quote : {changed, swapped, missing, renamed}) {
            CHECK(is_refused(
                judge_quote(good_rule(), quote), "pcr digest", errors::quote_pcr_digest));
        }
    }

    TEST_CASE("a quote by another key is refused, be it of the same TPM") {
        CHECK(is_refused(judge_quote(good_rule(), quote_of_a_tpm("owner_key")),
                         "signature",
                         errors::quote_signature));
    }

    TEST_CASE("a key of the owner's hierarchy hides the firmware, and is refused where it counts") {
        auto rule = good_rule();
        rule.key = test::key_of_a_tpm("owner");
        rule.allows_restarts = true;

        const auto judged = judge_quote(rule, quote_of_a_tpm("owner_key"));

        CHECK(judged.result.first_failure()->claim == "firmware");
        CHECK(judged.result.first_failure()->code == errors::quote_firmware.code);
        CHECK_FALSE(judged.is_accepted());
    }

    TEST_CASE("a TPM that was cleared is told from one that booted, and nothing of it is kept") {
        auto rule = good_rule();
        rule.last = judge_quote(rule, quote_of_a_tpm("booted")).seen;
        REQUIRE(rule.last);

        const auto judged = judge_quote(rule, quote_of_a_tpm("cleared"));

        CHECK(judged.was_cleared);
        CHECK(is_refused(judged, "reset count", errors::quote_cleared));
    }

    TEST_CASE("a boot raises the reset count and passes") {
        auto rule = good_rule();
        const auto before = judge_quote(rule, quote_of_a_tpm("good"));
        rule.last = before.seen;

        const auto after = judge_quote(rule, quote_of_a_tpm("booted"));

        CHECK(after.is_accepted());
        CHECK_FALSE(after.was_cleared);
        CHECK(after.seen->reset_count == before.seen->reset_count + 1);
    }

    TEST_CASE("a machine that slept since its boot is refused, unless its node may") {
        auto rule = good_rule();
        rule.baselines.front().values = quote_of_a_tpm("awake").values;

        const auto asleep = judge_quote(rule, quote_of_a_tpm("awake"));
        rule.allows_restarts = true;
        const auto allowed = judge_quote(rule, quote_of_a_tpm("awake"));

        CHECK(asleep.result.first_failure()->code == errors::quote_restarted.code);
        CHECK_FALSE(asleep.is_accepted());
        CHECK(allowed.is_accepted());
        CHECK(allowed.seen->restart_count == 1);
    }
}
