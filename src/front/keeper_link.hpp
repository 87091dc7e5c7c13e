// KeeperLink: the front's one connection to the keeper, made again whenever it is lost.
//
// The listening socket outlives the keeper, so a connection alone says nothing: the keeper is there
// when its first hints come. Buffers are wiped. Process: front. Limits: 64 MiB unsent, then the
// keeper counts as gone. Spec: docs/protocol/frames.md, docs/protocol/seal.md section 5.
#pragma once

#include "core/desk.hpp"
#include "core/metrics_desk.hpp"
#include "sealwright/ipc/frame.hpp"

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include <string>

namespace sealwright::front {

class KeeperLink final : public KeeperPort, public NodePort, public PersonPort {
public:
    KeeperLink(boost::asio::io_context& io, std::string path, std::uint32_t keeper_uid);

    // Before anything else; the desks outlive what this link does.
    void start(Desk& desk, NodeDesk& nodes, PersonDesk& people, MetricsDesk& metrics);
    void stop();
    void send(std::uint64_t correlation, const seal::SealAsk& ask) override;
    bool ask_node(std::uint64_t correlation, const session::NodeAsk& ask) override;
    [[nodiscard]] bool has_keeper() const override { return is_reported_; }
    bool ask_person(std::uint64_t correlation, const operate::PersonCarry& carry) override;
    void tell(const seal::ProbesAnswered& probes) override;
    // Whether there is a keeper to ask.
    bool ask_numbers(std::uint64_t correlation);
    // Tells this keeper, and each one that comes.
    void say(const observe::FrontFacts& facts);

private:
    void connect();
    void connected(const boost::system::error_code& failure);
    void read();
    void arrived(const boost::system::error_code& failure, std::size_t count);
    Result<void> take_frames();
    Result<void> take(const ipc::Frame& frame);
    void queue(const WipedBytes& frame);
    void write();
    void written(const boost::system::error_code& failure);
    void lose(const Error& why);
    [[nodiscard]] bool is_expected_peer();

    boost::asio::local::stream_protocol::socket socket_;
    boost::asio::steady_timer again_;
    std::string path_;
    std::uint32_t keeper_uid_;
    Desk* desk_ = nullptr;
    NodeDesk* nodes_ = nullptr;
    PersonDesk* people_ = nullptr;
    MetricsDesk* metrics_ = nullptr;
    observe::FrontFacts facts_;
    ipc::FrameReader reader_;
    WipedBytes received_;
    WipedBytes unsent_;
    WipedBytes sending_;
    std::uint64_t round_ =
        0;  // Tells what a lost connection still reports from what this one does.
    bool is_connected_ = false;
    bool is_reported_ = false;
    bool stopped_ = false;
};

}  // namespace sealwright::front
