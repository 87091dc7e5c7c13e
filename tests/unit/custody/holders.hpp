// Five custodians with parts of their own, and the board of the key that they make.
#pragma once

#include "../threshold/custodians.hpp"
#include "../threshold/house.hpp"
#include "sealwright/custody/holdings.hpp"

#include <array>

namespace sealwright::custody_test {

using namespace custody;
using test::index_of;

inline constexpr std::size_t holders = 5;

inline PartSeed seed_of(std::uint8_t number) {
    return test::secret_of<PartSeedTag>(Bytes(32, number));
}

inline Board empty_board(std::uint8_t nonce = 9) {
    Digest bytes{};
    bytes.fill(nonce);
    return {bytes, *threshold::GroupSize::make(3, holders), threshold::Epoch(1)};
}

struct Five {
    std::array<PartSeed, holders> seeds{seed_of(1), seed_of(2), seed_of(3), seed_of(4), seed_of(5)};

    [[nodiscard]] Part part(std::size_t place) const {
        return {seeds.at(place), index_of(place + 1)};
    }
    // Everybody's message of the open round.
    void play_round(Board& board) const {
        std::vector<Bytes> messages;
        for (std::size_t place = 0; place < holders; ++place) {
            messages.push_back(*part(place).message(board));
        }
        const auto round = board.round();
        for (std::size_t place = 0; place < holders; ++place) {
            REQUIRE(board.add(round, index_of(place + 1), messages[place]).ok());
        }
    }
    [[nodiscard]] Board played(std::uint8_t rounds, std::uint8_t nonce = 9) const {
        auto board = empty_board(nonce);
        while (board.round() < rounds) play_round(board);
        return board;
    }
    // As the keeper seals it to this holder.
    [[nodiscard]] Bytes pepper(const Board& board, std::size_t place) const {
        test::SeededRandom random;
        const auto context = pepper_context(board.pending()->transcript(), index_of(place + 1));
        return *seal_pepper(test::pepper(), part(place).member().transport, context, random);
    }
    [[nodiscard]] Result<Taken> finish(const Board& board, std::size_t place) const {
        return part(place).finish(board, pepper(board, place));
    }
    [[nodiscard]] threshold::Group group(const Board& board) const {
        std::vector<threshold::Certificate> certificates;
        for (std::size_t place = 0; place < holders; ++place) {
            auto taken = finish(board, place);
            REQUIRE(taken.ok());
            certificates.push_back(
                *wire::decode<threshold::Certificate>(taken->confirmation.certificate));
        }
        return *board.pending()->certify(certificates);
    }
};

inline std::uint64_t blamed(const Error& error) {
    return test::blamed(error);
}

}  // namespace sealwright::custody_test
