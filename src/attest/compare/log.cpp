#include "sealwright/attest/compare/log.hpp"

#include "sealwright/attest/errors.hpp"

#include <algorithm>

namespace sealwright::attest {
namespace {

using claims::Check;
using claims::CheckStatus;
using claims::PcrSet;
using claims::SecureBoot;

constexpr unsigned secure_boot_pcr = 7;
constexpr std::size_t shown_max = 4;  // Registers that differ and get a row of their own.

class LogJudge {
public:
    LogJudge(const LogRule& rule, const claims::PcrValues& quoted) : rule_(rule), quoted_(quoted) {}

    LogJudgement judge(const std::optional<LogReport>& report) {
        if (!report) {
            if (!rule_.pcrs.is_empty()) {
                add("event log", true, rule_.pcrs.str(), "none came", errors::event_log_missing);
            }
            return std::move(judgement_);
        }
        claims::LogFindings findings;
        findings.events = report->events;
        findings.code = report->code;
        findings.why = report->why;
        if (report->replayed.set != quoted_.set) {
            add("event log", !rule_.pcrs.is_empty(), "a log", report->why, errors::event_log_form);
            judgement_.findings = std::move(findings);
            return std::move(judgement_);
        }
        registers(*report, findings);
        // What its register does not prove says nothing.
        if (findings.explained.contains(secure_boot_pcr)) secure_boot(*report, findings);
        judgement_.findings = std::move(findings);
        return std::move(judgement_);
    }

private:
    void registers(const LogReport& report, claims::LogFindings& findings) {
        std::uint32_t explained = 0;
        const auto pcrs = quoted_.set.list();
        std::vector<std::size_t> differing;
        for (std::size_t index = 0; index < pcrs.size(); ++index) {
            const bool is_it = report.replayed.values[index] == quoted_.values[index];
            if (is_it) explained |= std::uint32_t{1} << pcrs[index];
            if (!is_it) differing.push_back(index);
        }
        findings.explained = *PcrSet::from_mask(explained);
        findings.differing = *PcrSet::from_mask(quoted_.set.mask() & ~explained);
        const auto got = explained == 0 ? std::string("none") : findings.explained.str();
        if (differing.empty()) return pass("event log", quoted_.set.str(), got);
        const bool lacks = (rule_.pcrs.mask() & ~explained) != 0;
        add("event log", lacks, quoted_.set.str(), got, errors::event_log_replay);
        if (differing.size() > shown_max) differing.resize(shown_max);
        for (const auto index : differing) {
            add("log of pcr " + std::to_string(pcrs[index]),
                rule_.pcrs.contains(pcrs[index]),
                to_hex(quoted_.values[index]),
                to_hex(report.replayed.values[index]),
                errors::event_log_replay);
        }
    }

    void secure_boot(const LogReport& report, claims::LogFindings& findings) {
        const bool is_demanded = rule_.pcrs.contains(secure_boot_pcr);
        if (report.code != 0) {
            return add("secure boot",
                       is_demanded,
                       "the grammar of PCR 7",
                       report.why,
                       errors::event_log_grammar);
        }
        findings.secure_boot = report.secure_boot;
        const std::string got(claims::word_of(report.secure_boot));
        if (report.secure_boot == SecureBoot::on || !rule_.secure_boot) {
            return pass("secure boot", got, got);
        }
        add("secure boot", true, "on", got, errors::secure_boot_off);
    }

    void pass(std::string claim, const std::string& expected, const std::string& got) {
        judgement_.checks.push_back({std::move(claim), expected, got, CheckStatus::passed, 0});
    }

    // Refuses the node where it was told to explain this, else is noted.
    void add(std::string claim,
             bool is_demanded,
             const std::string& expected,
             const std::string& got,
             const ErrorSpec& why) {
        judgement_.checks.push_back({std::move(claim),
                                     PublicText(expected).str(),
                                     PublicText(got).str(),
                                     is_demanded ? CheckStatus::failed : CheckStatus::differs,
                                     why.code});
    }

    const LogRule& rule_;
    const claims::PcrValues& quoted_;
    LogJudgement judgement_;
};

}  // namespace

bool LogJudgement::has_failed() const {
    return std::ranges::any_of(
        checks, [](const Check& check) { return check.status == CheckStatus::failed; });
}

LogJudgement judge_log(const LogRule& rule,
                       const std::optional<LogReport>& report,
                       const claims::PcrValues& quoted) {
    check(quoted.values.size() == quoted.set.count());
    return LogJudge(rule, quoted).judge(report);
}

}  // namespace sealwright::attest
