#include "sealwright/custody/custodian_file.hpp"

#include "holders.hpp"
#include "sealwright/custody/errors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::custody_test;

namespace {

constexpr crypto::Effort least{2, 64 * 1024};
constexpr std::string_view words = "correct horse battery staple";
constexpr std::uint64_t noon_ms = 1'800'000'000'000;
// Domain, suite, passes, memory, salt.
constexpr std::size_t head_size = 4 + 16 + 2 + 4 + 4 + 16;

CeremonyId numbered(std::uint8_t number) {
    IdBytes id{};
    id.fill(number);
    return CeremonyId(id);
}

InstallationId home() {
    IdBytes id{};
    id.fill(7);
    return InstallationId(id);
}

HeldPart part(std::uint8_t number, std::uint64_t epoch = 1) {
    return {numbered(number),
            home(),
            "staging",
            crypto::PublicKey{number},
            index_of(1),
            threshold::Epoch(epoch),
            {},
            {},
            seed_of(number)};
}

CustodianFile fresh() {
    test::SeededRandom random;
    return *CustodianFile::make(view_of(words), least, random);
}

Bytes written(const CustodianFile& file) {
    test::SeededRandom random(3);
    return file.bytes(random);
}

Result<CustodianFile> opened(View bytes, std::string_view passphrase = words) {
    TRY(sealed, SealedFile::read(bytes));
    return CustodianFile::open(sealed, view_of(passphrase));
}

// With a share of a finished ceremony and a part in another.
CustodianFile filled() {
    const Five five;
    const auto board = five.played(Board::rounds);
    auto file = fresh();
    check(file.holdings.join(part(1)).ok());
    check(file.holdings.take(numbered(1), *five.finish(board, 0), noon_ms).ok());
    check(file.holdings.settle(numbered(1), five.group(board)).ok());
    check(file.holdings.join(part(2, 2)).ok());
    file.holdings.note({noon_ms, "joined", "staging", "eight words"});
    return file;
}

}  // namespace

TEST_SUITE("custody/custodian_file") {
    TEST_CASE("what was held is held again when the file is opened with its passphrase") {
        const Five five;
        const auto board = five.played(Board::rounds);
        const auto group = five.group(board);

        auto file = opened(written(filled()));

        REQUIRE(file.ok());
        auto& holdings = file->holdings;
        REQUIRE(holdings.share_of(numbered(1)) != nullptr);
        const auto& share = *holdings.share_of(numbered(1));
        CHECK(share.of(group).ok());
        CHECK(share.group == wire::encode_public(group));
        CHECK(test::bytes_of(share.pepper.ref()) == Bytes(32, 0x70));
        CHECK(crypto::Signer::public_key(share.identity) == five.part(0).member().identity);
        REQUIRE(holdings.part_of(numbered(2)) != nullptr);
        CHECK(test::bytes_of(holdings.part_of(numbered(2))->seed.ref()) == Bytes(32, 2));
        CHECK(holdings.epoch_of(home()) == 1);
        CHECK(holdings.history ==
              std::vector<HistoryLine>{{noon_ms, "joined", "staging", "eight words"}});
    }

    TEST_CASE("no secret stands in the file, and each writing of it is another") {
        const auto file = filled();
        test::SeededRandom random(3);

        const auto once = file.bytes(random);
        const auto again = file.bytes(random);

        CHECK(once.size() == again.size());
        CHECK(
            !std::equal(once.begin() + head_size + 40, once.end(), again.begin() + head_size + 40));
        CHECK(std::ranges::search(once, Bytes(32, 2)).empty());
    }

    TEST_CASE("a wrong passphrase opens nothing, and says so") {
        CHECK(opened(written(filled()), "correct horse battery stable")
                  .error()
                  .is(errors::custodian_passphrase));
    }

    TEST_CASE("a file cut off anywhere, or with anything behind it, is no custodian's file") {
        auto bytes = written(filled());
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            CHECK(SealedFile::read(View(bytes).first(size))
                      .error()
                      .is(errors::custodian_file_invalid));
        }
        bytes.push_back(0);

        CHECK(SealedFile::read(bytes).error().is(errors::custodian_file_invalid));
    }

    TEST_CASE("a bit that is changed anywhere in the head keeps the file shut") {
        const auto bytes = written(fresh());
        for (std::size_t place = 0; place < head_size; ++place) {
            CAPTURE(place);
            auto changed = bytes;
            changed[place] ^= 1U;

            CHECK_FALSE(opened(changed).ok());
        }
    }

    TEST_CASE("a byte that is changed anywhere in the seal keeps the file shut") {
        const auto bytes = written(filled());
        // Suite, salt, commitment, then here and there to the last of the tag.
        for (const auto place : {head_size + 5,
                                 head_size + 10,
                                 head_size + 50,
                                 head_size + 80,
                                 bytes.size() / 2,
                                 bytes.size() - 17,
                                 bytes.size() - 1}) {
            CAPTURE(place);
            auto changed = bytes;
            changed[place] ^= 0x80U;

            CHECK(opened(changed).error().is(errors::custodian_passphrase));
        }
    }

    TEST_CASE("a file that asks for less or more effort than is allowed is refused unopened") {
        for (const auto& [passes, kib] : {std::pair{1U, 65536U},
                                          std::pair{11U, 65536U},
                                          std::pair{2U, 65535U},
                                          std::pair{2U, 2U * 1024 * 1024 + 1}}) {
            auto file = *SealedFile::read(written(fresh()));
            file.effort = {passes, kib};

            CHECK(SealedFile::read(file.bytes()).error().is(errors::custodian_effort));
        }
    }

    TEST_CASE("no file is made at an effort that would not be read, or of a short passphrase") {
        test::SeededRandom random;

        CHECK(CustodianFile::make(view_of(words), {1, 65536}, random)
                  .error()
                  .is(errors::custodian_effort));
        CHECK(CustodianFile::make(view_of("eleven byte"), least, random)
                  .error()
                  .is(errors::custodian_passphrase_short));
    }

    TEST_CASE("another passphrase keeps the holdings, and the old one opens no more") {
        test::SeededRandom random(5);
        auto file = filled();
        REQUIRE(file.change_passphrase(view_of("four other plain words"), least, random).ok());

        const auto bytes = written(file);

        CHECK(opened(bytes, "four other plain words")->holdings.shares.size() == 1);
        CHECK(opened(bytes).error().is(errors::custodian_passphrase));
    }

    TEST_CASE("a share takes the place of its seed in one step") {
        const Five five;
        const auto board = five.played(Board::rounds);
        Holdings holdings;
        REQUIRE(holdings.join(part(1)).ok());

        REQUIRE(holdings.take(numbered(1), *five.finish(board, 0), noon_ms).ok());

        CHECK(holdings.part_of(numbered(1)) == nullptr);
        REQUIRE(holdings.share_of(numbered(1)) != nullptr);
        CHECK(holdings.share_of(numbered(1))->group.empty());
        CHECK(holdings.epoch_of(home()) == 0);
    }

    TEST_CASE("the group of another ceremony settles no share") {
        const Five five;
        const auto board = five.played(Board::rounds);
        const auto other = five.group(five.played(Board::rounds, 10));
        Holdings holdings;
        REQUIRE(holdings.join(part(1)).ok());
        REQUIRE(holdings.take(numbered(1), *five.finish(board, 0), noon_ms).ok());

        CHECK(holdings.settle(numbered(1), other).error().is(errors::share_absent));

        CHECK(holdings.share_of(numbered(1))->group.empty());
        CHECK(holdings.epoch_of(home()) == 0);
    }

    TEST_CASE("in a group that is no newer than one that was seen nobody takes part") {
        auto file = filled();

        const auto joined = file.holdings.join(part(3, 1));

        CHECK(joined.error().is(errors::epoch_old));
        CHECK(file.holdings.part_of(numbered(3)) == nullptr);
        CHECK(file.holdings.join(part(3, 2)).ok());
    }

    TEST_CASE("shares of older groups are given up when a newer one is settled, and others stay") {
        const Five five;
        const auto nonce = Digest{0x33};
        Board board(nonce, *threshold::GroupSize::make(3, 5), threshold::Epoch(2));
        while (board.round() < Board::rounds) five.play_round(board);
        auto file = filled();
        auto& holdings = file.holdings;
        REQUIRE(holdings.join(part(1, 2)).ok());

        holdings.shares[0].ceremony = numbered(9);
        REQUIRE(holdings.take(numbered(1), *five.finish(board, 0), noon_ms).ok());
        REQUIRE(holdings.shares.size() == 2);
        REQUIRE(holdings.settle(numbered(1), five.group(board)).ok());

        CHECK(holdings.share_of(numbered(9)) == nullptr);
        CHECK(holdings.share_of(numbered(1)) != nullptr);
        CHECK(holdings.epoch_of(home()) == 2);
    }

    TEST_CASE("a file that is full says so, and the oldest lines of a history leave first") {
        Holdings holdings;
        for (std::size_t each = 0; each < parts_max; ++each) {
            REQUIRE(holdings.join(part(static_cast<std::uint8_t>(each))).ok());
        }
        for (std::uint64_t each = 0; each <= history_max; ++each) {
            holdings.note({each, "joined", std::string(1000, 'x'), ""});
        }

        CHECK(holdings.join(part(99)).error().is(errors::custodian_file_full));
        CHECK(holdings.join(part(3)).ok());
        CHECK(holdings.parts.size() == parts_max);
        CHECK(holdings.history.size() == history_max);
        CHECK(holdings.history.front().at_ms == 1);
        CHECK(opened([&] {
                  auto file = fresh();
                  file.holdings.history = holdings.history;
                  return written(file);
              }())
                  ->holdings.history == holdings.history);
    }
}
