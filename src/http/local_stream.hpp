// LocalStream: one accepted local socket, whose every byte must come from the process that
// connected.
//
// A connected socket can be handed to another process, and the process that connected can become
// another user; what the kernel noted at connect says neither. So the kernel is asked to name the
// sender of each piece that arrives (SO_PASSCRED), and one whose user or process is not the
// connector's ends the connection. Process: agent.
#pragma once

#include "stream.hpp"

#include <boost/asio/local/stream_protocol.hpp>

namespace sealwright::http {

class LocalStream final : public Stream {
public:
    explicit LocalStream(boost::asio::local::stream_protocol::socket socket);

    boost::asio::awaitable<Result<void>> shake_hands() override;
    boost::asio::awaitable<Result<std::size_t>> read_some(std::span<std::uint8_t> into) override;
    boost::asio::awaitable<Result<void>> write(View bytes) override;
    void say_goodbye() override;
    boost::asio::awaitable<Result<std::size_t>> drain(std::span<std::uint8_t> into) override;
    void close() override;

    [[nodiscard]] boost::asio::any_io_executor executor() override {
        return socket_.get_executor();
    }
    [[nodiscard]] std::string name() const override;
    [[nodiscard]] int number() override { return socket_.native_handle(); }

private:
    Result<std::size_t> receive(std::span<std::uint8_t> into);
    boost::asio::awaitable<Result<void>> wait(boost::asio::socket_base::wait_type direction);

    boost::asio::local::stream_protocol::socket socket_;
    std::uint32_t uid_ = 0;
    std::uint32_t pid_ = 0;  // 0: the kernel did not say, so nobody is believed.
};

}  // namespace sealwright::http
