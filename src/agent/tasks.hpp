// Tasks: looks once a second whether the service wants something done in this agent's vault, and
// does it, one task after the other.
//
// Only where the configuration says how the vault is reached. A task is taken while this vault node
// is the active one; another node's agent takes it otherwise. Process: agent. Spec:
// docs/protocol/root.md section 2.
#pragma once

#include "sealwright/config/agent.hpp"
#include "sealwright/http/foreign.hpp"
#include "task_talk.hpp"

#include <memory>

namespace sealwright::agent {

// The vault's own listener, by the configuration; null: none is named. Reads the authority's file.
Result<std::unique_ptr<http::ForeignServer>> vault_server(const config::AgentConfig& config);

class Tasks {
public:
    Tasks(boost::asio::io_context& io,
          Desk& desk,
          const http::ForeignServer& server,
          Random& random)
        : io_(io), server_(server), talk_(io, desk), random_(random) {}

    // Goes on until the io_context ends.
    void start();

private:
    http::Awaitable<void> work();
    http::Awaitable<void> look_once();
    http::Awaitable<bool> is_active();

    boost::asio::io_context& io_;
    const http::ForeignServer& server_;
    TaskTalk talk_;
    Random& random_;
};

}  // namespace sealwright::agent
