// The commands `request ls|show|approve|deny|veto`.
#include "confirm.hpp"
#include "errors.hpp"
#include "requests.hpp"
#include "run.hpp"
#include "sealwright/person/plan_words.hpp"
#include "service.hpp"

namespace sealwright::cli {
namespace {

constexpr std::size_t pages_max = 64;

Outcome<ceremony::Roster> roster_of(Service& service) {
    TRY(shown, service.ask<operate::RosterShown>(operate::RosterAsk{}));
    if (shown.roster.empty()) return ceremony::Roster();  // Solo: nobody is asked.
    TRY(roster, wire::decode<ceremony::Roster>(shown.roster));
    return std::move(roster);
}

Outcome<ceremony::Request> request_of(Service& service, const std::string& text) {
    TRY(id, RequestId::parse(text));
    TRY(shown, service.ask<operate::RequestShown>(operate::RequestAsk{id.bytes()}));
    TRY(request, wire::decode<ceremony::Request>(shown.request));
    if (request.id != id) return errors::cli_answer_forged;
    TRY(check_sound(request));
    return std::move(request);
}

ceremony::Choice choice_of(Say say) {
    switch (say) {
        case Say::approve:
            return ceremony::Choice::approve;
        case Say::deny:
            return ceremony::Choice::deny;
        case Say::veto:
            return ceremony::Choice::veto;
    }
    return ceremony::Choice::deny;
}

// To deny is to be carried out also where the request goes on without this person.
Exit exit_after(Say say, const ceremony::Request& request) {
    if (say != Say::approve && request.state != ceremony::RequestState::failed) return Exit::ok;
    return exit_of(request);
}

}  // namespace

Outcome<Answer> run(const RequestList& command, const Settings& settings) {
    TRY(service, Service::connect(settings));
    TRY(roster, roster_of(service));
    std::vector<ceremony::Request> requests;
    operate::RequestsAsk ask{{}, operate::requests_page_max, !command.all};
    for (std::size_t page = 0; page < pages_max; ++page) {
        TRY(shown, service.ask<operate::Requests>(ask));
        for (const auto& each : shown.requests) {
            TRY(request, wire::decode<ceremony::Request>(each.request));
            TRY(check_sound(request));
            requests.push_back(std::move(request));
        }
        if (shown.next == IdBytes{}) break;
        ask.after = shown.next;
    }
    return answer_of_requests(settings, requests, roster);
}

Outcome<Answer> run(const RequestShow& command, const Settings& settings) {
    TRY(RequestId::parse(command.id));
    TRY(service, Service::connect(settings));
    TRY(roster, roster_of(service));
    TRY(request, request_of(service, command.id));
    return answer_of_request(settings, request, roster);
}

Outcome<Answer> run(const RequestDecide& command, const Settings& settings) {
    TRY(RequestId::parse(command.id));
    TRY(service, Service::connect(settings));
    auto* person = service.person();
    if (person == nullptr) return errors::cli_person_here;
    TRY(roster, roster_of(service));
    TRY(request, request_of(service, command.id));
    const bool approves = command.say == Say::approve;
    if (approves && !person::words_of_plan(request.plan)) return errors::cli_plan_unknown;
    auto plain = settings;
    plain.format = Format::table;
    talk_now(answer_of_request(plain, request, roster).data);
    if (approves && !command.yes) {
        TRY(confirm("approve"));
    }
    TRY(decided, person->decide(request, choice_of(command.say), command.reason));
    auto answer = answer_of_request(settings, decided, roster);
    answer.exit = exit_after(command.say, decided);
    return answer;
}

}  // namespace sealwright::cli
