// The commands `ceremony begin|list|show|abort`.
#include "ceremony_words.hpp"
#include "errors.hpp"
#include "files.hpp"
#include "run.hpp"
#include "sealwright/ceremony/words.hpp"
#include "sealwright/config/toml/custodians.hpp"
#include "sealwright/custody/errors.hpp"
#include "sealwright/custody/seats.hpp"
#include "service.hpp"

namespace sealwright::cli {
namespace {

using ceremony::CeremonyKind;

Outcome<operate::CeremonyBeginAsk> drill_of(const CeremonyBegin& command) {
    if (!command.custodians.empty()) return errors::drill_seats;
    return operate::CeremonyBeginAsk{
        static_cast<std::uint8_t>(CeremonyKind::drill), 0, {}, command.reason};
}

Outcome<operate::CeremonyBeginAsk> ask_of(const CeremonyBegin& command) {
    if (command.kind == "drill") return drill_of(command);
    if (command.custodians.empty()) return errors::cli_custodians_missing;
    TRY(text, read_file(command.custodians, config::custodians_file_max));
    const auto file = config::parse_custodians(text);
    if (!file) {
        Failure failure(file.error());
        failure.what = command.custodians + ": " + failure.what;
        return failure;
    }
    operate::CeremonyBeginAsk ask;
    const bool is_first = command.kind == "genesis";
    ask.kind = static_cast<std::uint8_t>(is_first ? CeremonyKind::genesis : CeremonyKind::reshare);
    ask.threshold = file->threshold;
    for (const auto& each : file->custodians) {
        ask.seats.push_back({each.person, each.organisation, each.place, each.device});
    }
    ask.reason = command.reason;
    TRY(custody::check_apart(ask.threshold, ask.seats));
    return ask;
}

Outcome<ceremony::Ceremony> ceremony_in(const operate::CeremonyShown& shown, const CeremonyId& id) {
    TRY(ceremony, wire::decode<ceremony::Ceremony>(shown.ceremony));
    if (ceremony.casting.id != id) return errors::cli_answer_forged;
    return std::move(ceremony);
}

// Of what the people of this ceremony published; nothing while not all have.
Outcome<std::string> words_shown(PersonSide& person,
                                 Service& service,
                                 const operate::CeremonyShown& shown,
                                 const ceremony::Ceremony& ceremony) {
    const auto kind = ceremony.casting.kind;
    if (ceremony.script().is_asked && ceremony.is_open()) return ceremony::spoken(shown.nonce);
    const bool makes_key = kind == CeremonyKind::genesis || kind == CeremonyKind::reshare;
    if (!makes_key || !person.pin() || !ceremony.is_open()) return std::string();
    TRY(all, service.ask<operate::Ceremonies>(operate::CeremoniesAsk{}));
    TRY(epoch, custody::epoch_after(all.group));
    TRY(roster, person.roster());
    const ceremony::Place place{person.pin()->installation, person.pin()->environment};
    TRY(seen, custody::SeenCeremony::read(shown, ceremony.casting.id, place, roster, epoch));
    return words_of(seen.board());
}

Outcome<Answer> answer_of_shown(const Settings& settings,
                                Service& service,
                                const operate::CeremonyShown& shown,
                                const CeremonyId& id) {
    TRY(ceremony, ceremony_in(shown, id));
    std::string words;
    if (service.person() != nullptr) {
        TRY(spoken, words_shown(*service.person(), service, shown, ceremony));
        words = spoken;
    }
    auto answer = answer_of(
        settings, json_of(ceremony, shown.plan, words), text_of(ceremony, shown.plan, words));
    if (!words.empty() && ceremony.state == ceremony::CeremonyState::collecting) {
        const bool is_drill = ceremony.casting.kind == CeremonyKind::drill;
        const bool is_asked = ceremony.script().is_asked;
        answer.talk = is_drill   ? "DRILL: read these eight words to each custodian by voice.\n"
                      : is_asked ? "Read these eight words to each custodian by voice.\n"
                                 : "The custodians compare these eight words by voice.\n";
    }
    return answer;
}

}  // namespace

Outcome<Answer> run(const CeremonyBegin& command, const Settings& settings) {
    TRY(ask, ask_of(command));
    TRY(service, Service::connect(settings));
    TRY(all, service.ask<operate::Ceremonies>(ask));
    return answer_of_ceremonies(settings, all);
}

Outcome<Answer> run(const CeremonyList&, const Settings& settings) {
    TRY(service, Service::connect(settings));
    TRY(all, service.ask<operate::Ceremonies>(operate::CeremoniesAsk{}));
    return answer_of_ceremonies(settings, all);
}

Outcome<Answer> run(const CeremonyShow& command, const Settings& settings) {
    TRY(id, ceremony_named(command.id));
    TRY(service, Service::connect(settings));
    TRY(shown, service.ask<operate::CeremonyShown>(operate::CeremonyAsk{id.bytes()}));
    return answer_of_shown(settings, service, shown, id);
}

Outcome<Answer> run(const CeremonyAbort& command, const Settings& settings) {
    TRY(id, ceremony_named(command.id));
    TRY(service, Service::connect(settings));
    if (service.person() == nullptr) return errors::cli_person_here;
    TRY(shown, service.ask<operate::CeremonyShown>(operate::CeremonyAsk{id.bytes()}));
    TRY(ceremony, ceremony_in(shown, id));
    const Bytes reason(command.reason.begin(), command.reason.end());
    const auto digest = ceremony::reason_digest(command.reason);
    TRY(after, service.person()->act_in(ceremony, ceremony::Choice::veto, reason, digest));
    return answer_of_shown(settings, service, after, id);
}

}  // namespace sealwright::cli
