#include "node_desk.hpp"

#include "../errors.hpp"
#include "sealwright/http/problem.hpp"

namespace sealwright::front {
namespace {

session::Step step_of(http::Endpoint endpoint) {
    if (endpoint == http::Endpoint::node_begin) return session::Step::begin;
    if (endpoint == http::Endpoint::node_finish) return session::Step::finish;
    check(endpoint == http::Endpoint::node_ask);
    return session::Step::ask;
}

void refuse(http::Exchange& exchange, const Error& error) {
    exchange.answer(503, view_of(http::problem(error)), http::After::keep);
}

}  // namespace

void NodeDesk::ask(http::Exchange& exchange, http::Endpoint endpoint) {
    const auto step = static_cast<std::uint32_t>(step_of(endpoint));
    const bool has_room = line_.join(exchange, step, clock_.now().boottime_ms);
    if (!has_room) return refuse(exchange, errors::front_busy);
    send_next();
}

void NodeDesk::forget(http::Exchange& exchange) {
    line_.forget(exchange);
    send_next();
}

void NodeDesk::send_next() {
    while (const auto place = line_.call()) {
        const auto& body = place->exchange->body();
        const session::NodeAsk ask{static_cast<session::Step>(place->what),
                                   place->exchange->peer(),
                                   {body.begin(), body.end()}};
        const auto correlation = line_.lay(*place);
        if (port_.ask_node(correlation, ask)) continue;
        static_cast<void>(line_.take(correlation));
        refuse(*place->exchange, errors::front_keeper_away);
    }
}

void NodeDesk::keeper_answers(std::uint64_t correlation,
                              const Result<session::NodeAnswer>& answer) {
    const auto place = line_.take(correlation);
    if (!place) return;  // Its client has left.
    if (!answer || answer->status < 200 || answer->status > 599) {
        refuse(*place->exchange, errors::front_answer_invalid);
    } else {
        place->exchange->answer_bytes(answer->status, answer->body);
    }
    send_next();
}

// The agent comes again by itself, and holds the vault's ask meanwhile.
void NodeDesk::keeper_left() {
    for (const auto& place : line_.take_all()) refuse(*place.exchange, errors::front_keeper_away);
}

void NodeDesk::tick() {
    for (const auto& place : line_.take_late(clock_.now().boottime_ms)) {
        refuse(*place.exchange, errors::front_keeper_silent);
    }
    send_next();
}

}  // namespace sealwright::front
