// ServiceLink: the agent's way to the service: attests, asks in the session, one thing at a time.
//
// All addresses are tried side by side, each a quarter of a second after the one before; the first
// whose challenge the pinned key has signed is used, and its session lives there. What fails ends
// the session; nothing is retried here but an ask on a connection that had been idle. A handler is
// called once, later, unless `give_up` comes first. Process: agent. Spec: docs/protocol/session.md.
#pragma once

#include "core/port.hpp"
#include "prover_link.hpp"
#include "sealwright/attest/enrolment.hpp"
#include "sealwright/config/agent.hpp"
#include "sealwright/core/now.hpp"
#include "sealwright/http/client.hpp"
#include "sealwright/session/handshake.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>

namespace sealwright::agent {

class ServiceLink {
public:
    using Opened = std::function<void(Result<session::OpenedFacts>)>;
    using Answered = std::function<void(Result<session::Reply>)>;

    static std::unique_ptr<ServiceLink> make(boost::asio::io_context& io,
                                             const config::AgentConfig& config,
                                             const http::ClientTls& tls,
                                             ProverLink& prover,
                                             Random& random);
    virtual ~ServiceLink() = default;

    // For Purpose::enrol with a token, which outlives it.
    virtual void attest(session::Purpose purpose,
                        const attest::EnrolmentToken* token,
                        Opened handler) = 0;
    // In the session that the last `attest` opened; `ask` is copied where it has to last.
    virtual void ask(const Ask& ask, Answered handler) = 0;
    virtual void give_up() = 0;
};

}  // namespace sealwright::agent
