// What the tests of KeyOpener share: tokens, a clock, an opener, and what two keys have in common.
#pragma once

#include "sealwright/crypto/seal.hpp"
#include "sealwright/hsm/client/errors.hpp"
#include "sealwright/hsm/client/key_opener.hpp"
#include "seeded_random.hpp"
#include "software_tokens.hpp"

#include <doctest/doctest.h>

#include <bit>

namespace sealwright::test {

inline hsm::KeyRecord blank_record(std::uint8_t subject = 7) {
    hsm::KeyRecord blank;
    blank.environment = "staging";
    blank.subject = hsm::KeySubject::vault_data_key;
    blank.subject_id.fill(subject);
    blank.version = 1;
    return blank;
}

struct Opening {
    explicit Opening(std::size_t count, const std::string& environment = "staging")
        : tokens(count, environment, clock) {}

    hsm::client::KeyOpener::Made make(crypto::Threshold threshold, std::uint8_t subject = 7) {
        auto made = opener.make(blank_record(subject), threshold, {1, 1});
        REQUIRE(made.ok());
        return std::move(*made);
    }
    Result<hsm::client::SharedKey> open(const hsm::KeyRecord& record) {
        return opener.open(record, {1, 1});
    }

    MovingClock clock;
    SeededRandom random;
    SoftwareTokens tokens;
    hsm::client::KeyOpener opener{tokens, clock, random};
};

// Secrets cannot be compared; what one seals, only the same one opens.
inline bool is_same_key(const hsm::client::SharedKey& left, const hsm::client::SharedKey& right) {
    SeededRandom random(9);
    const auto sealed = crypto::RecordSealer::seal(left.ref(), {}, view_of("trial"), random);
    return crypto::RecordSealer::open(right.ref(), {}, sealed).ok();
}

// Every set of tokens as a mask, one bit a token.
inline std::vector<std::uint32_t> subsets(std::size_t count, std::size_t size) {
    std::vector<std::uint32_t> found;
    for (std::uint32_t mask = 0; mask < (1U << count); ++mask) {
        if (static_cast<std::size_t>(std::popcount(mask)) == size) found.push_back(mask);
    }
    return found;
}

inline void run_only(SoftwareTokens& tokens, std::uint32_t mask) {
    for (std::size_t number = 0; number < tokens.count(); ++number) {
        if ((mask >> number) & 1U) {
            tokens.start(number);
        } else {
            tokens.stop(number);
        }
    }
}

}  // namespace sealwright::test
