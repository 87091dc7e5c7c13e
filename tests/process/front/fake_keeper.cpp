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
    auto frame = ipc::receive(*connection_, clock_, clock_.now().boottime_ms + patience_ms);
    REQUIRE(frame.ok());
    REQUIRE(frame->type == seal::SealAsk::type);
    auto ask = wire::decode<seal::SealAsk>(frame->body);
    REQUIRE(ask.ok());
    return {frame->correlation, std::move(*ask)};
}

bool FakeKeeper::hears_nothing(std::uint64_t milliseconds) {
    return !ipc::receive(*connection_, clock_, clock_.now().boottime_ms + milliseconds).ok();
}

void FakeKeeper::answer(const Asked& asked, std::uint16_t status, const std::string& json) {
    seal::SealAnswer answer;
    answer.status = status;
    answer.body.assign(json.begin(), json.end());
    connection_->queue(seal::SealAnswer::type, asked.correlation, wire::encode(answer));
    REQUIRE(connection_->flush().ok());
}

}  // namespace front_test
