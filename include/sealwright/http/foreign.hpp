// ForeignClient: HTTP/1.1 requests to a server that is not ours, over TLS 1.3 or a local socket.
//
// Such a server may answer in any form that RFC 9112 allows, in chunks as well, so Beast's parser
// reads it, into wiped memory. Over TLS the server's certificate is checked against an authority
// and its name, always; over a local socket each byte has to come from the process that listens
// there. One connection, request after request; every call has a deadline, after a failure the
// connection is closed and another client is needed. Process: agent. Limits: 8 KiB of head, 8 MiB
// of body. Spec: docs/protocol/vault.md section 1.
#pragma once

#include "sealwright/http/client.hpp"

#include <variant>

namespace sealwright::http {

struct LocalAddress {
    std::string path;
};

struct ForeignRequest {
    std::string_view method;
    std::string_view target;
    std::vector<std::pair<std::string_view, View>>
        fields;  // May hold a token: wiped with the rest.
    View body;
};

struct ForeignAnswer {
    std::uint16_t status = 0;
    WipedBytes body;
};

class ForeignClient {
public:
    static constexpr std::uint32_t head_max = std::uint32_t{8} << 10U;
    static constexpr std::uint64_t body_max = std::uint64_t{8} << 20U;

    virtual ~ForeignClient() = default;

    virtual Awaitable<Result<void>> connect(std::chrono::milliseconds limit) = 0;
    // What the request looks at lives until the answer has come.
    virtual Awaitable<Result<ForeignAnswer>> ask(ForeignRequest request,
                                                 std::chrono::milliseconds limit) = 0;
    [[nodiscard]] virtual bool is_open() const = 0;
    virtual void close() = 0;
};

using ForeignAddress = std::variant<ServiceAddress, LocalAddress>;

// What all clients of one server share; made before a filter is entered, since it reads a file.
class ForeignServer {
public:
    virtual ~ForeignServer() = default;
    // `authority` is a PEM file, and needed for TLS.
    static Result<std::unique_ptr<ForeignServer>> open(ForeignAddress address,
                                                       const std::string& authority);
    virtual std::unique_ptr<ForeignClient> client(boost::asio::io_context& io) const = 0;
};

}  // namespace sealwright::http
