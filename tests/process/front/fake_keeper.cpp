#include "fake_keeper.hpp"

#include "sealwright/ipc/peer.hpp"
#include "sealwright/ipc/socket.hpp"

#include <doctest/doctest.h>

namespace front_test {
using namespace sealwright;
namespace {

constexpr std::uint64_t patience_ms = 10'000;

}  // namespace

FakeKeeper::FakeKeeper(const std::string& path) {
    auto listener = ipc::listen_at(path, 0600);
    REQUIRE(listener.ok());
    listener_ = std::move(*listener);
}

void FakeKeeper::start(const seal::Hints& hints) {
    std::vector<ipc::Watched> watched{{listener_.number(), false, false}};
    REQUIRE(ipc::wait(watched, patience_ms).ok());
    auto accepted = ipc::accept(listener_.number());
    REQUIRE(accepted.ok());
    REQUIRE(accepted->has_value());
    connection_.emplace(std::move((*accepted)->socket));
    say(hints);
}

void FakeKeeper::say(const seal::Hints& hints) {
    connection_->queue(seal::Hints::type, 0, wire::encode(hints));
    REQUIRE(connection_->flush().ok());
}

Asked FakeKeeper::next() {
    auto frame = receive(patience_ms);
    REQUIRE(frame.ok());
    REQUIRE(frame->type == seal::SealAsk::type);
    auto ask = wire::decode<seal::SealAsk>(frame->body);
    REQUIRE(ask.ok());
    return {frame->correlation, std::move(*ask)};
}

AskedByPerson FakeKeeper::next_person() {
    auto frame = receive(patience_ms);
    REQUIRE(frame.ok());
    REQUIRE(frame->type == operate::PersonCarry::type);
    auto carry = wire::decode<operate::PersonCarry>(frame->body);
    REQUIRE(carry.ok());
    return {frame->correlation, std::move(*carry)};
}

void FakeKeeper::answer(const AskedByPerson& asked, const operate::PersonCarried& carried) {
    connection_->queue(operate::PersonCarried::type, asked.correlation, wire::encode(carried));
    // More than a socket takes at once.
    while (connection_->wants_write()) {
        REQUIRE(connection_->flush().ok());
        std::vector<ipc::Watched> watched{{connection_->number(), true, false}};
        REQUIRE(ipc::wait(watched, patience_ms).ok());
    }
}

void FakeKeeper::say(const operate::RequestsChanged& changed) {
    connection_->queue(operate::RequestsChanged::type, 0, wire::encode(changed));
    REQUIRE(connection_->flush().ok());
}

bool FakeKeeper::hears_nothing(std::uint64_t milliseconds) {
    return !receive(milliseconds).ok();
}

// What a front says of itself is kept, and is no ask.
Result<ipc::Frame> FakeKeeper::receive(std::uint64_t milliseconds) {
    const auto deadline = clock_.now().boottime_ms + milliseconds;
    for (;;) {
        TRY(frame, ipc::receive(*connection_, clock_, deadline));
        if (frame.type != observe::FrontFacts::type) return std::move(frame);
        TRY(facts, wire::decode<observe::FrontFacts>(frame.body));
        facts_ = facts;
    }
}

bool FakeKeeper::hears_numbers_ask(std::uint64_t milliseconds) {
    auto frame = receive(milliseconds);
    if (!frame) return false;
    REQUIRE(frame->type == observe::NumbersAsk::type);
    REQUIRE(frame->body.empty());
    numbers_asked_ = frame->correlation;
    return true;
}

void FakeKeeper::answer(std::uint64_t correlation, const observe::Numbers& numbers) {
    connection_->queue(observe::Numbers::type, correlation, wire::encode(numbers));
    REQUIRE(connection_->flush().ok());
}

void FakeKeeper::answer(const Asked& asked, std::uint16_t status, const std::string& json) {
    seal::SealAnswer answer;
    answer.status = status;
    answer.body.assign(json.begin(), json.end());
    connection_->queue(seal::SealAnswer::type, asked.correlation, wire::encode(answer));
    REQUIRE(connection_->flush().ok());
}

}  // namespace front_test
