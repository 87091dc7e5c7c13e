// Client: one TLS 1.3 connection to a service, request after request.
//
// TLS hides and orders; it need not say who answers, where what travels is signed or sealed by
// itself. With an authority file the service's certificate is checked against it and its name. What
// is sent and what comes lies in wiped buffers, the answer until the next request. Every call has a
// deadline; after a failure the connection is closed and another Client is needed. `close` ends
// whatever waits. Process: agent, cli. Limits: strict.hpp. Spec: docs/protocol/session.md
// section 1.
#pragma once

#include "sealwright/core/bytes.hpp"
#include "sealwright/core/result.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace boost::asio {
class io_context;
class any_io_executor;
template <typename T, typename Executor>
class awaitable;
}  // namespace boost::asio

namespace sealwright::http {

// As Asio's own alias, without its headers here.
template <class T>
using Awaitable = boost::asio::awaitable<T, boost::asio::any_io_executor>;

struct ServiceAddress {
    std::string host;  // A name, or an address literal.
    std::uint16_t port = 0;

    [[nodiscard]] std::string str() const;
};

struct Answer {
    std::uint16_t status = 0;
    View body;  // Until the next request.
};

// What is sent and taken: bytes of ours, or JSON, whose answers may be longer.
enum class BodyForm : std::uint8_t { bytes, json };

class Client {
public:
    virtual ~Client() = default;

    virtual Awaitable<Result<void>> connect(ServiceAddress address,
                                            std::chrono::milliseconds limit) = 0;
    // `body` lives until the answer has come.
    virtual Awaitable<Result<Answer>> post(std::string_view target,
                                           View body,
                                           std::chrono::milliseconds limit,
                                           BodyForm form = BodyForm::bytes) = 0;
    [[nodiscard]] virtual bool is_open() const = 0;
    virtual void close() = 0;
};

// What all clients of a process share; made before a filter is entered, since it reads a file.
class ClientTls {
public:
    virtual ~ClientTls() = default;
    // `authority` is a PEM file; empty: whoever answers is talked to.
    static Result<std::unique_ptr<ClientTls>> open(const std::string& authority);
    virtual std::unique_ptr<Client> client(boost::asio::io_context& io) const = 0;
};

}  // namespace sealwright::http
