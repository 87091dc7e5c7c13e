// `node approve|quarantine|show` and `node baseline approve|drop`.
#include "errors.hpp"
#include "names.hpp"
#include "nodes.hpp"
#include "run.hpp"
#include "service.hpp"

#include <algorithm>
#include <charconv>
#include <map>

namespace sealwright::cli {
namespace {

Result<std::uint64_t> review_of(const std::string& date) {
    if (date.empty()) return std::uint64_t{0};
    return parse_date(date);
}

Error wrong_value(std::string_view text) {
    return {errors::cli_usage,
            {fact("option", "--value"), fact("got", text), fact("allowed", "PCR=64 hex digits")}};
}

// "7=ab…": all that were given, each once.
Result<std::optional<claims::PcrValues>> parse_values(const std::vector<std::string>& texts) {
    if (texts.empty()) return std::optional<claims::PcrValues>();
    std::map<unsigned, Digest> values;
    for (const auto& text : texts) {
        unsigned pcr = 0;
        const auto* last = text.data() + text.size();
        const auto [stopped, failure] = std::from_chars(text.data(), last, pcr);
        const std::string_view rest(stopped, static_cast<std::size_t>(last - stopped));
        const bool has_form =
            failure == std::errc() && pcr <= claims::PcrSet::last && rest.starts_with('=');
        const auto value = has_form ? parse_digest(rest.substr(1)) : std::nullopt;
        if (!value || !values.emplace(pcr, *value).second) return wrong_value(text);
    }
    std::uint32_t mask = 0;
    claims::PcrValues made;
    for (const auto& [pcr, value] : values) {
        mask |= std::uint32_t{1} << pcr;
        made.values.push_back(value);
    }
    made.set = *claims::PcrSet::from_mask(mask);
    return std::optional(made);
}

Result<std::optional<std::uint64_t>> parse_firmware(const std::string& text) {
    if (text.empty()) return std::optional<std::uint64_t>();
    std::uint64_t number = 0;
    const auto* last = text.data() + text.size();
    const auto [stopped, failure] = std::from_chars(text.data(), last, number);
    if (failure == std::errc() && stopped == last) return std::optional(number);
    return Error(errors::cli_usage,
                 {fact("option", "--firmware"),
                  fact("got", text),
                  fact("allowed", "the number that `node show` has")});
}

// What is approved is what it shows now, by value, and not whatever it shows later.
Outcome<operate::NodeShown> seen_now(Service& service,
                                     const std::string& vault,
                                     const std::string& node) {
    TRY(require_name("vault", vault));
    TRY(require_name("node", node));
    return service.ask<operate::NodeShown>(operate::NodeShowAsk{"", vault, node});
}

template <class Ask>
Outcome<Answer> shown(const Settings& settings,
                      Service& service,
                      const Ask& ask,
                      std::string_view talk) {
    TRY(require_name("vault", ask.vault));
    TRY(require_name("node", ask.node));
    TRY(node, service.ask<operate::NodeShown>(ask));
    auto answer = answer_of_node(settings, node);
    answer.talk = talk;
    return answer;
}

template <class Ask>
Outcome<Answer> shown(const Settings& settings, const Ask& ask, std::string_view talk) {
    TRY(service, Service::connect(settings));
    return shown(settings, service, ask, talk);
}

}  // namespace

Outcome<Answer> run(const NodeApprove& command, const Settings& settings) {
    TRY(review, review_of(command.review));
    TRY(service, Service::connect(settings));
    TRY(seen, seen_now(service, command.vault, command.node));
    operate::NodeApproveAsk ask{
        command.vault, command.node, command.baseline, review, seen.identity, std::nullopt};
    if (!command.baseline.empty()) ask.values = seen.values;
    return shown(settings, service, ask, "Approved: its agent is served from its next ask on.\n");
}

Outcome<Answer> run(const NodeQuarantine& command, const Settings& settings) {
    const operate::NodeQuarantineAsk ask{command.vault, command.node, command.reason};
    return shown(settings,
                 ask,
                 "In quarantine, in force from this node's next ask on.\nA vault that runs "
                 "unsealed there stays so until somebody seals it.\n");
}

Outcome<Answer> run(const NodeShow& command, const Settings& settings) {
    return shown(settings, operate::NodeShowAsk{"", command.vault, command.node}, "");
}

Outcome<Answer> run(const BaselineApprove& command, const Settings& settings) {
    TRY(review, review_of(command.review));
    TRY(values, parse_values(command.values));
    TRY(firmware, parse_firmware(command.firmware));
    TRY(service, Service::connect(settings));
    if (!values) {
        TRY(seen, seen_now(service, command.vault, command.node));
        values = seen.values;
    }
    const operate::BaselineApproveAsk ask{
        command.vault, command.node, command.id, review, values, firmware};
    return shown(settings, service, ask, "Approved beside the others.\n");
}

Outcome<Answer> run(const BaselineDrop& command, const Settings& settings) {
    return shown(settings,
                 operate::BaselineDropAsk{command.vault, command.node, command.id},
                 "Taken back: evidence with these values is refused from now on.\n");
}

}  // namespace sealwright::cli
