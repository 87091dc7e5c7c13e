#include "agent/core/key_version.hpp"

#include <doctest/doctest.h>

using namespace sealwright;

TEST_SUITE("agent/key version") {
    TEST_CASE("what was written down is read again for the same vault only") {
        const VaultId vault({1});
        const auto file = agent::encode_key_version(vault, 7);

        const auto read = agent::decode_key_version(vault, file);

        REQUIRE(read.ok());
        CHECK(*read == 7);
        CHECK_FALSE(agent::decode_key_version(VaultId({2}), file).ok());
    }

    TEST_CASE("a torn or flipped file is refused at every byte") {
        const VaultId vault({1});
        const auto file = agent::encode_key_version(vault, 7);
        for (std::size_t size = 0; size < file.size(); ++size) {
            CHECK_FALSE(agent::decode_key_version(vault, View(file).first(size)).ok());
        }
        for (std::size_t at = 0; at < file.size(); ++at) {
            auto flipped = file;
            flipped[at] ^= 1U;
            CHECK_FALSE(agent::decode_key_version(vault, flipped).ok());
        }
        CHECK_FALSE(agent::decode_key_version(vault, agent::encode_key_version(vault, 0)).ok());
    }
}
