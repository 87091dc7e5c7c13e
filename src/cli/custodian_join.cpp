// The commands `custodian join|refuse`.
#include "answer.hpp"
#include "ceremony_words.hpp"
#include "errors.hpp"
#include "joining.hpp"
#include "run.hpp"
#include "sealwright/custody/errors.hpp"
#include "sealwright/custody/seats.hpp"
#include "sealwright/person/plan_words.hpp"

#include <chrono>
#include <thread>

namespace sealwright::cli {
namespace {

constexpr std::chrono::milliseconds between_looks(1500);
// A round that has ended is answered for a little while longer, whatever the clocks say.
constexpr std::uint64_t grace_ms = 60'000;

}  // namespace

using ceremony::CeremonyState;
using custody::SeenCeremony;

// A group that all have certified makes the share one that counts.
Outcome<Answer> Joining::ended(const SeenCeremony& seen, const Settings& settings) {
    const auto& ceremony = seen.ceremony();
    TRY(played, prove(seen));
    if (ceremony.state != CeremonyState::committed) {
        auto& parts = store_.holdings().parts;
        std::erase_if(parts, [&](const auto& each) { return each.ceremony == id_; });
        TRY(note("it ended without a key"));
        return Error(errors::cli_ceremony_over,
                     {fact("state", word_of(ceremony.state)), fact("why", ceremony.why)});
    }
    auto* share = store_.holdings().share_of(id_);
    if (share == nullptr) return Error(errors::share_absent);
    if (share->group.empty()) {
        TRY(all, service_.ask<operate::Ceremonies>(operate::CeremoniesAsk{}));
        TRY(group, threshold::Group::parse(all.group));
        if (played.group != group.key().id()) return Error(errors::ceremony_unsound);
        TRY(store_.holdings().settle(id_, group));
        TRY(note("the group is certified"));
    }
    auto answer =
        answer_of(settings, json_of(ceremony, seen.plan(), ""), text_of(ceremony, seen.plan(), ""));
    answer.talk = "You hold a share. Copy the file to where you keep its copy, now.\n";
    return answer;
}

Outcome<Answer> Joining::run(const Settings& settings) {
    bool is_first = true;
    for (;;) {
        TRY(seen, look());
        const auto& ceremony = seen.ceremony();
        if (!ceremony.is_open()) return ended(seen, settings);
        if (is_first || has_to_speak(seen)) TRY(prove(seen));
        if (is_first) {
            TRY(custody::check_apart(seen.plan().threshold, seen.plan().seats));
            const ceremony::Plan plan{operate::CeremonyBeginAsk::type,
                                      wire::encode_public(seen.plan())};
            const auto& pin = *person_.pin();
            talk_now("For " + pin.installation.str() + ", environment " +
                     PublicText(pin.environment).str() + ":\n" +
                     text_of(ceremony, seen.plan(), "") + "\nWhat its operators signed:\n" +
                     person::text_of_plan(plan));
            is_first = false;
        }
        TRY(has_said, go_on(seen));
        const bool is_late = SystemClock().now().wall_ms > ceremony.deadline_ms + grace_ms;
        if (command_.once || is_late) {
            const auto words = words_of(seen.board());
            auto answer = answer_of(settings,
                                    json_of(ceremony, seen.plan(), words),
                                    text_of(ceremony, seen.plan(), words));
            answer.exit = Exit::pending;
            answer.talk = std::string(has_said ? "Said; " : "") +
                          "it waits for the others: run "
                          "the command again.\n";
            return answer;
        }
        if (!has_said) std::this_thread::sleep_for(between_looks);
    }
}

Outcome<Answer> run(const CustodianJoin& command, const Settings& settings) {
    TRY(id, ceremony_named(command.ceremony));
    TRY(service, Service::connect(settings));
    if (service.person() == nullptr) return errors::cli_person_here;
    TRY(store, CustodianStore::open(command.file, settings));
    return Joining(command, service, store, id).run(settings);
}

Outcome<Answer> run(const CustodianRefuse& command, const Settings& settings) {
    TRY(id, ceremony_named(command.ceremony));
    TRY(service, Service::connect(settings));
    if (service.person() == nullptr) return errors::cli_person_here;
    TRY(shown, service.ask<operate::CeremonyShown>(operate::CeremonyAsk{id.bytes()}));
    TRY(ceremony, wire::decode<ceremony::Ceremony>(shown.ceremony));
    if (ceremony.casting.id != id) return errors::cli_answer_forged;
    const Bytes reason(command.reason.begin(), command.reason.end());
    const auto digest = ceremony::reason_digest(command.reason);
    TRY(after, service.person()->act_in(ceremony, ceremony::Choice::deny, reason, digest));
    TRY(refused, wire::decode<ceremony::Ceremony>(after.ceremony));
    return answer_of(settings, json_of(refused, after.plan, ""), text_of(refused, after.plan, ""));
}

}  // namespace sealwright::cli
