#include "quotes.hpp"
#include "sealwright/attest/compare/errors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using attest::Baseline;
using attest::judge_quote;
using claims::CheckStatus;
using claims::Trust;
using test::check_of;
using test::good_baseline;
using test::good_rule;
using test::quote_of_a_tpm;

namespace {

Baseline other_baseline() {
    auto baseline = good_baseline();
    baseline.id = "bookworm-12.9";
    for (auto& value : baseline.values.values) value.fill(0x99);
    return baseline;
}

}  // namespace

TEST_SUITE("attest_compare/baseline") {
    TEST_CASE("a changed register is refused, and every register shows what came") {
        const auto judged = judge_quote(good_rule(), quote_of_a_tpm("extended"));

        const auto& changed = check_of(judged, "pcr 4");
        CHECK(changed.status == CheckStatus::failed);
        CHECK(changed.code == errors::quote_pcr_differs.code);
        CHECK(changed.expected == to_hex(good_baseline().values.values[2]));
        CHECK(changed.got == to_hex(quote_of_a_tpm("extended").values.values[2]));
        CHECK(check_of(judged, "pcr 2").status == CheckStatus::passed);
        CHECK(check_of(judged, "pcr 11").status == CheckStatus::passed);
        CHECK(check_of(judged, "firmware").status == CheckStatus::skipped);
        CHECK(judged.result.status == Trust::contraindicated);
        CHECK(judged.result.reference_id.empty());
        CHECK_FALSE(judged.is_accepted());
    }

    TEST_CASE("a node without an approved baseline is refused") {
        auto rule = good_rule();
        rule.baselines.clear();

        const auto judged = judge_quote(rule, quote_of_a_tpm("good"));

        CHECK(judged.result.first_failure()->claim == "pcr 0");
        CHECK(judged.result.first_failure()->code == errors::quote_no_baseline.code);
        CHECK_FALSE(judged.is_accepted());
    }

    TEST_CASE("a baseline over other registers is none") {
        auto rule = good_rule();
        rule.baselines.front().values.set = *claims::PcrSet::parse("0,2,4,7,12");

        const auto judged = judge_quote(rule, quote_of_a_tpm("good"));

        CHECK(judged.result.first_failure()->code == errors::quote_no_baseline.code);
        CHECK_FALSE(judged.is_accepted());
    }

    TEST_CASE("an upgrade that was approved before it came is accepted, and so is what was there") {
        auto rule = good_rule();
        rule.baselines = {other_baseline(), good_baseline()};

        const auto judged = judge_quote(rule, quote_of_a_tpm("good"));

        CHECK(judged.is_accepted());
        CHECK(judged.result.reference_id == "bookworm-12.8");
    }

    TEST_CASE("half of one baseline and half of another make none") {
        auto rule = good_rule();
        auto first = good_baseline();
        first.values.values[0].fill(0x99);
        auto second = good_baseline();
        second.id = "second";
        second.values.values[1].fill(0x99);
        rule.baselines = {first, second};

        CHECK_FALSE(judge_quote(rule, quote_of_a_tpm("good")).is_accepted());
    }

    TEST_CASE("the baseline with the fewest differences is the one that is shown") {
        auto rule = good_rule();
        rule.baselines = {other_baseline(), good_baseline()};

        const auto judged = judge_quote(rule, quote_of_a_tpm("extended"));

        CHECK(judged.result.first_failure()->claim == "pcr 4");
        CHECK(check_of(judged, "pcr 4").expected == to_hex(good_baseline().values.values[2]));
    }

    TEST_CASE("another firmware than the baseline names is refused") {
        auto rule = good_rule();
        rule.baselines.front().firmware = 1;

        const auto judged = judge_quote(rule, quote_of_a_tpm("good"));

        CHECK(test::check_of(judged, "firmware").expected == "1");
        CHECK(judged.result.first_failure()->code == errors::quote_firmware.code);
        CHECK_FALSE(judged.is_accepted());
    }

    TEST_CASE("a review that is overdue warns and refuses nothing") {
        auto rule = good_rule();
        rule.baselines.front().review_ms = test::noon_ms;

        const auto judged = judge_quote(rule, quote_of_a_tpm("good"));

        CHECK(judged.result.status == Trust::warning);
        CHECK(judged.is_accepted());
        CHECK(check_of(judged, "review").expected == "by 2026-09-21");
        CHECK(check_of(judged, "review").status == CheckStatus::passed);
    }

    TEST_CASE("of two baselines that match the one that is not overdue counts") {
        auto rule = good_rule();
        auto renewed = good_baseline();
        renewed.id = "renewed";
        renewed.approved_ms = 1;
        rule.baselines.front().review_ms = 1;
        rule.baselines.push_back(renewed);

        const auto judged = judge_quote(rule, quote_of_a_tpm("good"));

        CHECK(judged.result.status == Trust::affirming);
        CHECK(judged.result.reference_id == "renewed");
    }

    TEST_CASE("a node in record mode shows its differences, and is trusted with nothing") {
        auto rule = good_rule();
        rule.learns = true;

        const auto changed = judge_quote(rule, quote_of_a_tpm("extended"));
        const auto same = judge_quote(rule, quote_of_a_tpm("good"));
        rule.baselines.clear();
        const auto first = judge_quote(rule, quote_of_a_tpm("good"));

        CHECK(check_of(changed, "pcr 4").status == CheckStatus::differs);
        CHECK(changed.result.reference_id.empty());
        CHECK(check_of(first, "pcr 0").status == CheckStatus::differs);
        for (const auto& judged : {changed, same, first}) {
            CHECK(judged.result.status == Trust::none);
            CHECK_FALSE(judged.is_accepted());
            CHECK(judged.seen);
        }
    }

    TEST_CASE("record mode takes no quote that is not genuine") {
        auto rule = good_rule();
        rule.learns = true;

        for (const auto* name : {"owner_key", "other_binding"}) {
            const auto judged = judge_quote(rule, quote_of_a_tpm(name));
            CHECK(judged.result.status == Trust::contraindicated);
            CHECK_FALSE(judged.seen);
        }
    }

    TEST_CASE("a baseline and what was seen read back as written") {
        auto baseline = good_baseline();
        const auto seen = *judge_quote(good_rule(), quote_of_a_tpm("good")).seen;

        CHECK(*wire::decode<Baseline>(wire::encode_public(baseline)) == baseline);
        CHECK(*wire::decode<attest::TpmState>(wire::encode_public(seen)) == seen);
        baseline.firmware.reset();
        CHECK(*wire::decode<Baseline>(wire::encode_public(baseline)) == baseline);
        baseline.id = "No Name";
        CHECK_FALSE(wire::decode<Baseline>(wire::encode_public(baseline)));
    }
}
