// The commands `custodian init|show|history|passphrase`.
#include "custodian_store.hpp"
#include "run.hpp"
#include "sealwright/core/log.hpp"
#include "table.hpp"

namespace sealwright::cli {
namespace {

Json json_of(const custody::HeldShare& share) {
    return Json::object({{"installation", Json::text(share.installation.str())},
                         {"environment", Json::text(share.environment)},
                         {"ceremony", Json::text(share.ceremony.str())},
                         {"index", Json::number(share.index.value())},
                         {"epoch", Json::number(share.epoch.value())},
                         {"certified", Json::boolean(!share.group.empty())},
                         {"taken", Json::text(render_utc(share.taken_ms))}});
}

Json json_of(const custody::HeldPart& part) {
    return Json::object({{"installation", Json::text(part.installation.str())},
                         {"environment", Json::text(part.environment)},
                         {"ceremony", Json::text(part.ceremony.str())},
                         {"index", Json::number(part.index.value())},
                         {"epoch", Json::number(part.epoch.value())}});
}

std::vector<std::string> row_of(const std::string& what,
                                const std::string& environment,
                                std::uint64_t epoch,
                                std::uint16_t index,
                                const CeremonyId& ceremony) {
    return {
        what, printable(environment), std::to_string(epoch), std::to_string(index), ceremony.str()};
}

Answer answer_of_holdings(const Settings& settings, const custody::Holdings& holdings) {
    Table table({"WHAT", "ENVIRONMENT", "EPOCH", "INDEX", "CEREMONY"});
    for (const auto& each : holdings.shares) {
        const auto* what = each.group.empty() ? "share, not certified yet" : "share";
        table.add(
            row_of(what, each.environment, each.epoch.value(), each.index.value(), each.ceremony));
    }
    for (const auto& each : holdings.parts) {
        table.add(row_of(
            "part", each.environment, each.epoch.value(), each.index.value(), each.ceremony));
    }
    const auto of = [](const auto& each) { return json_of(each); };
    const auto json = Json::object({{"shares", Json::list_of(holdings.shares, of)},
                                    {"parts", Json::list_of(holdings.parts, of)}});
    const bool is_empty = holdings.shares.empty() && holdings.parts.empty();
    return answer_of(settings, json, is_empty ? "The file holds no share yet.\n" : table.str());
}

Answer answer_of_history(const Settings& settings, const custody::Holdings& holdings) {
    std::string text;
    std::size_t number = 0;
    for (const auto& each : holdings.history) {
        text += std::to_string(++number) + "  " + time_for_people(each.at_ms) + "  " +
                printable(each.what) + (each.receipt.empty() ? "" : " (receipt)") + "\n";
        text += "    " + printable(each.whom) + "\n";
        if (!each.words.empty()) text += "    " + printable(each.words) + "\n";
    }
    const auto lines = Json::list_of(holdings.history, [](const auto& each) {
        return Json::object({{"time", Json::text(render_utc(each.at_ms))},
                             {"what", Json::text(each.what)},
                             {"whom", Json::text(each.whom)},
                             {"words", Json::text(each.words)},
                             {"receipt", Json::boolean(!each.receipt.empty())}});
    });
    return answer_of(settings,
                     Json::object({{"history", lines}}),
                     text.empty() ? "Nothing was done with this file yet.\n" : text);
}

}  // namespace

Outcome<Answer> run(const CustodianInit& command, const Settings& settings) {
    TRY(CustodianStore::make(command.file, settings));
    auto answer = answer_of(settings, Json::object({{"file", Json::text(command.file)}}), "");
    answer.talk = "Written to " + printable(command.file) +
                  ". Keep a copy elsewhere each time that a share was taken: without the file, or "
                  "without its passphrase, your shares are lost.\n";
    return answer;
}

Outcome<Answer> run(const CustodianShow& command, const Settings& settings) {
    TRY(store, CustodianStore::open(command.file, settings));
    return command.history ? answer_of_history(settings, store.holdings())
                           : answer_of_holdings(settings, store.holdings());
}

Outcome<Answer> run(const CustodianPassphrase& command, const Settings& settings) {
    TRY(store, CustodianStore::open(command.file, settings));
    TRY(store.change_passphrase(settings));
    auto answer = answer_of_holdings(settings, store.holdings());
    answer.talk = "The file has another passphrase. Older copies of it keep the old one.\n";
    return answer;
}

}  // namespace sealwright::cli
