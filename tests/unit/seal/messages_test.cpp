#include "sealwright/seal/messages.hpp"

#include <doctest/doctest.h>

using namespace sealwright;

namespace {

seal::SealAsk some_ask() {
    seal::SealAsk ask;
    ask.origin.of = claims::ChannelOrigin{Digest{}, 5, "127.0.0.1:5000"};
    ask.operation = seal::Operation::decrypt;
    ask.mount = "tenant-a/transit";
    ask.key = "autounseal";
    ask.body = {1, 2, 3};
    return ask;
}

template <class Message>
void check_round_trip(const Message& message) {
    auto bytes = wire::encode(message);
    const auto again = wire::decode<Message>(bytes);
    REQUIRE(again.ok());
    CHECK(wire::encode(*again) == bytes);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        CHECK_FALSE(wire::decode<Message>(View(bytes).first(size)).ok());
    }
    bytes.push_back(0);
    CHECK_FALSE(wire::decode<Message>(bytes).ok());
}

template <class Message>
bool is_refused(const Message& message) {
    return !wire::decode<Message>(wire::encode(message)).ok();
}

}  // namespace

TEST_SUITE("seal/messages") {
    TEST_CASE("every message survives the way there and back, and no part of one is taken for it") {
        const seal::NodeHint hint{Digest{}, "transit", "autounseal", 3, 9};

        check_round_trip(some_ask());
        check_round_trip(seal::SealAnswer{403, {4, 5}});
        check_round_trip(hint);
        check_round_trip(seal::Hints{seal::KeeperPhase::open, {hint, hint}});
        check_round_trip(seal::Hints{seal::KeeperPhase::locked, {}});
    }

    TEST_CASE("a mount, a key or a body over its limit is refused") {
        auto largest = some_ask();
        largest.mount.assign(seal::mount_max, 'm');
        largest.key.assign(seal::key_name_max, 'k');
        largest.body.assign(seal::body_max, 'b');
        auto mount = some_ask();
        mount.mount.assign(seal::mount_max + 1, 'm');
        auto key = some_ask();
        key.key.assign(seal::key_name_max + 1, 'k');
        auto body = some_ask();
        body.body.assign(seal::body_max + 1, 'b');

        CHECK_FALSE(is_refused(largest));
        CHECK(is_refused(mount));
        CHECK(is_refused(key));
        CHECK(is_refused(body));
    }

    TEST_CASE("an operation or a phase that does not exist is refused") {
        auto ask = some_ask();
        ask.operation = static_cast<seal::Operation>(3);

        CHECK(is_refused(ask));
        CHECK(is_refused(seal::Hints{static_cast<seal::KeeperPhase>(3), {}}));
    }
}
