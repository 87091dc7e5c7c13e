#include "sealwright/attest/compare/log.hpp"

#include "sealwright/attest/errors.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace sealwright;
using claims::CheckStatus;
using claims::PcrSet;
using claims::SecureBoot;

namespace {

Digest filled(std::uint8_t byte) {
    Digest digest{};
    digest.fill(byte);
    return digest;
}

// Registers 0, 4 and 7 with values that tell them apart.
claims::PcrValues quoted() {
    return {*PcrSet::parse("0,4,7"), {filled(10), filled(14), filled(17)}};
}

attest::LogReport good_report() {
    return {quoted(), 9, SecureBoot::on, 0, ""};
}

attest::LogReport with_other_pcr(std::size_t index) {
    auto report = good_report();
    report.replayed.values[index] = filled(0xff);
    return report;
}

attest::LogRule demanding(const std::string& pcrs, bool secure_boot = false) {
    return {*PcrSet::parse(pcrs), secure_boot};
}

const claims::Check& check_of(const attest::LogJudgement& judgement, const std::string& claim) {
    const auto found = std::ranges::find(judgement.checks, claim, &claims::Check::claim);
    REQUIRE(found != judgement.checks.end());
    return *found;
}

}  // namespace

TEST_SUITE("attest_compare/log") {
    TEST_CASE("a log that leads to every quoted register is taken for what it says") {
        for (const auto& rule : {attest::LogRule(), demanding("0,4,7", true)}) {
            const auto judged = attest::judge_log(rule, good_report(), quoted());

            CHECK_FALSE(judged.has_failed());
            REQUIRE(judged.findings);
            CHECK(judged.findings->explained == quoted().set);
            CHECK(judged.findings->differing.is_empty());
            CHECK(judged.findings->secure_boot == SecureBoot::on);
            CHECK(judged.findings->events == 9);
            CHECK(check_of(judged, "secure boot").got == "on");
            CHECK(check_of(judged, "event log").status == CheckStatus::passed);
        }
    }

    TEST_CASE("no log is no finding, unless registers have to be explained by one") {
        const auto silent = attest::judge_log({}, std::nullopt, quoted());
        CHECK(silent.checks.empty());
        CHECK_FALSE(silent.findings);

        const auto refused = attest::judge_log(demanding("7"), std::nullopt, quoted());
        CHECK(refused.has_failed());
        CHECK(check_of(refused, "event log").code == errors::event_log_missing.code);
        CHECK_FALSE(refused.findings);
    }

    TEST_CASE("a register that the log does not lead to is named with both values, and noted") {
        const auto judged = attest::judge_log({}, with_other_pcr(1), quoted());

        CHECK_FALSE(judged.has_failed());
        CHECK(check_of(judged, "event log").status == CheckStatus::differs);
        const auto& row = check_of(judged, "log of pcr 4");
        CHECK(row.code == errors::event_log_replay.code);
        CHECK(row.expected == to_hex(filled(14)));
        CHECK(row.got == to_hex(filled(0xff)));
        CHECK(judged.findings->differing == *PcrSet::parse("4"));
        CHECK(judged.findings->explained == *PcrSet::parse("0,7"));
    }

    TEST_CASE("the same is refused where that register had to be explained, and only there") {
        const auto refused = attest::judge_log(demanding("4"), with_other_pcr(1), quoted());
        CHECK(refused.has_failed());
        CHECK(check_of(refused, "log of pcr 4").status == CheckStatus::failed);

        CHECK_FALSE(attest::judge_log(demanding("0,7"), with_other_pcr(1), quoted()).has_failed());
    }

    TEST_CASE("what a log says of secure boot counts only if its register proves it") {
        const auto judged = attest::judge_log({}, with_other_pcr(2), quoted());
        CHECK(judged.findings->secure_boot == SecureBoot::unknown);
        CHECK(judged.checks.size() == 2);  // The log, and register 7; nothing of secure boot.

        CHECK(attest::judge_log(demanding("7", true), with_other_pcr(2), quoted()).has_failed());
    }

    TEST_CASE("a log that breaks the grammar of PCR 7 says nothing of secure boot") {
        auto report = good_report();
        report.secure_boot = SecureBoot::unknown;
        report.code = errors::event_log_grammar.code;
        report.why = "pcr=7, place=2";

        const auto noted = attest::judge_log({}, report, quoted());
        CHECK_FALSE(noted.has_failed());
        CHECK(check_of(noted, "secure boot").code == errors::event_log_grammar.code);
        CHECK(check_of(noted, "secure boot").got == "pcr=7, place=2");
        CHECK(noted.findings->why == "pcr=7, place=2");
        CHECK(noted.findings->secure_boot == SecureBoot::unknown);

        CHECK(attest::judge_log(demanding("7"), report, quoted()).has_failed());
        CHECK_FALSE(attest::judge_log(demanding("0"), report, quoted()).has_failed());
    }

    TEST_CASE("secure boot that is off is shown, and refused where it has to be on") {
        auto report = good_report();
        report.secure_boot = SecureBoot::off;

        const auto shown = attest::judge_log(demanding("7"), report, quoted());
        CHECK_FALSE(shown.has_failed());
        CHECK(shown.findings->secure_boot == SecureBoot::off);

        const auto refused = attest::judge_log(demanding("7", true), report, quoted());
        CHECK(refused.has_failed());
        CHECK(check_of(refused, "secure boot").code == errors::secure_boot_off.code);
    }

    TEST_CASE("a log that cannot be read is noted with where it breaks, or refused") {
        const attest::LogReport torn{
            {}, 0, SecureBoot::unknown, errors::event_log_form.code, "events=3, bytes_left=9"};

        const auto noted = attest::judge_log({}, torn, quoted());
        CHECK_FALSE(noted.has_failed());
        CHECK(check_of(noted, "event log").got == "events=3, bytes_left=9");
        CHECK(noted.findings->code == errors::event_log_form.code);
        CHECK(noted.findings->explained.is_empty());

        CHECK(attest::judge_log(demanding("0"), torn, quoted()).has_failed());
    }

    TEST_CASE("of sixteen registers that differ the result still has room for every row") {
        claims::PcrValues all{*PcrSet::from_mask(0xffff), std::vector<Digest>(16)};
        attest::LogReport report{all, 1, SecureBoot::unknown, 0, ""};
        std::ranges::fill(report.replayed.values, filled(1));

        const auto judged = attest::judge_log({}, report, all);

        // 8 rows of a quote, one for each register, one for a review.
        CHECK(judged.checks.size() + 8 + 16 + 1 <= claims::checks_max);
        CHECK(judged.findings->differing == all.set);
    }
}
