#include "keeper_link.hpp"

#include "errors.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/ipc/errors.hpp"
#include "sealwright/ipc/peer.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include <unistd.h>

#include <chrono>
#include <utility>

namespace sealwright::front {
namespace asio = boost::asio;
namespace {

constexpr std::chrono::milliseconds retry_after{100};
constexpr std::size_t received_size = 64 * 1024;
constexpr std::size_t unsent_max = std::size_t{64} << 20U;

}  // namespace

KeeperLink::KeeperLink(asio::io_context& io, std::string path, std::uint32_t keeper_uid)
    : socket_(io),
      again_(io),
      path_(std::move(path)),
      keeper_uid_(keeper_uid),
      received_(received_size) {}

void KeeperLink::start(Desk& desk, NodeDesk& nodes, PersonDesk& people, MetricsDesk& metrics) {
    desk_ = &desk;
    nodes_ = &nodes;
    people_ = &people;
    metrics_ = &metrics;
    connect();
}

void KeeperLink::stop() {
    stopped_ = true;
    again_.cancel();
    boost::system::error_code ignored;
    socket_.close(ignored);
}

void KeeperLink::connect() {
    if (stopped_) return;
    socket_.async_connect(asio::local::stream_protocol::endpoint(path_),
                          [this](const boost::system::error_code& failure) { connected(failure); });
}

void KeeperLink::connected(const boost::system::error_code& failure) {
    if (stopped_) return;
    if (failure) {
        return lose(Error(
            errors::ipc_failed,
            {fact("path", path_), fact("errno", static_cast<std::uint64_t>(failure.value()))}));
    }
    if (!is_expected_peer()) return lose(Error(errors::ipc_peer, {fact("path", path_)}));
    is_connected_ = true;
    read();
}

// A socket of sealwrightd's making carries its uid; one of the keeper's own making the keeper's.
bool KeeperLink::is_expected_peer() {
    const auto peer = ipc::peer_of(socket_.native_handle());
    return peer && (peer->uid == 0 || peer->uid == ::geteuid() || peer->uid == keeper_uid_);
}

void KeeperLink::read() {
    const auto round = round_;
    socket_.async_read_some(
        asio::buffer(received_.data(), received_.size()),
        [this, round](const boost::system::error_code& failure, std::size_t count) {
            if (round == round_) arrived(failure, count);
        });
}

void KeeperLink::arrived(const boost::system::error_code& failure, std::size_t count) {
    if (stopped_) return;
    if (failure) return lose(Error(errors::ipc_closed));
    reader_.feed(View(received_).first(count));
    sodium_memzero(received_.data(), count);
    const auto taken = take_frames();
    if (!taken) return lose(taken.error());
    read();
}

Result<void> KeeperLink::take_frames() {
    for (;;) {
        TRY(frame, reader_.next());
        if (!frame) return done;
        TRY(take(*frame));
    }
}

Result<void> KeeperLink::take(const ipc::Frame& frame) {
    const auto number = frame.correlation;
    switch (frame.type) {
        case seal::Hints::type: {
            TRY(hints, wire::decode<seal::Hints>(frame.body));
            if (!std::exchange(is_reported_, true)) {
                log(LogLevel::info, "the keeper is there");
                say(facts_);
                people_->keeper_came();
            }
            desk_->keeper_says(hints);
            return done;
        }
        case operate::RequestsChanged::type: {
            TRY(changed, wire::decode<operate::RequestsChanged>(frame.body));
            people_->keeper_says(changed);
            return done;
        }
        case seal::SealAnswer::type:
            desk_->keeper_answers(number, wire::decode<seal::SealAnswer>(frame.body));
            return done;
        case session::NodeAnswer::type:
            nodes_->keeper_answers(number, wire::decode<session::NodeAnswer>(frame.body));
            return done;
        case operate::PersonCarried::type:
            people_->keeper_answers(number, wire::decode<operate::PersonCarried>(frame.body));
            return done;
        case observe::Numbers::type:
            metrics_->keeper_answers(number, wire::decode<observe::Numbers>(frame.body));
            return done;
    }
    // A refusal, or a frame of a later release: nothing that its asker could be told.
    desk_->keeper_answers(number, Error(errors::front_answer_invalid));
    nodes_->keeper_answers(number, Error(errors::front_answer_invalid));
    people_->keeper_answers(number, Error(errors::front_answer_invalid));
    return done;
}

void KeeperLink::send(std::uint64_t correlation, const seal::SealAsk& ask) {
    if (!is_connected_) return;
    queue(ipc::encode_frame(seal::SealAsk::type, correlation, wire::encode(ask)));
}

bool KeeperLink::ask_node(std::uint64_t correlation, const session::NodeAsk& ask) {
    if (!is_reported_) return false;
    queue(ipc::encode_frame(session::NodeAsk::type, correlation, wire::encode(ask)));
    return true;
}

bool KeeperLink::ask_person(std::uint64_t correlation, const operate::PersonCarry& carry) {
    if (!is_reported_) return false;
    queue(ipc::encode_frame(operate::PersonCarry::type, correlation, wire::encode(carry)));
    return true;
}

void KeeperLink::tell(const seal::ProbesAnswered& probes) {
    if (!is_connected_) return;
    queue(ipc::encode_frame(seal::ProbesAnswered::type, 0, wire::encode(probes)));
}

bool KeeperLink::ask_numbers(std::uint64_t correlation) {
    if (!is_reported_) return false;
    queue(ipc::encode_frame(observe::NumbersAsk::type, correlation, {}));
    return true;
}

void KeeperLink::say(const observe::FrontFacts& facts) {
    facts_ = facts;
    if (!is_reported_) return;
    queue(ipc::encode_frame(observe::FrontFacts::type, 0, wire::encode(facts_)));
}

void KeeperLink::queue(const WipedBytes& frame) {
    unsent_.insert(unsent_.end(), frame.begin(), frame.end());
    if (unsent_.size() > unsent_max) {
        // The pending read reports the loss, after the desk has finished what it is doing.
        boost::system::error_code ignored;
        socket_.close(ignored);
        return;
    }
    write();
}

void KeeperLink::write() {
    if (!sending_.empty() || unsent_.empty()) return;
    sending_.swap(unsent_);
    const auto round = round_;
    asio::async_write(socket_,
                      asio::buffer(sending_.data(), sending_.size()),
                      [this, round](const boost::system::error_code& failure, std::size_t) {
                          if (round == round_) written(failure);
                      });
}

void KeeperLink::written(const boost::system::error_code& failure) {
    sodium_memzero(sending_.data(), sending_.size());
    sending_.clear();
    if (!failure) return write();
    boost::system::error_code ignored;
    socket_.close(ignored);  // The pending read reports the loss.
}

void KeeperLink::lose(const Error& why) {
    if (std::exchange(is_reported_, false)) log(LogLevel::warning, "the keeper is away", why);
    ++round_;
    is_connected_ = false;
    boost::system::error_code ignored;
    socket_.close(ignored);
    reader_ = ipc::FrameReader();
    unsent_ = WipedBytes();
    sending_ = WipedBytes();
    desk_->keeper_left();
    nodes_->keeper_left();
    people_->keeper_left();
    metrics_->keeper_left();
    again_.expires_after(retry_after);
    again_.async_wait([this](const boost::system::error_code& cancelled) {
        if (!cancelled) connect();
    });
}

}  // namespace sealwright::front
