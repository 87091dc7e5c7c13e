#include "sealwright/core/secret.hpp"

#include "ends_itself.hpp"
#include "sealwright/crypto/shares.hpp"

#include <doctest/doctest.h>

#include <type_traits>

using namespace sealwright;

namespace {

using Key = Secret<32, struct KeyTag>;

class Ones final : public Random {
public:
    void fill(std::span<std::uint8_t> out) override { std::fill(out.begin(), out.end(), 0xff); }
};

Key key_of_ones() {
    Ones ones;
    return crypto::ShareSplitter::fresh_key<KeyTag>(ones);
}

// The slot that the next Secret will get: the pool gives out last what it got back last.
std::uint8_t* next_slot() {
    auto* slot = SecretPool::take();
    SecretPool::give_back(slot);
    return slot;
}

bool is_wiped(const std::uint8_t* slot) {
    return sodium_is_zero(slot, SecretPool::slot_size) == 1;
}

}  // namespace

TEST_SUITE("core/secret") {
    TEST_CASE("a secret is wiped when it dies") {
        const auto* slot = next_slot();
        {
            const auto key = key_of_ones();
            REQUIRE_FALSE(is_wiped(slot));
        }

        CHECK(is_wiped(slot));
    }

    TEST_CASE("a secret that is overwritten by another is wiped") {
        const auto* slot = next_slot();
        auto key = key_of_ones();
        REQUIRE_FALSE(is_wiped(slot));

        key = Key();

        CHECK(is_wiped(slot));
    }

    TEST_CASE("moving takes no slot and dying gives each slot back once") {
        const auto before = SecretPool::in_use();
        {
            auto key = key_of_ones();
            const auto moved = std::move(key);
            CHECK(SecretPool::in_use() == before + 1);
        }

        CHECK(SecretPool::in_use() == before);
    }

    TEST_CASE("moving a secret onto itself keeps it") {
        const auto* slot = next_slot();
        auto key = key_of_ones();
        auto& same = key;

        key = std::move(same);

        CHECK_FALSE(is_wiped(slot));
        static_cast<void>(key.ref());
    }

    TEST_CASE("a secret that was moved away cannot be read") {
        CHECK(test::ends_itself([] {
            Key key;
            const auto moved = std::move(key);
            static_cast<void>(key.ref());
        }));
    }

    TEST_CASE("a pool without a free slot ends the process") {
        const auto take = [](std::size_t count) {
            for (std::size_t index = 0; index < count; ++index) SecretPool::take();
        };
        const auto free = SecretPool::slots_max - SecretPool::in_use();

        CHECK(test::goes_on([&] { take(free); }));
        CHECK(test::ends_itself([&] { take(free + 1); }));
    }

    TEST_CASE("what is no slot of the pool is not taken back") {
        CHECK(test::ends_itself([] {
            std::array<std::uint8_t, SecretPool::slot_size> stranger{};
            SecretPool::give_back(stranger.data());
        }));
    }

    TEST_CASE("a forked child has no secrets") {
        const auto key = key_of_ones();

        CHECK_FALSE(test::goes_on([&] { static_cast<void>(key_of_ones()); }));
    }

    TEST_CASE("a secret moves and does nothing else") {
        CHECK_FALSE(std::is_copy_constructible_v<Key>);
        CHECK_FALSE(std::is_copy_assignable_v<Key>);
        CHECK(std::is_nothrow_move_constructible_v<Key>);
        CHECK_FALSE(std::is_convertible_v<Key, Secret<32, struct OtherTag>>);
        CHECK_FALSE(std::is_constructible_v<Secret<32, struct OtherTag>, Key>);
        CHECK_FALSE(std::is_default_constructible_v<SecretAccess>);
    }
}
