#include "nodes.hpp"

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

// The names of an EAT Attestation Result where it has one, ours where it has none.
Json json_of(const claims::AttestationResult& result) {
    const auto checks =
        Json::list_of(result.checks, [](const auto& check) { return json_of(check); });
    return Json::object({{"eat_profile", Json::text("tag:github.com,2023:veraison/ear")},
                         {"iat", Json::number(result.made_ms / 1000)},
                         {"status", Json::text(claims::word_of(result.status))},
                         {"kind", Json::text(claims::word_of(result.kind))},
                         {"provenance", Json::text(result.provenance)},
                         {"baseline", Json::text(result.reference_id)},
                         {"policy", Json::text(to_hex(result.policy))},
                         {"evidence", Json::text(to_hex(result.evidence))},
                         {"nonce", Json::text(to_hex(result.nonce))},
                         {"reset_count", Json::number(result.reset_count)},
                         {"checks", checks}});
}

Json json_of(const operate::BaselineInfo& baseline) {
    return Json::object({{"id", Json::text(baseline.id)},
                         {"values", json_of(baseline.values)},
                         {"review", time_json(baseline.review_ms)},
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
         {"added", time_json(shown.added_ms)},
         {"enrolled", time_json(shown.enrolled_ms)},
         {"approved", time_json(shown.approved_ms)},
         {"quarantine", Json::text(shown.quarantine)},
         {"baselines", baselines},
         {"entry", Json::text(shown.entry == 0 ? "" : journal::entry_name(shown.entry))},
         {"result", shown.result ? json_of(*shown.result) : Json::null()},
         {"values", shown.values ? json_of(*shown.values) : Json::null()}});
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

std::string table_of(const std::vector<operate::BaselineInfo>& baselines) {
    Table table({"BASELINE", "PCR", "VALUE", "APPROVED", "REVIEW"});
    for (const auto& each : baselines) {
        const auto pcrs = each.values.set.list();
        for (std::size_t index = 0; index < pcrs.size(); ++index) {
            const auto is_first = index == 0;
            table.add({is_first ? each.id : "",
                       std::to_string(pcrs[index]),
                       brief(to_hex(each.values.values[index])),
                       is_first ? time_for_people(each.approved_ms) : "",
                       is_first && each.review_ms != 0 ? time_for_people(each.review_ms) : ""});
        }
    }
    return table.str();
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
                       {"enrolled", when(shown.enrolled_ms)},
                       {"approved", when(shown.approved_ms)},
                       {"quarantine", shown.quarantine}});
    const auto baselines = table_of(shown.baselines);
    if (!baselines.empty()) text += "\n" + baselines;
    if (!shown.result) return text;
    text += "\nLast evidence, " + time_for_people(shown.result->made_ms) + " (" +
            journal::entry_name(shown.entry) +
            "): " + std::string(claims::word_of(shown.result->status)) + "\n";
    return text + table_of(*shown.result);
}

}  // namespace

Answer answer_of_node(const Settings& settings, const operate::NodeShown& shown) {
    return answer_of(settings, json_of(shown), for_people(shown));
}

}  // namespace sealwright::cli
