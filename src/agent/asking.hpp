// Asking: a session that is open, and its one ask under way.
//
// The connection is kept between asks; one that has died while it was idle is made again, to the
// same service, since the session lives there. Process: agent. Spec: docs/protocol/session.md 4.
#pragma once

#include "attempt.hpp"
#include "core/port.hpp"

namespace sealwright::agent {

class Asking {
public:
    Asking(Surroundings around,
           session::Channel channel,
           std::unique_ptr<ServiceLine> line,
           const config::ServiceAt& service)
        : around_(around),
          channel_(std::move(channel)),
          line_(std::move(line)),
          service_(service) {}

    // Seals it at once; what is lent by `ask` is not needed afterwards.
    Result<void> take(const Ask& ask);
    boost::asio::awaitable<Result<session::Reply>> run();
    void give_up();

private:
    boost::asio::awaitable<Result<http::Answer>> post();

    Surroundings around_;
    session::Channel channel_;
    std::unique_ptr<ServiceLine> line_;
    const config::ServiceAt& service_;
    WipedBytes body_;
    bool given_up_ = false;
};

}  // namespace sealwright::agent
