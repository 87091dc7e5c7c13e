#include "ceremony_words.hpp"

#include "errors.hpp"
#include "sealwright/ceremony/words.hpp"
#include "sealwright/core/log.hpp"
#include "table.hpp"

#include <algorithm>

namespace sealwright::cli {
namespace {

using ceremony::CeremonyState;
using ceremony::Holder;

constexpr std::size_t cell_max = 14;

// For a table of 80 columns; JSON has all of it.
std::string cell(const std::string& text) {
    if (text.empty()) return "-";
    const auto plain = printable(text);
    return plain.size() <= cell_max ? plain : plain.substr(0, cell_max - 2) + "..";
}

bool has_acted(const ceremony::Ceremony& ceremony, const Holder& holder) {
    const bool confirms = ceremony.state == CeremonyState::confirming;
    const auto& list = confirms ? ceremony.confirmations : ceremony.contributions;
    const auto round = confirms ? std::uint8_t{0} : ceremony.round;
    return std::ranges::any_of(list, [&](const ceremony::Contribution& each) {
        return each.index == holder.index && each.round == round;
    });
}

bool waits_for_holders(const ceremony::Ceremony& ceremony) {
    return ceremony.state == CeremonyState::collecting ||
           ceremony.state == CeremonyState::confirming;
}

std::string standing(const ceremony::Ceremony& ceremony) {
    std::string text(word_of(ceremony.state));
    const auto* round = ceremony.round_now();
    if (ceremony.state == CeremonyState::collecting && round != nullptr) {
        text += ": " + std::string(round->name);
    }
    if (!waits_for_holders(ceremony)) return text;
    return text + ", " + std::to_string(ceremony.count()) + " of " +
           std::to_string(ceremony.wanted());
}

std::string word_of_holder(const ceremony::Ceremony& ceremony, const Holder& holder) {
    if (holder.has_refused) return "refused";
    if (holder.is_out()) return "out";
    if (!waits_for_holders(ceremony)) return "-";
    return has_acted(ceremony, holder) ? "done" : "missing";
}

const operate::Seat* seat_of(const operate::CeremonyBeginAsk& plan, const Holder& holder) {
    const auto seat = std::ranges::find(plan.seats, holder.person, &operate::Seat::person);
    return seat == plan.seats.end() ? nullptr : &*seat;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& each : words) text += (text.empty() ? "" : ", ") + printable(each);
    return text;
}

Json texts(const std::vector<std::string>& list) {
    return Json::list_of(list, [](const auto& each) { return Json::text(each); });
}

Json json_of(const ceremony::Ceremony& ceremony,
             const operate::CeremonyBeginAsk& plan,
             const Holder& holder) {
    const auto* found = seat_of(plan, holder);
    const auto seat = found == nullptr ? operate::Seat() : *found;
    return Json::object({{"index", Json::number(holder.index)},
                         {"person", Json::text(holder.person)},
                         {"organisation", Json::text(seat.organisation)},
                         {"place", Json::text(seat.place)},
                         {"device", Json::text(seat.device)},
                         {"state", Json::text(word_of_holder(ceremony, holder))},
                         {"strikes", Json::number(holder.strikes)}});
}

}  // namespace

std::string words_of(const custody::Board& board) {
    const auto digest = board.words_digest();
    return digest ? ceremony::spoken(*digest) : std::string();
}

Result<CeremonyId> ceremony_named(const std::string& text) {
    const auto request = RequestId::parse(text);
    if (request) return CeremonyId(request->bytes());
    return CeremonyId::parse(text);
}

std::vector<std::string> missing_in(const ceremony::Ceremony& ceremony) {
    std::vector<std::string> people;
    if (!waits_for_holders(ceremony)) return people;
    for (const auto& holder : ceremony.casting.holders) {
        if (!holder.is_out() && !has_acted(ceremony, holder)) people.push_back(holder.person);
    }
    return people;
}

std::string text_of(const ceremony::Ceremony& ceremony,
                    const operate::CeremonyBeginAsk& plan,
                    const std::string& words) {
    const auto& casting = ceremony.casting;
    auto text = pairs(
        {{"ceremony", casting.id.str()},
         {"kind", std::string(ceremony.script().name)},
         {"state", standing(ceremony)},
         {"until", time_for_people(ceremony.deadline_ms)},
         {"why", printable(ceremony.why)},
         {"enough",
          std::to_string(casting.threshold) + " of " + std::to_string(casting.holders.size())},
         {"asked by", printable(casting.conductor)},
         {"approved by", joined(ceremony.approvals)},
         {"reason", printable(plan.reason)},
         {"missing", joined(missing_in(ceremony))},
         {"words", words}});
    Table table({"#", "PERSON", "ORGANISATION", "PLACE", "DEVICE", "STATE", "STRIKES"});
    for (const auto& holder : casting.holders) {
        const auto* found = seat_of(plan, holder);
        const auto seat = found == nullptr ? operate::Seat() : *found;
        table.add({std::to_string(holder.index),
                   cell(holder.person),
                   cell(seat.organisation),
                   cell(seat.place),
                   cell(seat.device),
                   word_of_holder(ceremony, holder),
                   std::to_string(holder.strikes)});
    }
    text += "\n" + table.str();
    for (const auto& each : ceremony.exceptions) {
        text += time_for_people(each.at_ms) + "  " + printable(each.person) + "\n    " +
                printable(each.what) + "\n";
    }
    return text;
}

Json json_of(const ceremony::Ceremony& ceremony,
             const operate::CeremonyBeginAsk& plan,
             const std::string& words) {
    const auto* round = ceremony.round_now();
    const bool collects = ceremony.state == CeremonyState::collecting && round != nullptr;
    const auto holders = Json::list_of(
        ceremony.casting.holders, [&](const auto& each) { return json_of(ceremony, plan, each); });
    const auto exceptions = Json::list_of(ceremony.exceptions, [](const auto& each) {
        return Json::object({{"time", Json::text(render_utc(each.at_ms))},
                             {"person", Json::text(each.person)},
                             {"what", Json::text(each.what)}});
    });
    return Json::object({{"ceremony", Json::text(ceremony.casting.id.str())},
                         {"kind", Json::text(ceremony.script().name)},
                         {"state", Json::text(word_of(ceremony.state))},
                         {"round", collects ? Json::text(round->name) : Json::null()},
                         {"until", Json::text(render_utc(ceremony.deadline_ms))},
                         {"why", Json::text(ceremony.why)},
                         {"threshold", Json::number(ceremony.casting.threshold)},
                         {"conductor", Json::text(ceremony.casting.conductor)},
                         {"approvals", texts(ceremony.approvals)},
                         {"reason", Json::text(plan.reason)},
                         {"missing", texts(missing_in(ceremony))},
                         {"words", words.empty() ? Json::null() : Json::text(words)},
                         {"holders", holders},
                         {"exceptions", exceptions}});
}

Answer answer_of_ceremonies(const Settings& settings, const operate::Ceremonies& all) {
    Table table({"CEREMONY", "KIND", "STATE", "UNTIL"});
    std::vector<Json> list;
    for (const auto& bytes : all.ceremonies) {
        const auto read = wire::decode<ceremony::Ceremony>(bytes);
        if (!read) continue;  // Of a later release: the others are shown.
        table.add({read->casting.id.str(),
                   std::string(read->script().name),
                   standing(*read),
                   time_for_people(read->deadline_ms)});
        list.push_back(json_of(*read, {}, ""));
    }
    const auto group = threshold::Group::parse(all.group);
    auto text = list.empty() ? "There was no ceremony.\n" : table.str();
    text += "\n";
    if (group) {
        const auto size = group->session().size();
        text += pairs(
            {{"group", to_hex(group->key().id())},
             {"enough", std::to_string(size.needed()) + " of " + std::to_string(size.total())},
             {"epoch", std::to_string(group->epoch().value())},
             {"keys", std::to_string(all.wraps)}});
    } else {
        text += "There are no custodians: no key would outlive the loss of the tokens.\n";
    }
    const auto shown =
        group ? Json::object({{"id", Json::text(to_hex(group->key().id()))},
                              {"threshold", Json::number(group->session().size().needed())},
                              {"custodians", Json::number(group->session().size().total())},
                              {"epoch", Json::number(group->epoch().value())},
                              {"keys", Json::number(all.wraps)}})
              : Json::null();
    return answer_of(
        settings, Json::object({{"ceremonies", Json::list(list)}, {"group", shown}}), text);
}

}  // namespace sealwright::cli
