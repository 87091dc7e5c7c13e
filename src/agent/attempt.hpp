// Attempt: one way into a session, from the first connection to the opened channel.
//
// Lives as long as its coroutines run: whoever gives it up closes its connections and lets it end
// by itself. The challenge is checked before any use of the TPM. The activated secret lies in a
// wiped member, never in a coroutine. Process: agent. Spec: docs/protocol/session.md section 2.
#pragma once

#include "prover_link.hpp"
#include "sealwright/attest/enrolment.hpp"
#include "sealwright/config/agent.hpp"
#include "sealwright/session/handshake.hpp"
#include "service_line.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <optional>
#include <vector>

namespace sealwright::agent {

// What the parts of an agent that speak to the service share.
struct Surroundings {
    boost::asio::io_context& io;
    const config::AgentConfig& config;
    const http::ClientTls& tls;
    ProverLink& prover;
    Random& random;
};

class Attempt {
public:
    Attempt(Surroundings around, session::Purpose purpose, const attest::EnrolmentToken* token)
        : around_(around), purpose_(purpose), token_(token), decided_(around.io) {}

    // `self` keeps this alive while its coroutines run.
    boost::asio::awaitable<Result<session::OpenedFacts>> run(std::weak_ptr<Attempt> self);
    void give_up();

    // What `run` has opened.
    [[nodiscard]] session::Established& established() { return *established_; }
    [[nodiscard]] std::unique_ptr<ServiceLine> take_line();
    [[nodiscard]] const config::ServiceAt& service() const;

private:
    boost::asio::awaitable<Result<session::Begin>> make_begin();
    boost::asio::awaitable<Result<void>> win_challenge(std::weak_ptr<Attempt> self);
    boost::asio::awaitable<Result<void>> try_service(std::size_t index);
    boost::asio::awaitable<Result<void>> challenge_from(std::size_t index);
    void tried(std::size_t index, const Result<void>& result);
    boost::asio::awaitable<Result<Bytes>> make_evidence();

    Surroundings around_;
    session::Purpose purpose_;
    const attest::EnrolmentToken* token_;
    std::optional<session::Handshake> handshake_;
    std::vector<std::unique_ptr<ServiceLine>> lines_;  // One for each address, in their order.
    boost::asio::steady_timer decided_;
    std::size_t open_ = 0;  // Addresses that may still answer.
    std::optional<std::size_t> winner_;
    std::optional<Error> why_;  // The most telling of the failures.
    WipedBytes body_;
    WipedBytes activated_;
    std::optional<session::Established> established_;
    bool given_up_ = false;
};

}  // namespace sealwright::agent
