#include "desk.hpp"

#include "../errors.hpp"
#include "sealwright/http/problem.hpp"

#include <array>
#include <string>

namespace sealwright::front {
namespace {

// What the vault's client sends first at each start, byte for byte.
constexpr std::string_view probe_body = R"({"plaintext":"YQ=="})";

http::Route route_of(const http::Exchange& exchange) {
    const auto route = http::match_route(exchange.method(), exchange.target());
    check(route.ok());  // Only asks with a route get this far.
    return *route;
}

Asker asker_of(const http::Exchange& exchange) {
    const auto route = route_of(exchange);
    return {exchange.certificate()->spki, route.mount, route.key};
}

bool is_probe(const http::Exchange& exchange) {
    return route_of(exchange).endpoint == http::Endpoint::encrypt &&
           text_of(exchange.body()) == probe_body;
}

seal::SealAsk seal_ask(const http::Exchange& exchange) {
    const auto route = route_of(exchange);
    const auto& certificate = *exchange.certificate();
    seal::SealAsk ask;
    ask.origin.of =
        claims::ChannelOrigin{certificate.spki, certificate.not_after_ms, exchange.peer()};
    ask.operation = route.endpoint == http::Endpoint::encrypt ? seal::Operation::encrypt
                                                              : seal::Operation::decrypt;
    ask.mount = route.mount;
    ask.key = route.key;
    ask.body.assign(exchange.body().begin(), exchange.body().end());
    return ask;
}

std::string_view name_of(std::optional<seal::KeeperPhase> phase) {
    if (!phase) return "away";
    switch (*phase) {
        case seal::KeeperPhase::locked:
            return "locked";
        case seal::KeeperPhase::empty:
            return "empty";
        case seal::KeeperPhase::open:
            return "open";
    }
    return "away";
}

// A refusal of ours ends the connection; a "not now" does not, since the vault comes back at once.
void refuse(http::Exchange& exchange, std::uint16_t status, const Error& error) {
    const auto after = status == 503 ? http::After::keep : http::After::close;
    exchange.answer(status, view_of(http::problem(error)), after);
}

std::uint16_t status_of_route(http::Method method, std::string_view target) {
    const auto other = method == http::Method::get ? http::Method::post : http::Method::get;
    const auto also = method == http::Method::put ? http::Method::post : http::Method::put;
    return http::match_route(other, target) || http::match_route(also, target) ? 405 : 404;
}

}  // namespace

void Desk::ask(http::Exchange& exchange) {
    const auto route = http::match_route(exchange.method(), exchange.target());
    if (!route) return refuse_route(exchange, route.error());
    switch (route->endpoint) {
        case http::Endpoint::health:
            return answer_health(exchange);
        case http::Endpoint::renew_self:
            return refuse(exchange, 403, Error(errors::front_no_token_needed));
        case http::Endpoint::node_begin:
        case http::Endpoint::node_finish:
        case http::Endpoint::node_ask:
            return nodes_.ask(exchange, route->endpoint);
        case http::Endpoint::description:
        case http::Endpoint::query:
        case http::Endpoint::request:
        case http::Endpoint::decide:
        case http::Endpoint::founding:
        case http::Endpoint::ceremony:
        case http::Endpoint::events:
            return people_.ask(exchange, *route);
        case http::Endpoint::encrypt:
        case http::Endpoint::decrypt:
            break;
    }
    const auto admitted = admit(exchange);
    if (!admitted) return refuse(exchange, 403, admitted.error());
    const auto allowed = knows(exchange.certificate()->spki) ? waiting_max : waiting_strangers_max;
    if (waiting_.size() >= allowed) {
        return refuse(exchange, 503, Error(errors::front_busy));
    }
    const auto [position, fresh] = waiting_.try_emplace(next_correlation_++);
    check(fresh);
    position->second.exchange = &exchange;
    place(position);
}

void Desk::refuse_route(http::Exchange& exchange, const Error& error) {
    const auto status = status_of_route(exchange.method(), exchange.target());
    if (http::is_for_people(exchange.target())) return people_.refuse(exchange, status, error);
    refuse(exchange, status, error);
}

// Judged at each request: a certificate may end while its connection lives.
Result<void> Desk::admit(const http::Exchange& exchange) const {
    const auto& certificate = exchange.certificate();
    if (!certificate) return errors::front_no_certificate;
    const auto wall_ms = clock_.now().wall_ms;
    if (wall_ms >= certificate->not_after_ms) return errors::front_certificate_expired;
    if (wall_ms < certificate->not_before_ms) return errors::front_certificate_early;
    return done;
}

void Desk::forget(http::Exchange& exchange) {
    nodes_.forget(exchange);
    people_.forget(exchange);
    for (auto position = waiting_.begin(); position != waiting_.end(); ++position) {
        if (position->second.exchange != &exchange) continue;
        waiting_.erase(position);
        return;
    }
}

// Where an ask belongs now: answered from the hints, with the keeper, or held. Returns the next
// one, since an answered ask has left the line.
Desk::Line::iterator Desk::place(Line::iterator position) {
    const bool locked = phase_ == seal::KeeperPhase::locked;
    if (phase_ && !locked) return send(position);
    auto& waiting = position->second;
    const auto asker = asker_of(*waiting.exchange);
    const auto now = clock_.now();
    if (is_probe(*waiting.exchange)) {
        const auto version = book_.version_for(asker);
        if (version) return answer_probe(position, *version);
        // Away, a keeper that comes may still answer it; locked, it will not know either.
        if (locked && !book_.in_init(asker, now)) {
            return leave(position, 403, errors::front_probe_unknown);
        }
        return hold(position);
    }
    // An init loses its vault by one refusal, and a locked keeper can only refuse: it is held. So
    // is what waited for this keeper to come back. Whoever comes now hears from the keeper itself.
    const bool came_before = waiting.held_until_ms && now.boottime_ms < *waiting.held_until_ms;
    if (locked && !book_.in_init(asker, now) && !came_before) return send(position);
    return hold(position);
}

Desk::Line::iterator Desk::hold(Line::iterator position) {
    auto& waiting = position->second;
    const auto now = clock_.now();
    const auto asker = asker_of(*waiting.exchange);
    if (waiting.held_since_ms) return std::next(position);
    waiting.held_since_ms = now.boottime_ms;
    if (!waiting.held_until_ms || book_.in_init(asker, now)) {
        waiting.held_until_ms = now.boottime_ms + book_.patience_ms(asker, now);
    }
    return std::next(position);
}

void Desk::end_hold(Waiting& waiting) {
    if (!waiting.held_since_ms) return;
    const auto now = clock_.now();
    book_.count_hold(asker_of(*waiting.exchange), now.boottime_ms - *waiting.held_since_ms, now);
    waiting.held_since_ms.reset();
}

Desk::Line::iterator Desk::send(Line::iterator position) {
    auto& waiting = position->second;
    end_hold(waiting);
    waiting.sent_ms = clock_.now().boottime_ms;
    keeper_.send(position->first, seal_ask(*waiting.exchange));
    return std::next(position);
}

Desk::Line::iterator Desk::leave(Line::iterator position,
                                 std::uint16_t status,
                                 const Error& error) {
    end_hold(position->second);
    refuse(*position->second.exchange, status, error);
    return waiting_.erase(position);
}

// 32 random bytes that nobody decrypts: the vault reads only N. No key is touched.
Desk::Line::iterator Desk::answer_probe(Line::iterator position, std::uint32_t version) {
    std::array<std::uint8_t, 32> nobody_reads{};
    random_.fill(nobody_reads);
    const auto json = R"({"data":{"ciphertext":"vault:v)" + std::to_string(version) + ":" +
                      to_base64(nobody_reads) + R"("}})";
    end_hold(position->second);
    auto& exchange = *position->second.exchange;
    const auto& spki = exchange.certificate()->spki;
    if (probed_ms_.size() < seal::hints_max || probed_ms_.contains(spki)) {
        probed_ms_[spki] = clock_.now().boottime_ms;
    }
    exchange.answer(200, view_of(json), http::After::keep);
    return waiting_.erase(position);
}

void Desk::answer_health(http::Exchange& exchange) const {
    const bool open = phase_ == seal::KeeperPhase::open;
    const auto json = R"({"keeper":")" + std::string(name_of(phase_)) + R"("})";
    exchange.answer(open ? 200 : 503, view_of(json), http::After::keep);
}

void Desk::keeper_says(const seal::Hints& hints) {
    phase_ = hints.phase;
    book_.learn(hints);
    // Before the asks that waited: one of them may be of a process that is new.
    if (hints.phase == seal::KeeperPhase::open) tell_probes();
    place_unsent();
}

// A locked keeper knows no nodes, so it would forget them.
void Desk::tell_probes() {
    if (probed_ms_.empty()) return;
    const auto now_ms = clock_.now().boottime_ms;
    seal::ProbesAnswered answered;
    for (const auto& [spki, probed_ms] : probed_ms_) {
        answered.probes.push_back({spki, now_ms - probed_ms});
    }
    probed_ms_.clear();
    keeper_.tell(answered);
}

void Desk::keeper_left() {
    phase_.reset();
    for (auto& [correlation, waiting] : waiting_) waiting.sent_ms.reset();
    place_unsent();
}

void Desk::place_unsent() {
    auto position = waiting_.begin();
    while (position != waiting_.end()) {
        position = position->second.sent_ms ? std::next(position) : place(position);
    }
}

void Desk::keeper_answers(std::uint64_t correlation, const Result<seal::SealAnswer>& answer) {
    const auto position = waiting_.find(correlation);
    if (position == waiting_.end()) return;  // Its client has left.
    if (!answer || answer->status < 200 || answer->status > 599) {
        leave(position, 503, errors::front_answer_invalid);
        return;
    }
    position->second.exchange->answer(answer->status, answer->body, http::After::keep);
    waiting_.erase(position);
}

void Desk::tick() {
    const auto now_ms = clock_.now().boottime_ms;
    auto position = waiting_.begin();
    while (position != waiting_.end()) {
        const auto& waiting = position->second;
        if (waiting.sent_ms && now_ms >= *waiting.sent_ms + silence_max_ms) {
            position = leave(position, 503, errors::front_keeper_silent);
        } else if (waiting.held_since_ms && now_ms >= *waiting.held_until_ms) {
            position = end_patience(position);
        } else {
            ++position;
        }
    }
}

Desk::Line::iterator Desk::end_patience(Line::iterator position) {
    const auto& exchange = *position->second.exchange;
    const bool in_init = book_.in_init(asker_of(exchange), clock_.now());
    if (!in_init && is_probe(exchange)) return leave(position, 403, errors::front_probe_unknown);
    // A locked keeper is there after all; its refusal says more than ours.
    if (!in_init && phase_) return send(position);
    return leave(position, 503, errors::front_keeper_away);
}

void Desk::give_up() {
    auto position = waiting_.begin();
    while (position != waiting_.end()) position = leave(position, 503, errors::front_keeper_away);
}

}  // namespace sealwright::front
