// ProverLink: the agent's end of the socket to its prover child.
//
// One ask is waited for at a time; a newer one takes its place, and an answer that nobody waits for
// any more is dropped. When the child ends, whoever waits hears it and `is_gone` stays true: the
// agent ends too and is started anew with a new child. Process: agent.
#pragma once

#include "core/prover_messages.hpp"
#include "sealwright/core/descriptor.hpp"
#include "sealwright/ipc/frame.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include <optional>

namespace sealwright::agent {

class ProverLink {
public:
    explicit ProverLink(boost::asio::io_context& io);

    Result<void> start(Descriptor socket);
    void stop();
    [[nodiscard]] bool is_gone() const { return gone_; }

    boost::asio::awaitable<Result<Identity>> identity();
    boost::asio::awaitable<Result<WipedBytes>> activate(ActivateAsk ask);
    boost::asio::awaitable<Result<attest::Evidence>> prove(ProveAsk ask);

private:
    boost::asio::awaitable<Result<ipc::Frame>> ask(std::uint16_t type, WipedBytes body);
    Result<void> send(std::uint16_t type, View body);
    void read();
    void arrived(const boost::system::error_code& failure, std::size_t count);
    void take_frames();
    void lose();

    boost::asio::local::stream_protocol::socket socket_;
    boost::asio::steady_timer answered_;
    ipc::FrameReader reader_;
    WipedBytes received_;
    std::uint64_t correlation_ = 0;  // Of the newest ask.
    std::optional<ipc::Frame> answer_;
    bool gone_ = false;
    bool stopped_ = false;
};

}  // namespace sealwright::agent
