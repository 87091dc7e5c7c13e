// How a change that a person asks for becomes a request, and how its answer is read.
#include "answer.hpp"
#include "errors.hpp"
#include "person_side.hpp"
#include "requests.hpp"
#include "sealwright/ceremony/errors.hpp"
#include "sealwright/operate/messages.hpp"
#include "sealwright/person/plan_words.hpp"

namespace sealwright::cli {
namespace {

constexpr std::uint64_t day_ms = std::uint64_t{24} * 60 * 60 * 1000;
constexpr std::size_t pages_max = 64;

// What a change's answer is read again by; `first` is the first text of the plan, if it is one.
template <class Ask>
std::pair<std::uint16_t, WipedBytes> reading(const Ask& ask) {
    return {Ask::type, wire::encode(ask)};
}

std::optional<std::pair<std::uint16_t, WipedBytes>> reading_for(std::uint16_t answer_type,
                                                                const ceremony::Plan& plan) {
    wire::Reader reader(plan.body);
    const auto first = reader.text(operate::name_max);
    const auto second = reader.text(operate::name_max);
    switch (answer_type) {
        case operate::Vaults::type:
            return reading(operate::VaultsAsk{first});
        case operate::Nodes::type:
            return reading(operate::NodesAsk{});
        case operate::NodeShown::type:
            return reading(operate::NodeShowAsk{"", first, second});
        case operate::Tokens::type:
            return reading(operate::TokensAsk{});
        case operate::Archives::type:
            return reading(operate::ArchivesAsk{});
        case operate::PolicyShown::type:
            return reading(operate::PolicyShowAsk{});
        case operate::RosterShown::type:
            return reading(operate::RosterAsk{});
        case operate::Anchors::type:
            return reading(operate::AnchorsAsk{});
        case operate::Ceremonies::type:
            return reading(operate::CeremoniesAsk{});
        case operate::RootShown::type:
            return reading(operate::RootShowAsk{first});
        case operate::Status::type:
            return reading(operate::StatusAsk{});
    }
    return std::nullopt;
}

Waiting waiting_of(const ceremony::Request& request, std::uint64_t approvals) {
    return {request.id.str(),
            std::string(word_of(request.state)),
            approvals,
            request.terms.needed,
            request.armed_until_ms == 0 ? request.expiry_ms : request.armed_until_ms};
}

}  // namespace

Outcome<Message> PersonSide::propose(const operate::Route& route,
                                     View body,
                                     std::uint16_t answer_type) {
    const ceremony::Plan plan{route.type, {body.begin(), body.end()}};
    TRY(request, proposed(route, plan));
    switch (request.state) {
        case ceremony::RequestState::committed:
            return usual_answer(plan, answer_type);
        case ceremony::RequestState::collecting:
        case ceremony::RequestState::armed: {
            TRY(people, roster());
            return Failure(waiting_of(request, request.approvals(people)));
        }
        case ceremony::RequestState::denied:
        case ceremony::RequestState::vetoed:
            return Error(errors::cli_request_denied, {fact("request", request.id.str())});
        case ceremony::RequestState::expired:
        case ceremony::RequestState::failed:
            return Error(errors::cli_request_ended,
                         {fact("request", request.id.str()), fact("why", request.why)});
    }
    return errors::cli_answer_forged;
}

Outcome<ceremony::Request> PersonSide::proposed(const operate::Route& route,
                                                const ceremony::Plan& plan) {
    if (!pin_) return errors::cli_context_unpinned;
    TRY(people, roster());
    TRY(act, act_of(people, ceremony::Roles(route.roles)));
    TRY(met, before(plan, act.person));
    if (met.open) {
        talk_now("You asked for this already: " + met.open->id.str() + "\n");
        return *std::move(met.open);
    }
    operate::ProposeAsk ask{plan.type, plan.body, {}, {}};
    random_.fill(ask.nonce);
    const auto id = ceremony::request_id(plan, act.person, ask.nonce);
    act.ceremony = id.bytes();
    act.attempt = met.attempt;
    act.plan = plan.digest();
    act.choice = ceremony::Choice::approve;
    act.expiry_ms = clock_.now().wall_ms + day_ms;
    talk_now("You sign " + id.str() + "\n" + person::text_of_plan(plan));
    TRY(signed_act, sign(act));
    ask.act = wire::encode_public(signed_act);
    TRY(message,
        send("/v1/requests/" + std::string(route.name),
             operate::ProposeAsk::type,
             wire::encode(ask),
             default_ms));
    TRY(expected, expect(std::move(message), operate::RequestShown::type));
    TRY(shown, wire::decode<operate::RequestShown>(expected.body));
    TRY(request, wire::decode<ceremony::Request>(shown.request));
    if (request.id != id || request.plan != plan) return errors::cli_answer_forged;
    return std::move(request);
}

// A plan that was vetoed within 30 days is proposed as its second attempt. One that this person has
// asked for already, and may never have got the answer to, is not asked for twice.
Outcome<PersonSide::Before> PersonSide::before(const ceremony::Plan& plan,
                                               const std::string& person) {
    const auto now_ms = clock_.now().wall_ms;
    Before before;
    operate::RequestsAsk ask{{}, operate::requests_page_max, false};
    for (std::size_t page = 0; page < pages_max; ++page) {
        TRY(shown, question<operate::Requests>(ask));
        for (const auto& each : shown.requests) {
            TRY(request, wire::decode<ceremony::Request>(each.request));
            if (request.is_veto_of(plan, now_ms)) before.attempt = 1;
            const bool is_it = request.plan == plan && request.proposer() == person;
            if (!is_it || !request.is_open()) continue;
            // Of one that is past its end the service will say so with its next step.
            if (request.armed_until_ms == 0 && now_ms >= request.expiry_ms) continue;
            TRY(check_sound(request));
            before.open = std::move(request);
        }
        if (shown.next == IdBytes{}) break;
        ask.after = shown.next;
    }
    return before;
}

Outcome<Message> PersonSide::usual_answer(const ceremony::Plan& plan, std::uint16_t answer_type) {
    auto asked = reading_for(answer_type, plan);
    if (!asked) return errors::cli_answer_unexpected;
    TRY(message, send(path_of(asked->first), asked->first, asked->second, default_ms));
    return expect(std::move(message), answer_type);
}

}  // namespace sealwright::cli
