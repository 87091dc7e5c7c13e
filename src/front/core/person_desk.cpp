#include "person_desk.hpp"

#include "../errors.hpp"
#include "description.hpp"
#include "person_ask.hpp"
#include "sealwright/claims/refusal.hpp"
#include "sealwright/http/problem.hpp"
#include "sealwright/operate/people_messages.hpp"

namespace sealwright::front {
namespace {

PersonRoute route_of(const http::Exchange& exchange) {
    const auto route = http::match_route(exchange.method(), exchange.target());
    check(route.ok());  // Only asks with a route get into the line.
    const auto person = person_route(*route);
    check(person.ok());
    return *person;
}

// Of a signed one the words are shown, and the signed bytes go along.
Result<claims::Refusal> refusal_in(const operate::PersonCarried& carried) {
    if (carried.kind == operate::Carried::refusal) {
        return wire::decode<claims::Refusal>(carried.body);
    }
    TRY(answer, wire::decode<operate::PersonAnswer>(carried.body));
    return wire::decode<claims::Refusal>(answer.body);
}

// Whoever was not known, or made no sense, pays for another handshake.
http::After after(std::uint16_t status) {
    const bool is_stranger = status < 500 && status != 403 && status != 409 && status != 429;
    return is_stranger ? http::After::close : http::After::keep;
}

}  // namespace

void PersonDesk::ask(http::Exchange& exchange, const http::Route& route) {
    if (route.endpoint == http::Endpoint::description) {
        return exchange.answer_lent(view_of(api_description()));
    }
    const auto person = person_route(route);
    if (!person) return refuse(exchange, status_of(person.error()), person.error());
    const auto carry = read_person_ask(*person, exchange);
    if (!carry) return refuse(exchange, status_of(carry.error()), carry.error());
    if (person->is_stream && !events_.has_room(exchange)) {
        return refuse(exchange, 429, errors::front_people_streams);
    }
    const bool has_room = line_.join(exchange, person->is_stream, clock_.now().boottime_ms);
    if (!has_room) return refuse(exchange, 503, errors::front_people_busy);
    send_next();
}

void PersonDesk::refuse(http::Exchange& exchange, std::uint16_t status, const Error& error) {
    ++answered_[status];
    const auto text = http::problem_details(status, error);
    exchange.answer_as(status, http::Media::problem, view_of(text), after(status));
}

void PersonDesk::forget(http::Exchange& exchange) {
    events_.forget(exchange);
    line_.forget(exchange);
    send_next();
}

// Read once more: what waited held nothing but its place.
void PersonDesk::send_next() {
    while (port_.has_keeper()) {
        const auto place = line_.call();
        if (!place) return;
        const auto carry = read_person_ask(route_of(*place->exchange), *place->exchange);
        check(carry.ok());
        const auto correlation = line_.lay(*place);
        if (port_.ask_person(correlation, *carry)) continue;
        static_cast<void>(line_.take(correlation));
        refuse(*place->exchange, 503, errors::front_people_away);
    }
}

void PersonDesk::keeper_answers(std::uint64_t correlation,
                                const Result<operate::PersonCarried>& answer) {
    const auto place = line_.take(correlation);
    if (!place) return;  // Its client has left.
    if (answer) {
        pass_on(*place, *answer);
    } else {
        refuse(*place->exchange, 503, errors::front_people_answer);
    }
    send_next();
}

void PersonDesk::pass_on(const FairLine::Place& place, const operate::PersonCarried& carried) {
    auto& exchange = *place.exchange;
    if (carried.kind == operate::Carried::answer) {
        if (place.what != 0) return listen(exchange);
        ++answered_[carried.status];
        return exchange.answer_as(
            200, http::Media::json, answer_body(carried.body), http::After::keep);
    }
    const auto refusal = refusal_in(carried);
    if (!refusal) return refuse(exchange, 503, errors::front_people_answer);
    ++answered_[carried.status];
    const bool is_signed = carried.kind == operate::Carried::signed_refusal;
    const auto text = http::problem_details({carried.status,
                                             refusal->code,
                                             refusal->sentence,
                                             refusal->remedy,
                                             is_signed ? to_base64(carried.body) : std::string()});
    exchange.answer_as(carried.status, http::Media::problem, view_of(text), after(carried.status));
}

// Others may have come first while the keeper was asked.
void PersonDesk::listen(http::Exchange& exchange) {
    if (!events_.has_room(exchange)) return refuse(exchange, 429, errors::front_people_streams);
    ++answered_[200];
    events_.open(exchange);
}

// Whoever waits in line may still be served by the keeper that comes; of what lies with the one
// that left nobody knows what came. Streams stay: their clients ask again when the keeper that
// comes says that something changed.
void PersonDesk::keeper_left() {
    for (const auto& place : line_.take_sent()) {
        refuse(*place.exchange, 503, errors::front_people_away);
    }
}

void PersonDesk::tick() {
    const auto now_ms = clock_.now().boottime_ms;
    if (!port_.has_keeper() && now_ms >= keeper_wait_ms) {
        for (const auto& place : line_.take_waiting(now_ms - keeper_wait_ms)) {
            refuse(*place.exchange, 503, errors::front_people_away);
        }
    }
    for (const auto& place : line_.take_late(now_ms)) {
        refuse(*place.exchange, 503, errors::front_people_silent);
    }
    events_.tick();
    send_next();
}

void PersonDesk::give_up() {
    for (const auto& place : line_.take_all()) {
        refuse(*place.exchange, 503, errors::front_people_away);
    }
    events_.end_all();
}

}  // namespace sealwright::front
