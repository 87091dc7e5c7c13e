// A service of the tests: the real listener and the real session code, and a keeper that believes
// any node with the right signature, or does what the test says.
#pragma once

#include "sealwright/http/server.hpp"
#include "sealwright/session/challenger.hpp"
#include "sealwright/session/channel.hpp"

#include <boost/asio/io_context.hpp>

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <thread>

namespace agent_test {

// How it behaves, and what it has seen; set and read while it runs.
struct Script {
    std::atomic<bool> refuses{false};       // Every finish.
    std::atomic<bool> is_overdue{false};    // A baseline's review: accepted with a warning.
    std::atomic<bool> denies{false};        // Tells a claim that does not hold, and gives nothing.
    std::atomic<bool> forges{false};        // Challenges under another key than the pinned one.
    std::atomic<bool> is_silent{false};     // Takes asks and never answers.
    std::atomic<int> forgets{0};            // So many asks: session unknown.
    std::atomic<int> wants_fresh{0};        // So many asks: not without fresh evidence.
    std::atomic<std::uint32_t> version{1};  // N
    std::atomic<int> begins{0};
    std::atomic<int> finishes{0};
    std::atomic<int> asks{0};
};

class FakeService final : public sealwright::http::Service {
public:
    // Certificates in `folder`; on `port`, or on a free one when it is 0.
    FakeService(std::string folder, std::uint16_t port = 0);
    ~FakeService() override;
    FakeService(const FakeService&) = delete;
    FakeService& operator=(const FakeService&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] static sealwright::crypto::PublicKey identity();
    // A token that it takes, as `node enrol` would print it.
    [[nodiscard]] std::string token() const { return token_; }
    // As if this node had enrolled here; before its first begin.
    void trust(const sealwright::NodeId& node, const std::array<std::uint8_t, 32>& key);
    Script script;
    // Which process asked last. Read it after an answer.
    sealwright::Digest process{};

    void ask(sealwright::http::Exchange& exchange) override;
    void forget(sealwright::http::Exchange& exchange) override;
    [[nodiscard]] bool knows(const sealwright::Digest&) const override { return true; }

private:
    void begin(sealwright::http::Exchange& exchange);
    void finish(sealwright::http::Exchange& exchange);
    void serve(sealwright::http::Exchange& exchange);
    void refuse(sealwright::http::Exchange& exchange,
                std::uint16_t status,
                const sealwright::Error& error);
    [[nodiscard]] bool believes(const sealwright::session::Finish& finish,
                                const sealwright::Digest& binding);

    sealwright::SystemClock clock_;
    sealwright::SystemRandom random_;
    sealwright::crypto::SigningSeed seed_;  // Zeros: everybody of the tests knows it.
    sealwright::session::Challenger challenger_;
    std::map<sealwright::session::SessionId, sealwright::session::Channel> channels_;
    std::map<sealwright::NodeId, std::array<std::uint8_t, 32>> keys_;
    std::string token_;
    std::uint16_t port_ = 0;
    boost::asio::io_context io_;
    std::unique_ptr<sealwright::http::Server> server_;
    std::thread loop_;  // The only one that touches what stands above, once it runs.
};

}  // namespace agent_test
