#include "asking.hpp"

#include "errors.hpp"
#include "sealwright/session/errors.hpp"
#include "service_answer.hpp"

#include <chrono>

namespace sealwright::agent {
namespace asio = boost::asio;
namespace {

constexpr std::chrono::milliseconds connect_max{3'000};
constexpr std::chrono::milliseconds answer_max{49'000};

}  // namespace

Result<void> Asking::take(const Ask& ask) {
    session::Request request;
    request.process = ask.process;
    request.body.assign(ask.body.begin(), ask.body.end());
    const session::Header header{ask.operation, std::string(ask.mount), std::string(ask.key)};
    TRY(record, channel_.seal(header, wire::encode(request)));
    body_ = wire::encode(record);
    return done;
}

asio::awaitable<Result<session::Reply>> Asking::run() {
    CO_TRY(answer, co_await post());
    body_ = WipedBytes();
    CO_TRY(record, read_answer<session::Record>(answer));
    CO_TRY(opened, channel_.open(record));
    auto reply = wire::decode<session::Reply>(opened);
    if (!reply) co_return errors::agent_answer_invalid;
    co_return reply;
}

// The same bytes once more on a new connection: had they arrived before, the keeper ends the
// session, and the vault's ask goes on in a new one.
asio::awaitable<Result<http::Answer>> Asking::post() {
    if (line_->is_open()) {
        auto answer = co_await line_->send(session::Step::ask, body_, answer_max);
        if (answer || given_up_) co_return answer;
    }
    if (given_up_) co_return errors::agent_away;
    line_ = ServiceLine::make(around_.io, around_.tls, service_);
    CO_TRY(co_await line_->connect(connect_max));
    co_return co_await line_->send(session::Step::ask, body_, answer_max);
}

void Asking::give_up() {
    given_up_ = true;
    channel_.end();
    line_->close();
}

}  // namespace sealwright::agent
