#include "sealwright/custody/part.hpp"

#include "holders.hpp"
#include "sealwright/custody/errors.hpp"
#include "sealwright/threshold/combiner.hpp"
#include "sealwright/threshold/errors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::custody_test;

namespace {

void check_refused(const Result<void>& result, const ErrorSpec& spec, std::uint64_t who) {
    REQUIRE_FALSE(result.ok());
    CHECK(result.error().is(spec));
    CHECK(blamed(result.error()) == who);
}

// All of the open round but this holder's.
void play_others(const Five& five, Board& board, std::size_t place) {
    const auto round = board.round();
    std::vector<Bytes> messages;
    for (std::size_t each = 0; each < holders; ++each) {
        messages.push_back(each == place ? Bytes() : *five.part(each).message(board));
    }
    for (std::size_t each = 0; each < holders; ++each) {
        if (each == place) continue;
        REQUIRE(board.add(round, index_of(each + 1), messages[each]).ok());
    }
}

}  // namespace

TEST_SUITE("custody/part") {
    TEST_CASE(
        "three of five make a key on a board, and any three of them open what is sealed to it") {
        const Five five;
        const auto board = five.played(Board::rounds);
        const auto group = five.group(board);
        test::SeededRandom random;
        const auto label = test::label_of(group);
        const auto sealed = test::seal(group, label, random);
        const auto host = crypto::ExchangePair::generate(random);
        const threshold::Occasion occasion{{1}, host.public_key()};

        auto combiner = *threshold::Combiner::begin({group, sealed, label, occasion});
        for (const std::size_t place : {0UL, 2UL, 4UL}) {
            const auto taken = five.finish(board, place);
            auto partial =
                threshold::make_partial({group, sealed, label, occasion}, taken->share, random);
            REQUIRE(combiner.add(*std::move(partial)).ok());
        }

        const auto key = combiner.open<test::AnyKeyTag>(five.finish(board, 1)->pepper);
        REQUIRE(key.ok());
        CHECK(test::bytes_of(key->ref()) == Bytes(32, 0x5a));
    }

    TEST_CASE("the same seed sends the same messages again, in every round") {
        const Five five;
        const Five again;
        auto board = empty_board();
        while (board.round() < Board::rounds) {
            for (std::size_t place = 0; place < holders; ++place) {
                CHECK(*five.part(place).message(board) == *again.part(place).message(board));
            }
            five.play_round(board);
        }

        const auto once = five.finish(board, 3);
        const auto twice = again.finish(board, 3);

        CHECK(once->confirmation.certificate == twice->confirmation.certificate);
        CHECK(once->confirmation.found == twice->confirmation.found);
    }

    TEST_CASE("another seed is another person in every message") {
        const Five five;
        const auto other = seed_of(77);
        auto board = empty_board();

        CHECK(*five.part(0).message(board) != *Part(other, index_of(1)).message(board));
    }

    TEST_CASE("two sessions are dealt nothing of one polynomial") {
        const Five five;
        const auto one = five.played(Board::deal_round, 9);
        const auto other = five.played(Board::deal_round, 10);

        const auto first = *five.part(0).reveal(one);
        const auto second = *five.part(0).reveal(other);

        CHECK(five.part(0).member() == five.part(0).member());
        for (const auto& point : first.commitments.points()) {
            for (const auto& each : second.commitments.points()) CHECK_FALSE(point == each);
        }
    }

    TEST_CASE("under other reveals of one session each box is sealed with another key") {
        const Five five;
        const auto revealed_with = [&](std::uint8_t seed) {
            test::SeededRandom random(seed);
            auto board = five.played(Board::commit_round);
            const auto fifth = *threshold::Dealer::begin(*board.session(), index_of(5), random);
            play_others(five, board, 4);
            REQUIRE(board.add(1, index_of(5), wire::encode_public(fifth.commit())).ok());
            play_others(five, board, 4);
            const auto reveal = *fifth.reveal(*board.commits());
            REQUIRE(board.add(2, index_of(5), wire::encode_public(reveal)).ok());
            return board;
        };
        const auto one = revealed_with(1);
        const auto other = revealed_with(2);
        REQUIRE(one.session()->id() == other.session()->id());
        REQUIRE(one.words_digest() != other.words_digest());

        const auto first = *five.part(0).deal(one);
        const auto second = *five.part(0).deal(other);

        constexpr std::ptrdiff_t key_size = 32;
        for (std::size_t place = 0; place < first.boxes.size(); ++place) {
            const auto& [left, right] = std::pair(first.boxes[place], second.boxes[place]);
            CHECK_FALSE(std::equal(left.begin(), left.begin() + key_size, right.begin()));
        }
    }

    TEST_CASE("a message of another round, or once the board is full, is not made") {
        const Five five;
        const auto joined = five.played(Board::commit_round);
        const auto full = five.played(Board::rounds);

        CHECK(five.part(0).commit(empty_board()).error().is(errors::contribution_round));
        CHECK(five.part(0).reveal(joined).error().is(errors::contribution_round));
        CHECK(five.part(0).deal(joined).error().is(errors::contribution_round));
        CHECK(five.part(0).message(full).error().is(errors::contribution_round));
        CHECK(five.finish(full, 0).ok());
        CHECK(five.part(0).finish(joined, {}).error().is(errors::contribution_round));
    }

    TEST_CASE("in every round a wrong message is refused, names its sender, and changes nothing") {
        const Five five;
        for (std::uint8_t round = 0; round < Board::rounds; ++round) {
            CAPTURE(round);
            auto board = five.played(round);
            play_others(five, board, 2);
            const auto honest = *five.part(2).message(board);
            const auto foreign = *five.part(1).message(board);

            check_refused(
                board.add(round, index_of(3), foreign), errors::contribution_unreadable, 3);
            check_refused(board.add(round, index_of(3), View(honest).first(honest.size() - 1)),
                          errors::contribution_unreadable,
                          3);
            const auto next = static_cast<std::uint8_t>(round + 1);
            check_refused(board.add(next, index_of(3), honest), errors::contribution_round, 3);

            CHECK(board.round() == round);
            REQUIRE(board.add(round, index_of(3), honest).ok());
            CHECK(board.round() == round + 1);
        }
    }

    TEST_CASE("a reveal that was not committed to names its dealer") {
        const Five five;
        auto board = five.played(Board::reveal_round);
        const auto elsewhere = five.played(Board::reveal_round, 10);
        const auto other = wire::encode_public(*five.part(2).reveal(elsewhere));

        check_refused(
            board.add(Board::reveal_round, index_of(3), other), errors::reveal_changed, 3);
    }

    TEST_CASE("a custodian who is dealt something wrong names the dealer") {
        const Five five;
        auto board = five.played(Board::deal_round);
        auto deal = *five.part(3).deal(board);
        deal.boxes[0][40] ^= 1U;
        play_others(five, board, 3);
        REQUIRE(board.add(Board::deal_round, index_of(4), wire::encode_public(deal)).ok());

        const auto finished = five.finish(board, 0);

        REQUIRE_FALSE(finished.ok());
        CHECK(finished.error().is(errors::box_unopened));
        CHECK(blamed(finished.error()) == 4);
        CHECK(five.finish(board, 1).ok());
    }

    TEST_CASE("a dealer whose share does not fit what they revealed is named") {
        const Five five;
        auto board = five.played(Board::deal_round);
        auto deal = *five.part(3).deal(board);
        const auto info = threshold::box_info(*board.reveals(), index_of(4), index_of(1));
        const auto seal = crypto::Hpke::seal(five.part(0).member().transport,
                                             info,
                                             {},
                                             threshold::Scalar::of(index_of(7)).bytes(),
                                             crypto::ExchangePair::shown({3}));
        std::ranges::copy(*seal, deal.boxes[0].begin());
        play_others(five, board, 3);
        REQUIRE(board.add(Board::deal_round, index_of(4), wire::encode_public(deal)).ok());

        const auto finished = five.finish(board, 0);

        REQUIRE_FALSE(finished.ok());
        CHECK(finished.error().is(errors::share_wrong));
        CHECK(blamed(finished.error()) == 4);
    }

    TEST_CASE("who finds another key, commitment or deal in their own name goes no further") {
        const Five five;
        auto impostor = Five();
        impostor.seeds[0] = seed_of(66);
        const auto joined = impostor.played(Board::commit_round);
        const auto dealt = impostor.played(Board::rounds);
        auto replaced = five.played(Board::deal_round);
        auto deal = *five.part(0).deal(replaced);
        deal.boxes[1][40] ^= 1U;
        play_others(five, replaced, 0);
        REQUIRE(replaced.add(Board::deal_round, index_of(1), wire::encode_public(deal)).ok());

        for (const auto& error : {five.part(0).commit(joined).error(),
                                  five.part(0).deal(dealt).error(),
                                  five.part(0).finish(dealt, {}).error(),
                                  five.finish(replaced, 0).error()}) {
            CHECK(error.is(errors::part_replaced));
            CHECK(blamed(error) == 1);
        }
    }

    TEST_CASE("custodians who were shown different things do not certify one key") {
        const Five five;
        auto board = five.played(Board::deal_round);
        auto shown = board;
        auto deal = *five.part(4).deal(board);
        play_others(five, board, 4);
        play_others(five, shown, 4);
        REQUIRE(board.add(Board::deal_round, index_of(5), wire::encode_public(deal)).ok());
        deal.boxes[0][3] ^= 1U;  // To one custodian alone: the others cannot tell.
        REQUIRE(shown.add(Board::deal_round, index_of(5), wire::encode_public(deal)).ok());
        std::vector<threshold::Certificate> certificates;
        for (std::size_t place = 0; place < holders; ++place) {
            const auto taken = five.finish(place == 1 ? shown : board, place);
            REQUIRE(taken.ok());
            certificates.push_back(
                *wire::decode<threshold::Certificate>(taken->confirmation.certificate));
        }

        const auto group = board.pending()->certify(certificates);

        REQUIRE_FALSE(group.ok());
        CHECK(group.error().is(errors::certificate_wrong));
        CHECK(blamed(group.error()) == 2);
    }

    TEST_CASE("a pepper that was sealed to somebody else is taken by nobody") {
        const Five five;
        const auto board = five.played(Board::rounds);

        const auto finished = five.part(0).finish(board, five.pepper(board, 1));

        REQUIRE_FALSE(finished.ok());
        CHECK(finished.error().is(errors::pepper_unopened));
    }
}
