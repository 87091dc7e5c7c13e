// Stream: the bytes of one connection, whatever carries them. Two kinds: TLS over TCP, and a local
// socket as it is.
//
// Bytes are read into and written from the caller's wiped buffers. Whoever calls bounds each wait
// with `close`, after which nothing touches the socket's number again, which may be another's by
// then. Process: front, agent.
#pragma once

#include "sealwright/core/bytes.hpp"
#include "sealwright/core/result.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <span>
#include <string>

namespace sealwright::http {

class Stream {
public:
    virtual ~Stream() = default;

    // Each of these: a peer that went away, was closed or was too slow is http_peer_gone.
    virtual boost::asio::awaitable<Result<void>> shake_hands() = 0;
    // How many bytes came: at least one.
    virtual boost::asio::awaitable<Result<std::size_t>> read_some(std::span<std::uint8_t> into) = 0;
    virtual boost::asio::awaitable<Result<void>> write(View bytes) = 0;
    // Tells the peer that nothing follows, without waiting for its own goodbye.
    virtual void say_goodbye() = 0;
    // What still comes after a goodbye, as it is on the wire and for nobody to understand.
    virtual boost::asio::awaitable<Result<std::size_t>> drain(std::span<std::uint8_t> into) = 0;
    virtual void close() = 0;

    [[nodiscard]] virtual boost::asio::any_io_executor executor() = 0;
    // Address and port, or who is at the other end of a local socket.
    [[nodiscard]] virtual std::string name() const = 0;
    [[nodiscard]] virtual int number() = 0;
};

}  // namespace sealwright::http
