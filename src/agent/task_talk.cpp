#include "task_talk.hpp"

#include "errors.hpp"
#include "sealwright/claims/refusal.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <optional>

namespace sealwright::agent {
namespace asio = boost::asio;
namespace {

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds pause{2};
constexpr std::uint16_t status_ok = 200;

// A refusal carries the keeper's own words on.
template <class Answer>
Result<Answer> read_as(const Result<session::Reply>& reply) {
    if (!reply) return reply.error();
    if (reply->status != status_ok) {
        const auto refusal = wire::decode<claims::Refusal>(reply->body);
        if (!refusal) return errors::agent_task_answer;
        return Error(errors::agent_task_refused,
                     {fact("code", refusal->code), fact("why", refusal->sentence)});
    }
    wire::Reader reader(reply->body);
    if (reader.u16() != Answer::type) return errors::agent_task_answer;
    auto answer = Answer::read(reader);
    if (!reader.finish()) return errors::agent_task_answer;
    return answer;
}

// An answer that may come before anybody waits for it, or after nobody does any more.
struct Mailbox {
    explicit Mailbox(asio::io_context& io) : came(io) {
        came.expires_at(asio::steady_timer::time_point::max());
    }
    asio::steady_timer came;
    std::optional<Result<session::Reply>> reply;
};

}  // namespace

http::Awaitable<Result<session::Reply>> TaskTalk::send(WipedBytes body) {
    const auto mailbox = std::make_shared<Mailbox>(io_);
    desk_.ask_task(std::move(body), [mailbox](Result<session::Reply> reply) {
        mailbox->reply = std::move(reply);
        mailbox->came.cancel();
    });
    if (!mailbox->reply) co_await mailbox->came.async_wait(awaited);
    if (!mailbox->reply) co_return errors::agent_away;
    co_return std::move(*mailbox->reply);
}

http::Awaitable<Result<session::Reply>> TaskTalk::send_patiently(WipedBytes body) {
    const auto until_ms = SystemClock().now().boottime_ms + patience_ms;
    for (;;) {
        auto reply = co_await send(body);
        if (reply || SystemClock().now().boottime_ms >= until_ms) co_return reply;
        asio::steady_timer timer(io_, pause);
        co_await timer.async_wait(awaited);
    }
}

http::Awaitable<Result<session::TaskOffer>> TaskTalk::look() {
    co_return read_as<session::TaskOffer>(co_await send(session::task_body(session::TaskLook{})));
}

http::Awaitable<Result<session::TaskOrder>> TaskTalk::take(const TaskId& task) {
    co_return read_as<session::TaskOrder>(
        co_await send(session::task_body(session::TaskTake{task})));
}

http::Awaitable<Result<session::TaskHeard>> TaskTalk::say(const session::TaskSaid& said) {
    co_return read_as<session::TaskHeard>(co_await send_patiently(session::task_body(said)));
}

http::Awaitable<Result<session::TaskHeard>> TaskTalk::end(const session::TaskEnded& ended) {
    co_return read_as<session::TaskHeard>(co_await send_patiently(session::task_body(ended)));
}

}  // namespace sealwright::agent
