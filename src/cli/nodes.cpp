#include "nodes.hpp"

#include "ear.hpp"
#include "sealwright/journal/entry.hpp"
#include "table.hpp"
#include "vaults.hpp"

namespace sealwright::cli {
namespace {

std::string code_text(std::uint16_t code) {
    return code == 0 ? "" : "E" + std::to_string(code);
}

Json json_of(const claims::PcrValues& values) {
    Json::Members members;
    const auto pcrs = values.set.list();
    for (std::size_t index = 0; index < pcrs.size(); ++index) {
        members.emplace_back(std::to_string(pcrs[index]), Json::text(to_hex(values.values[index])));
    }
    return Json::object(members);
}

Json json_of(const claims::Check& check) {
    return Json::object({{"claim", Json::text(check.claim)},
                         {"status", Json::text(claims::word_of(check.status))},
                         {"expected", Json::text(check.expected)},
                         {"got", Json::text(check.got)},
                         {"code", Json::text(code_text(check.code))}});
}

// Ours, each check with it, and what other programs read of it.
Json json_of(const claims::AttestationResult& result, const std::string& node) {
    const auto checks =
        Json::list_of(result.checks, [](const auto& check) { return json_of(check); });
    return Json::object({{"made", time_json(result.made_ms)},
                         {"status", Json::text(claims::word_of(result.status))},
                         {"kind", Json::text(claims::word_of(result.kind))},
                         {"provenance", Json::text(result.provenance)},
                         {"baseline", Json::text(result.reference_id)},
                         {"policy", Json::text(to_hex(result.policy))},
                         {"evidence", Json::text(to_hex(result.evidence))},
                         {"nonce", Json::text(to_hex(result.nonce))},
                         {"reset_count", Json::number(result.reset_count)},
                         {"checks", checks},
                         {"ear", ear_of(result, node)}});
}

// In quotes, since a TPM's version has more digits than a number of JSON keeps.
Json json_of(const std::optional<std::uint64_t>& firmware) {
    return firmware ? Json::text(std::to_string(*firmware)) : Json::null();
}

Json json_of(const claims::LogFindings& log) {
    return Json::object({{"events", Json::number(log.events)},
                         {"explained", Json::text(log.explained.str())},
                         {"differing", Json::text(log.differing.str())},
                         {"secure_boot", Json::text(claims::word_of(log.secure_boot))},
                         {"code", Json::text(code_text(log.code))},
                         {"why", Json::text(log.why)}});
}

Json json_of(const operate::BaselineInfo& baseline) {
    return Json::object({{"id", Json::text(baseline.id)},
                         {"values", json_of(baseline.values)},
                         {"firmware", json_of(baseline.firmware)},
                         {"review", time_json(baseline.review_ms)},
                         {"overdue", Json::boolean(baseline.is_overdue)},
                         {"approved", time_json(baseline.approved_ms)}});
}

Json json_of(const operate::NodeShown& shown) {
    const auto baselines =
        Json::list_of(shown.baselines, [](const auto& each) { return json_of(each); });
    return Json::object(
        {{"id", Json::text(shown.id)},
         {"name", Json::text(shown.name)},
         {"vault", Json::text(shown.vault)},
         {"state", Json::text(shown.state)},
         {"evidence", Json::text(claims::word_of(shown.kind))},
         {"provenance", Json::text(shown.provenance)},
         {"identity", Json::text(to_hex(shown.identity))},
         {"endorsed_by", Json::text(shown.endorsed_by)},
         {"pcrs", Json::text(shown.pcrs.str())},
         {"log_pcrs", Json::text(shown.log_pcrs.str())},
         {"needs_secure_boot", Json::boolean(shown.needs_secure_boot)},
         {"event_log", shown.log ? json_of(*shown.log) : Json::null()},
         {"added", time_json(shown.added_ms)},
         {"enrolled", time_json(shown.enrolled_ms)},
         {"approved", time_json(shown.approved_ms)},
         {"quarantine", Json::text(shown.quarantine)},
         {"baselines", baselines},
         {"entry", Json::text(shown.entry == 0 ? "" : journal::entry_name(shown.entry))},
         {"result", shown.result ? json_of(*shown.result, shown.id) : Json::null()},
         {"unproven_entry",
          Json::text(shown.unproven_entry == 0 ? "" : journal::entry_name(shown.unproven_entry))},
         {"unproven", shown.unproven ? json_of(*shown.unproven, shown.id) : Json::null()},
         {"values", shown.values ? json_of(*shown.values) : Json::null()},
         {"firmware", json_of(shown.firmware)}});
}

// Hashes are compared by eye over their first and last digits; the whole ones are in --format json.
std::string brief(const std::string& text) {
    constexpr std::size_t digest_size = 64;
    if (text.size() != digest_size) return text;
    return text.substr(0, 12) + ".." + text.substr(digest_size - 8);
}

std::string table_of(const claims::AttestationResult& result) {
    Table table({"CLAIM", "", "EXPECTED", "GOT", "WHY"});
    for (const auto& check : result.checks) {
        table.add({check.claim,
                   std::string(claims::word_of(check.status)),
                   brief(check.expected),
                   brief(check.got),
                   code_text(check.code)});
    }
    return table.str();
}

std::string review_of(const operate::BaselineInfo& baseline) {
    if (baseline.review_ms == 0) return "";
    return day_for_people(baseline.review_ms) + (baseline.is_overdue ? ", overdue" : "");
}

std::string table_of(const std::vector<operate::BaselineInfo>& baselines) {
    Table table({"BASELINE", "PCR", "VALUE", "FIRMWARE", "APPROVED", "REVIEW"});
    for (const auto& each : baselines) {
        const auto pcrs = each.values.set.list();
        for (std::size_t index = 0; index < pcrs.size(); ++index) {
            const auto is_first = index == 0;
            table.add({is_first ? each.id : "",
                       std::to_string(pcrs[index]),
                       brief(to_hex(each.values.values[index])),
                       is_first && each.firmware ? std::to_string(*each.firmware) : "",
                       is_first ? day_for_people(each.approved_ms) : "",
                       is_first ? review_of(each) : ""});
        }
    }
    return table.str();
}

std::string sentence_of(const claims::LogFindings& log) {
    auto text = std::to_string(log.events) + " events";
    if (!log.explained.is_empty()) text += "; explains PCR " + log.explained.str();
    if (!log.differing.is_empty()) text += "; does not lead to PCR " + log.differing.str();
    if (log.secure_boot != claims::SecureBoot::unknown) {
        text += "; secure boot " + std::string(claims::word_of(log.secure_boot));
    }
    if (log.code != 0) text += "; " + code_text(log.code) + " " + log.why;
    return text;
}

// What a person who is to approve wants to know.
std::string log_of(const operate::NodeShown& shown) {
    if (shown.log) return sentence_of(*shown.log);
    return shown.enrolled_ms != 0 && shown.kind == claims::EvidenceKind::tpm2 ? "none came" : "";
}

std::string demanded_of(const operate::NodeShown& shown) {
    if (shown.log_pcrs.is_empty()) return "";
    return "PCR " + shown.log_pcrs.str() + (shown.needs_secure_boot ? ", secure boot on" : "");
}

std::string evidence_of(const std::string& title,
                        const std::optional<claims::AttestationResult>& result,
                        std::uint64_t entry) {
    if (!result) return title + ": never\n";
    return title + ", " + time_for_people(result->made_ms) + " (" + journal::entry_name(entry) +
           "): " + std::string(claims::word_of(result->status)) + "\n" + table_of(*result);
}

std::string for_people(const operate::NodeShown& shown) {
    const auto when = [](std::uint64_t ms) { return ms == 0 ? "" : time_for_people(ms); };
    const auto is_enrolled = shown.enrolled_ms != 0;
    auto text = pairs({{"node", shown.name + " of vault " + shown.vault},
                       {"id", shown.id},
                       {"state", shown.state},
                       {"evidence", std::string(claims::word_of(shown.kind))},
                       {"provenance", shown.provenance},
                       {"identity", is_enrolled ? to_hex(shown.identity) : ""},
                       {"endorsed by", shown.endorsed_by},
                       {"pcrs", shown.pcrs.str()},
                       {"log explains", demanded_of(shown)},
                       {"event log", log_of(shown)},
                       {"tpm firmware", shown.firmware ? std::to_string(*shown.firmware) : ""},
                       {"enrolled", when(shown.enrolled_ms)},
                       {"approved", when(shown.approved_ms)},
                       {"quarantine", shown.quarantine}});
    const auto baselines = table_of(shown.baselines);
    if (!baselines.empty()) text += "\n" + baselines;
    text += "\n" + evidence_of("Last evidence", shown.result, shown.entry);
    if (shown.unproven) {
        text +=
            "\n" + evidence_of("Not proved to be by its key", shown.unproven, shown.unproven_entry);
    }
    return text;
}

}  // namespace

Answer answer_of_node(const Settings& settings, const operate::NodeShown& shown) {
    return answer_of(settings, json_of(shown), for_people(shown));
}

}  // namespace sealwright::cli
