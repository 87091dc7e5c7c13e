#include "desk.hpp"

#include "../errors.hpp"
#include "sealwright/http/problem.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace sealwright::agent {
namespace {

// What the vault's client sends first at each start, byte for byte.
constexpr std::string_view probe_body = R"({"plaintext":"YQ=="})";
constexpr std::size_t opened_max = 8;
constexpr std::uint64_t session_margin_ms = 5'000;

// A refusal of a stranger ends the connection; a "not now" does not: the vault comes back at once.
void refuse(http::Exchange& exchange, std::uint16_t status, const Error& error) {
    exchange.answer(status, view_of(http::problem(error)), http::After::keep);
}

std::uint16_t status_of_route(http::Method method, std::string_view target) {
    const auto other = method == http::Method::get ? http::Method::put : http::Method::get;
    return http::match_route(other, target) ? 405 : 404;
}

}  // namespace

void Desk::ask(http::Exchange& exchange) {
    const auto caller = port_.caller_of(exchange);
    if (!caller) {
        return exchange.answer(403, view_of(http::problem(caller.error())), http::After::close);
    }
    const auto route = http::match_route(exchange.method(), exchange.target());
    if (!route) {
        return refuse(
            exchange, status_of_route(exchange.method(), exchange.target()), route.error());
    }
    using http::Endpoint;
    if (route->endpoint == Endpoint::health) return answer_health(exchange);
    if (route->endpoint == Endpoint::renew_self) {
        return refuse(exchange, 403, Error(errors::agent_no_token_needed));
    }
    const bool is_seal =
        route->endpoint == Endpoint::encrypt || route->endpoint == Endpoint::decrypt;
    if (!is_seal || route->mount != place_.mount || route->key != place_.key) {
        return refuse(exchange, 404, Error(errors::agent_other_path));
    }
    const bool is_probe =
        route->endpoint == Endpoint::encrypt && text_of(exchange.body()) == probe_body;
    const auto other = route->endpoint == Endpoint::encrypt ? Kind::encrypt : Kind::decrypt;
    join(exchange, is_probe ? Kind::probe : other, *caller);
}

// A vault's ask tries at once, whatever failed before it.
void Desk::join(http::Exchange& exchange, Kind kind, const Digest& process) {
    if (line_.size() >= line_max) return refuse(exchange, 503, Error(errors::agent_busy));
    last_ask_ms_ = clock_.now().boottime_ms;
    was_asked_ = true;
    // Before a task that is not under way: the vault does not wait for us.
    const auto is_waiting_task = !line_.empty() && line_.back().kind == Kind::task &&
                                 (phase_ != Phase::asking || line_.size() > 1);
    const auto place = is_waiting_task ? std::prev(line_.end()) : line_.end();
    line_.insert(place, {&exchange, kind, process, last_ask_ms_, {}, false, false, {}, {}});
    go_on();
}

bool Desk::has_task() const {
    return std::ranges::find(line_, Kind::task, &Waiting::kind) != line_.end();
}

void Desk::ask_task(WipedBytes body, TaskHandler handler) {
    check(!has_task());
    if (line_.size() >= line_max) return handler(Error(errors::agent_busy));
    const auto now_ms = clock_.now().boottime_ms;
    line_.push_back(
        {nullptr, Kind::task, {}, now_ms, {}, false, false, std::move(body), std::move(handler)});
    if (has_session() || back_off_.is_due(clock_.now())) go_on();
}

void Desk::answer_health(http::Exchange& exchange) const {
    const bool open = has_session();
    exchange.answer(open ? 200 : 503,
                    view_of(open ? R"({"session":"open"})" : R"({"session":"none"})"),
                    http::After::keep);
}

// The answer to an ask under way is awaited all the same: the session goes on after it.
void Desk::forget(http::Exchange& exchange) {
    const auto found = std::ranges::find(line_, &exchange, &Waiting::exchange);
    if (found == line_.end()) return;
    const bool under_way = phase_ == Phase::asking && found == line_.begin();
    if (under_way) {
        found->exchange = nullptr;
    } else {
        line_.erase(found);
    }
}

bool Desk::has_session() const {
    return session_ends_ms_ && clock_.now().boottime_ms < *session_ends_ms_;
}

void Desk::go_on() {
    if (phase_ != Phase::idle || line_.empty()) return;
    if (has_session()) return send_first();
    begin_to_attest();
}

void Desk::begin_to_attest() {
    session_ends_ms_.reset();
    phase_ = Phase::attesting;
    began_ms_ = clock_.now().boottime_ms;
    port_.attest();
}

void Desk::send_first() {
    phase_ = Phase::asking;
    began_ms_ = clock_.now().boottime_ms;
    const auto& waiting = line_.front();
    if (waiting.kind == Kind::task) {
        return port_.ask(
            {session::task_operation, place_.mount, place_.key, waiting.process, waiting.body});
    }
    const auto operation = static_cast<std::uint8_t>(
        waiting.kind == Kind::decrypt ? seal::Operation::decrypt : seal::Operation::encrypt);
    port_.ask({operation, place_.mount, place_.key, waiting.process, waiting.exchange->body()});
}

void Desk::attested(const Result<Attested>& attested) {
    check(phase_ == Phase::attesting);
    phase_ = Phase::idle;
    if (!attested) return set_back(attested.error());
    if (attested->lifetime_ms == 0) return set_back(Error(errors::agent_answer_invalid));
    const auto now = clock_.now();
    took_ms_ = now.boottime_ms - began_ms_;
    const auto margin = std::min(session_margin_ms, attested->lifetime_ms / 2);
    session_ends_ms_ = now.boottime_ms + attested->lifetime_ms - margin;
    back_off_.succeed();
    learn(attested->seal_key_version);
    go_on();
}

// Nobody can be asked now. Who may be held waits for our next try; the others hear it.
void Desk::set_back(const Error& why) {
    const auto now = clock_.now();
    session_ends_ms_.reset();
    back_off_.fail(now, random_);
    auto position = line_.begin();
    while (position != line_.end()) {
        const bool may_be_held = position->kind == Kind::encrypt;
        if (may_be_held && !position->held_until_ms) position->held_until_ms = hold_.until(now);
        const bool is_held = may_be_held && now.boottime_ms < *position->held_until_ms;
        position = is_held ? std::next(position) : say_no(position, why);
    }
}

void Desk::learn(std::uint32_t version) {
    if (version == 0 || version_ == version) return;
    version_ = version;
    port_.remember(version);
}

void Desk::answered(const Result<session::Reply>& reply) {
    check(phase_ == Phase::asking && !line_.empty());
    phase_ = Phase::idle;
    if (!reply) session_ends_ms_.reset();
    if (reply) learn(reply->seal_key_version);
    auto& waiting = line_.front();
    if (waiting.is_left()) {
        line_.pop_front();
        return go_on();
    }
    if (!reply && !std::exchange(waiting.went_again, true)) return again();
    if (!reply) return set_back(reply.error());
    if (reply->wants_fresh_evidence && !std::exchange(waiting.went_fresh, true)) return again();
    pass_on(*reply);
    go_on();
}

void Desk::pass_on(const session::Reply& reply) {
    auto& waiting = line_.front();
    if (waiting.kind == Kind::task) {
        hand_over(line_.begin(), reply);
        return;
    }
    if (reply.status < 200 || reply.status > 599) {
        leave(line_.begin(), 503, Error(errors::agent_answer_invalid));
        return;
    }
    // A vault ends itself over a refused probe; it shall wait sealed, and say so at its next ask.
    if (reply.status != 200 && waiting.kind == Kind::probe && is_sure_of_version(waiting.process)) {
        say_version(line_.begin());
        return;
    }
    if (reply.status == 200 && waiting.kind == Kind::decrypt) {
        std::erase(opened_, waiting.process);
        opened_.insert(opened_.begin(), waiting.process);
        if (opened_.size() > opened_max) opened_.pop_back();
    }
    waiting.exchange->answer(reply.status, reply.body, http::After::keep);
    line_.pop_front();
}

Desk::Line::iterator Desk::hand_over(Line::iterator position, Result<session::Reply> reply) {
    const auto handler = std::move(position->handler);
    const auto next = line_.erase(position);
    handler(std::move(reply));
    return next;
}

// "Not yet" where proving takes long: the vault's next ask, 5 s later, finds the session ready.
void Desk::again() {
    const bool is_slow = took_ms_ > decrypt_patience_ms;
    if (is_slow && line_.front().kind == Kind::decrypt) {
        leave(line_.begin(), 403, Error(errors::agent_not_yet));
    }
    begin_to_attest();
}

bool Desk::is_sure_of_version(const Digest& process) const {
    return version_ && std::ranges::find(opened_, process) == opened_.end();
}

Desk::Line::iterator Desk::say_no(Line::iterator position, const Error& why) {
    if (position->is_left()) return line_.erase(position);
    switch (position->kind) {
        case Kind::probe:
            if (is_sure_of_version(position->process)) return say_version(position);
            return leave(position, 403, Error(errors::agent_version_unknown));
        case Kind::encrypt:
            return leave(position, 503, why);
        case Kind::decrypt:
            return leave(position, 403, why);
        case Kind::task:
            return hand_over(position, why);
    }
    return leave(position, 503, why);
}

// 32 random bytes that nobody decrypts: the vault reads only N. No key is touched.
Desk::Line::iterator Desk::say_version(Line::iterator position) {
    std::array<std::uint8_t, 32> nobody_reads{};
    random_.fill(nobody_reads);
    const auto json = R"({"data":{"ciphertext":"vault:v)" + std::to_string(*version_) + ":" +
                      to_base64(nobody_reads) + R"("}})";
    position->exchange->answer(200, view_of(json), http::After::keep);
    return line_.erase(position);
}

Desk::Line::iterator Desk::leave(Line::iterator position,
                                 std::uint16_t status,
                                 const Error& error) {
    if (position->exchange != nullptr) refuse(*position->exchange, status, error);
    return line_.erase(position);
}

}  // namespace sealwright::agent
