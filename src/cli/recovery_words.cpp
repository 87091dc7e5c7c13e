#include "recovery_words.hpp"

#include "sealwright/attest/host_card.hpp"
#include "sealwright/ceremony/words.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/custody/room.hpp"
#include "sealwright/threshold/label.hpp"
#include "table.hpp"

#include <array>

namespace sealwright::cli {
namespace {

using threshold::Label;

std::string_view word_of(Label::Purpose purpose) {
    constexpr std::array<std::string_view, 4> words{
        "data key", "service key", "recovery key", "DRILL (no key)"};
    return words.at(static_cast<std::size_t>(purpose));
}

std::string title_of(const custody::RecoveryPlan& plan) {
    if (plan.is_root()) return "ROOT WINDOW";
    return plan.is_drill() ? "DRILL" : "recovery";
}

// What comes of it, for somebody who has never seen a vault.
std::string words_of(const custody::RootUse& use) {
    using Ends = custody::RootUse::Ends;
    switch (use.ends) {
        case Ends::change:
            return "IF YOU GIVE: the vault's recovery key becomes another one. Nobody gets a key "
                   "or "
                   "a token.\n";
        case Ends::token:
            return "IF YOU GIVE: whoever asked gets a ROOT TOKEN of this vault, for " +
                   std::to_string(use.ttl_s) +
                   " seconds,\nwith which everything in it can be read and changed. Only this key "
                   "opens it:\n  " +
                   to_hex(use.recipient) + "\nThen the vault's recovery key becomes another one.\n";
        case Ends::leave:
            return "IF YOU GIVE: the vault's recovery key becomes another one, and from then on "
                   "THE "
                   "SERVICE ALONE\nopens it: you are not asked any more before a root token is "
                   "made.\n";
    }
    return "";
}

Json json_of(const custody::RootUse& use) {
    using Ends = custody::RootUse::Ends;
    const std::string ends = use.ends == Ends::token   ? "token"
                             : use.ends == Ends::leave ? "leave"
                                                       : "change";
    return Json::object(
        {{"ends", Json::text(ends)},
         {"seconds", Json::number(use.ttl_s)},
         {"recipient",
          use.ends == Ends::token ? Json::text(to_hex(use.recipient)) : Json::null()}});
}

Result<std::vector<Label>> labels_of(const operate::RecoveryShown& shown) {
    std::vector<Label> labels;
    for (const auto& wrap : shown.wraps) {
        TRY(label, Label::parse(wrap.label));
        labels.push_back(std::move(label));
    }
    return labels;
}

}  // namespace

Result<std::string> text_of(const custody::RecoveryPlan& plan,
                            const operate::RecoveryShown& shown) {
    TRY(labels, labels_of(shown));
    const CeremonyId id(plan.occasion.ceremony);
    // In every line that somebody may act on.
    const std::string drill = plan.is_drill() ? "DRILL: " : "";
    auto text = pairs({{title_of(plan), id.str()},
                       {"installation", plan.installation.str()},
                       {"environment", printable(plan.environment)},
                       {"asked by", printable(plan.asked_by)},
                       {"reason", drill + printable(plan.reason)},
                       {"begun", time_for_people(plan.begun_ms)},
                       {"until", time_for_people(plan.until_ms)},
                       {"state", drill + (shown.is_done ? "done" : "waits for custodians")}});
    if (plan.is_root()) text += "\n" + words_of(plan.use);
    Table table({"KEY", "VAULT", "VERSION", "MADE"});
    for (const auto& label : labels) {
        const bool is_drill = label.purpose == Label::Purpose::drill;
        table.add({std::string(word_of(label.purpose)),
                   is_drill || label.vault_name.empty() ? "-" : printable(label.vault_name),
                   std::to_string(label.version),
                   time_for_people(label.created_ms)});
    }
    text += "\n" + table.str();
    if (plan.is_drill()) text += "DRILL: nothing of any vault is opened, whatever is given.\n";
    for (const auto& each : shown.given) text += drill + "given: " + printable(each) + "\n";
    if (!plan.is_served()) {
        text += "in the room: " + printable(custody::words_of_room(shown.room)) + "\n";
        text += std::string("quote of the host's TPM: ") +
                (shown.quote.empty() ? "none" : "shown") + "\n";
    }
    for (const auto& each : shown.wrong) text += drill + "refused: " + printable(each) + "\n";
    return text + drill + "words: " + ceremony::spoken(plan.digest()) + "\n";
}

Result<Json> json_of(const custody::RecoveryPlan& plan, const operate::RecoveryShown& shown) {
    TRY(labels, labels_of(shown));
    const auto texts = [](const std::vector<std::string>& list) {
        return Json::list_of(list, [](const auto& each) { return Json::text(each); });
    };
    const auto keys = Json::list_of(labels, [](const Label& label) {
        return Json::object({{"purpose", Json::text(word_of(label.purpose))},
                             {"vault", Json::text(label.vault_name)},
                             {"version", Json::number(label.version)},
                             {"made", Json::text(render_utc(label.created_ms))}});
    });
    const auto room = Json::list_of(shown.room, [](const operate::InTheRoom& each) {
        return Json::object(
            {{"person", Json::text(each.person)}, {"index", Json::number(each.statement.index)}});
    });
    return Json::object({{"recovery", Json::text(CeremonyId(plan.occasion.ceremony).str())},
                         {"installation", Json::text(plan.installation.str())},
                         {"environment", Json::text(plan.environment)},
                         {"asked_by", Json::text(plan.asked_by)},
                         {"reason", Json::text(plan.reason)},
                         {"begun", Json::text(render_utc(plan.begun_ms))},
                         {"until", Json::text(render_utc(plan.until_ms))},
                         {"drill", Json::boolean(plan.is_drill())},
                         {"root", plan.is_root() ? json_of(plan.use) : Json::null()},
                         {"keys", keys},
                         {"given", texts(shown.given)},
                         {"in_the_room", room},
                         {"binding", Json::text(to_hex(attest::recovery_binding(plan.digest())))},
                         {"quote", Json::boolean(!shown.quote.empty())},
                         {"refused", texts(shown.wrong)},
                         {"done", Json::boolean(shown.is_done)},
                         {"words", Json::text(ceremony::spoken(plan.digest()))}});
}

}  // namespace sealwright::cli
