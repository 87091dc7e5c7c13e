// ServiceLine: one connection to a service, message after message: by the network, or by the local
// socket of a service on this host.
//
// By the network it is TLS and HTTP, past a front; the local one carries the front's own frames to
// the keeper, which reads from the kernel whose user asks. What is in the messages is the same, and
// so is what proves the service: its signature. Every call has a deadline; after a failure the line
// is closed and another one is needed. `close` ends whatever waits. Process: agent. Spec:
// docs/protocol/session.md section 1.
#pragma once

#include "sealwright/config/agent.hpp"
#include "sealwright/http/client.hpp"
#include "sealwright/session/messages.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <memory>

namespace sealwright::agent {

class ServiceLine {
public:
    // `tls` outlives it.
    static std::unique_ptr<ServiceLine> make(boost::asio::io_context& io,
                                             const http::ClientTls& tls,
                                             const config::ServiceAt& at);
    virtual ~ServiceLine() = default;

    virtual http::Awaitable<Result<void>> connect(std::chrono::milliseconds limit) = 0;
    // `body` lives until the answer has come; the answer's lives until the next message.
    virtual http::Awaitable<Result<http::Answer>> send(session::Step step,
                                                       View body,
                                                       std::chrono::milliseconds limit) = 0;
    [[nodiscard]] virtual bool is_open() const = 0;
    virtual void close() = 0;
};

// The local way, in a file of its own.
std::unique_ptr<ServiceLine> make_local_line(boost::asio::io_context& io, const std::string& path);

}  // namespace sealwright::agent
