// A Server of this process on a free port, with limits that a test can wait for, and a Service
// that answers at once or holds what is asked under a path with "hold".
#pragma once

#include "../front/tls_client.hpp"
#include "sealwright/http/server.hpp"

#include <boost/asio/io_context.hpp>

#include <set>
#include <string>
#include <thread>

namespace http_test {

class HoldingService final : public sealwright::http::Service {
public:
    void ask(sealwright::http::Exchange& exchange) override;
    void forget(sealwright::http::Exchange& exchange) override { held.erase(&exchange); }
    [[nodiscard]] bool knows(const sealwright::Digest& spki) const override {
        return known.contains(spki);
    }

    std::set<sealwright::Digest> known;  // Set before the server starts.
    std::set<sealwright::http::Exchange*> held;
};

class LiveServer {
public:
    LiveServer(const sealwright::http::Limits& limits, std::set<sealwright::Digest> known);
    ~LiveServer();
    LiveServer(const LiveServer&) = delete;
    LiveServer& operator=(const LiveServer&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] front_test::TlsClient client(const front_test::Identity& identity) const;

private:
    std::string folder_;
    std::uint16_t port_ = 0;
    HoldingService service_;
    boost::asio::io_context io_;
    std::unique_ptr<sealwright::http::Server> server_;
    std::thread loop_;
};

// Connected, and silent below TLS.
sealwright::Descriptor connect_plain(std::uint16_t port);
bool is_closed_within(const sealwright::Descriptor& socket, int milliseconds);

}  // namespace http_test
