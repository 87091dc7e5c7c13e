// TaskTalk: what the agent and the keeper say to each other about tasks, as calls to be awaited.
//
// Each goes through the Desk, in the node's sealed session. What is lost on the way is told again,
// in a new session, for 30 s; a refusal is not. Process: agent. Spec: docs/protocol/root.md
// section 2.
#pragma once

#include "core/desk.hpp"
#include "sealwright/http/client.hpp"
#include "sealwright/session/task_messages.hpp"

#include <boost/asio/io_context.hpp>

namespace sealwright::agent {

class TaskTalk {
public:
    static constexpr std::uint64_t patience_ms = 30'000;

    TaskTalk(boost::asio::io_context& io, Desk& desk) : io_(io), desk_(desk) {}

    // Once: who looks comes again anyway.
    http::Awaitable<Result<session::TaskOffer>> look();
    http::Awaitable<Result<session::TaskOrder>> take(const TaskId& task);
    http::Awaitable<Result<session::TaskHeard>> say(const session::TaskSaid& said);
    http::Awaitable<Result<session::TaskHeard>> end(const session::TaskEnded& ended);

private:
    http::Awaitable<Result<session::Reply>> send(WipedBytes body);
    http::Awaitable<Result<session::Reply>> send_patiently(WipedBytes body);

    boost::asio::io_context& io_;
    Desk& desk_;
};

}  // namespace sealwright::agent
