#include "attempt.hpp"

#include "errors.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/http/errors.hpp"
#include "service_answer.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <utility>

namespace sealwright::agent {
namespace asio = boost::asio;
namespace {

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds apart{250};
constexpr std::chrono::milliseconds connect_max{3'000};
constexpr std::chrono::milliseconds challenge_max{3'000};
constexpr std::chrono::milliseconds judge_max{20'000};
constexpr std::chrono::milliseconds decide_max{20'000};

// "Nobody is there" says less than "somebody said no".
bool is_telling(const Error& error) {
    return !error.is(errors::http_unreachable) && !error.is(errors::agent_local_away);
}

}  // namespace

asio::awaitable<Result<session::OpenedFacts>> Attempt::run(std::weak_ptr<Attempt> self) {
    CO_TRY(begin, co_await make_begin());
    handshake_.emplace(std::move(begin));
    CO_TRY(co_await win_challenge(std::move(self)));
    CO_TRY(evidence, co_await make_evidence());
    CO_TRY(finish, handshake_->finish(std::move(evidence)));
    body_ = wire::encode(finish);
    if (given_up_) co_return errors::agent_away;
    auto& line = *lines_[*winner_];
    CO_TRY(answer, co_await line.send(session::Step::finish, body_, judge_max));
    CO_TRY(opened, read_answer<session::Opened>(answer));
    CO_TRY(established, handshake_->on(opened));
    established_.emplace(std::move(established));
    co_return established_->facts;
}

asio::awaitable<Result<session::Begin>> Attempt::make_begin() {
    session::Begin begin;
    begin.purpose = purpose_;
    begin.node = around_.config.node;
    begin.vault = around_.config.vault;
    if (token_ == nullptr) co_return begin;
    CO_TRY(identity, co_await around_.prover.identity());
    attest::EnrolHello hello;
    hello.token_key = token_->public_key();
    hello.identity = std::move(identity);
    token_->sign(hello, begin.node, begin.vault);
    begin.hello = wire::encode_public(hello);
    if (begin.hello.size() > session::hello_max) {
        co_return Error(errors::agent_hello_large, {fact("bytes", begin.hello.size())});
    }
    co_return begin;
}

asio::awaitable<Result<void>> Attempt::win_challenge(std::weak_ptr<Attempt> self) {
    body_ = wire::encode(handshake_->begin());
    open_ = around_.config.services.size();
    for (std::size_t index = 0; index < open_; ++index) {
        lines_.push_back(
            ServiceLine::make(around_.io, around_.tls, around_.config.services[index]));
    }
    decided_.expires_after(decide_max);
    for (std::size_t index = 0; index < lines_.size(); ++index) {
        // Each holds this, so that what it works with outlives it.
        asio::co_spawn(around_.io,
                       try_service(index),
                       [held = self.lock(), index](std::exception_ptr, Result<void> result) {
                           held->tried(index, result);
                       });
    }
    co_await decided_.async_wait(awaited);
    for (std::size_t index = 0; index < lines_.size(); ++index) {
        if (winner_ != index) lines_[index]->close();
    }
    if (winner_ && !given_up_) co_return done;
    const bool is_said = why_ && is_telling(*why_);
    if (is_said) co_return *why_;
    co_return Error(errors::agent_away, {fact("why", why_ ? why_->sentence() : "no answer")});
}

asio::awaitable<Result<void>> Attempt::try_service(std::size_t index) {
    if (index > 0) {
        asio::steady_timer turn(around_.io);
        turn.expires_after(apart * static_cast<int>(index));
        co_await turn.async_wait(awaited);
    }
    if (winner_ || given_up_) co_return errors::agent_away;
    co_return co_await challenge_from(index);
}

asio::awaitable<Result<void>> Attempt::challenge_from(std::size_t index) {
    auto& line = *lines_[index];
    CO_TRY(co_await line.connect(connect_max));
    CO_TRY(answer, co_await line.send(session::Step::begin, body_, challenge_max));
    CO_TRY(challenge, read_answer<session::Challenge>(answer));
    if (winner_ || given_up_) co_return errors::agent_away;
    CO_TRY(handshake_->on(challenge, around_.config.service_key, around_.random));
    winner_ = index;
    decided_.cancel();
    co_return done;
}

void Attempt::tried(std::size_t index, const Result<void>& result) {
    --open_;
    if (result) return;
    const auto& error = result.error();
    const bool is_better = !why_ || (!is_telling(*why_) && is_telling(error));
    const bool has_ended = winner_.has_value() || given_up_;
    if (!has_ended && is_better) why_ = error;
    if (!has_ended && is_telling(error)) {
        log(LogLevel::warning,
            "a service was not used",
            {fact("service", around_.config.services[index].str()), fact("why", error.sentence())});
    }
    if (open_ == 0) decided_.cancel();
}

asio::awaitable<Result<Bytes>> Attempt::make_evidence() {
    const auto& challenge = handshake_->challenge();
    activated_ = WipedBytes();
    if (!challenge.credential.empty()) {
        ActivateAsk ask{challenge.credential, challenge.encrypted_secret};
        CO_TRY(secret, co_await around_.prover.activate(std::move(ask)));
        activated_ = std::move(secret);
    }
    CO_TRY(binding, handshake_->binding(activated_));
    activated_ = WipedBytes();
    ProveAsk ask{binding, challenge.pcrs};
    CO_TRY(evidence, co_await around_.prover.prove(ask));
    if (token_ == nullptr) co_return wire::encode_public(evidence);
    attest::EnrolProof proof{std::move(evidence), token_->sign_binding(binding)};
    co_return wire::encode_public(proof);
}

void Attempt::give_up() {
    given_up_ = true;
    decided_.cancel();
    for (const auto& line : lines_) line->close();
}

std::unique_ptr<ServiceLine> Attempt::take_line() {
    return std::move(lines_[*winner_]);
}

const config::ServiceAt& Attempt::service() const {
    return around_.config.services[*winner_];
}

}  // namespace sealwright::agent
