// AgentPort: everything that the agent's core asks of the world. Process: agent.
#pragma once

#include "sealwright/core/result.hpp"
#include "sealwright/http/exchange.hpp"
#include "sealwright/seal/messages.hpp"
#include "sealwright/session/messages.hpp"
#include "sealwright/session/task_messages.hpp"

#include <cstdint>

namespace sealwright::agent {

// An ask on its way to the keeper; only lent.
struct Ask {
    std::uint8_t operation = 0;  // A seal::Operation, or session::task_operation.
    std::string_view mount;
    std::string_view key;
    Digest process{};  // Which process of the vault asks.
    View body;
};

// A session has been opened.
struct Attested {
    std::uint32_t seal_key_version = 0;
    std::uint64_t lifetime_ms = 0;
};

class AgentPort {
public:
    virtual ~AgentPort() = default;

    // Each is followed by exactly one `attested` or `answered` of the Desk, later, unless `give_up`
    // comes first. Never two at once. A failure of either means that there is no session.
    virtual void attest() = 0;
    virtual void ask(const Ask& ask) = 0;
    virtual void give_up() = 0;

    // The last N that the keeper told us, for the time when it cannot be asked.
    virtual void remember(std::uint32_t seal_key_version) = 0;
    // Which process asks, judged anew for each request.
    virtual Result<Digest> caller_of(const http::Exchange& exchange) = 0;
};

}  // namespace sealwright::agent
