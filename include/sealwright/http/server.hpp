// Server: TLS 1.3 and strict HTTP/1.1 on one listening socket; or HTTP alone on a local one.
//
// A client certificate is asked for and may be missing; which key may do what is the Service's
// matter. No tickets, no early data, plaintext records are cleansed. Every wait has a deadline, but
// for the idling of a key that the Service knows; the number of connections has a limit: when it is
// reached, whoever has no such key makes room, who came first before who came last.
// Process: front, agent. Spec: docs/protocol/seal.md section 1.
#pragma once

#include "sealwright/core/descriptor.hpp"
#include "sealwright/core/result.hpp"
#include "sealwright/http/exchange.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace boost::asio {
class io_context;
}

namespace sealwright::http {

struct Limits {
    std::size_t connections_max = 4096;
    std::size_t known_connections_max = 64;  // Of one key; more of it count as a stranger's.
    std::size_t large_bodies_max = 64;       // Over body_size_max, at once.
    std::size_t large_bodies_address_max = 4;
    std::chrono::milliseconds handshake{5'000};
    std::chrono::milliseconds head{5'000};
    std::chrono::milliseconds body{10'000};
    std::chrono::milliseconds idle{120'000};
    std::chrono::milliseconds answer{60'000};   // The Service's own deadlines are shorter.
    std::chrono::milliseconds stream{630'000};  // And so is its end of a stream of events.
};

// Since the server was opened.
struct Counts {
    std::uint64_t accepted = 0;
    std::uint64_t evicted = 0;  // Closed to make room.
    std::uint64_t handshakes_failed = 0;
    std::uint64_t refused_unread = 0;
};

// PEM files: the certificate with its chain, and its private key.
struct KeyFiles {
    std::string certificate;
    std::string key;
};

class Server {
public:
    // `io`, `service` and the loop that runs `io` outlive the Server.
    static Result<std::unique_ptr<Server>> open(boost::asio::io_context& io,
                                                Descriptor listener,
                                                KeyFiles files,
                                                Service& service,
                                                const Limits& limits);
    // The same HTTP on a local socket, without TLS: `Exchange::socket` leads to what the kernel
    // says of a client. Every piece of a request must come from the process that connected.
    static Result<std::unique_ptr<Server>> open_local(boost::asio::io_context& io,
                                                      Descriptor listener,
                                                      Service& service,
                                                      const Limits& limits);
    virtual ~Server() = default;

    // Reads the files again, for new connections; a failure leaves everything as it was.
    virtual Result<void> reload() = 0;
    // When the certificate that new connections get ends.
    [[nodiscard]] virtual std::uint64_t certificate_not_after_ms() const = 0;
    // No new connections, no further request on the old ones. Answers under way go on.
    virtual void stop() = 0;
    [[nodiscard]] virtual std::size_t connections() const = 0;
    [[nodiscard]] virtual const Counts& counts() const = 0;
};

}  // namespace sealwright::http
