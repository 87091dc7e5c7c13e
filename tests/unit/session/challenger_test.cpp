#include "parties.hpp"

#include <set>

using namespace sealwright;
using namespace sealwright::session;
using test::some_facts;
using test::start;

namespace {

Now after(std::uint64_t ms) {
    return {start.boottime_ms + ms, start.wall_ms};
}

}  // namespace

TEST_SUITE("session/challenger") {
    TEST_CASE("the keeper knows its own challenge again, with the key and nothing to activate") {
        test::KeeperSide keeper;
        const auto challenge = keeper.challenge(start);

        const auto recognized = keeper.challenger.recognize(challenge, start);

        REQUIRE(recognized);
        CHECK(recognized->exchange.public_key() == challenge.exchange);
        CHECK(recognized->activated.empty());
    }

    TEST_CASE("what a TPM has to activate is the same when its challenge comes back") {
        test::KeeperSide keeper;
        const auto ticket = keeper.challenger.start(start, keeper.random);
        const auto secret = keeper.challenger.activation_secret(ticket, start);
        REQUIRE(secret);
        auto facts = some_facts();
        facts.credential = {1};
        const auto challenge = keeper.challenger.make(ticket, facts, keeper.identity, after(9'000));
        REQUIRE(challenge);

        const auto recognized = keeper.challenger.recognize(*challenge, after(10'000));

        REQUIRE(recognized);
        CHECK(recognized->activated == *secret);
        CHECK(secret->size() == 32);
    }

    TEST_CASE("no two challenges share a number, a nonce, a key or a secret to activate") {
        test::KeeperSide keeper;
        std::set<std::uint64_t> numbers;
        std::set<Digest> nonces;
        std::set<ExchangeKey> keys;
        std::set<WipedBytes> secrets;
        for (int count = 0; count < 20; ++count) {
            const auto ticket = keeper.challenger.start(start, keeper.random);
            const auto challenge =
                *keeper.challenger.make(ticket, some_facts(), keeper.identity, start);
            CHECK((numbers.empty() || challenge.number > *numbers.rbegin()));
            numbers.insert(challenge.number);
            nonces.insert(challenge.nonce);
            keys.insert(challenge.exchange);
            secrets.insert(*keeper.challenger.activation_secret(ticket, start));
        }
        CHECK(numbers.size() == 20);
        CHECK(nonces.size() == 20);
        CHECK(keys.size() == 20);
        CHECK(secrets.size() == 20);
    }

    TEST_CASE("a challenge with any bit changed before its signature is not the keeper's") {
        test::KeeperSide keeper;
        const auto challenge = keeper.challenge(start);
        std::size_t refused = 0;

        const auto visited = test::each_bit_flipped(challenge, [&](const Challenge& changed) {
            if (changed.signature != challenge.signature) return;
            CHECK_FALSE(keeper.challenger.recognize(changed, start));
            ++refused;
        });

        CHECK(visited == refused + 512);
        CHECK(refused > 1'000);
        CHECK(keeper.challenger.recognize(challenge, start));
    }

    TEST_CASE("a challenge is good for exactly 60 s of boottime") {
        for (const std::uint64_t into_epoch : {0U, 1U, 30'000U, 59'999U}) {
            CAPTURE(into_epoch);
            test::KeeperSide keeper;
            const Now issued{Challenger::epoch_ms * 5 + into_epoch, start.wall_ms};
            const auto challenge = keeper.challenge(issued);
            const Now last{issued.boottime_ms + 60'000, start.wall_ms};
            const Now over{issued.boottime_ms + 60'001, start.wall_ms};

            CHECK(keeper.challenger.recognize(challenge, issued));
            CHECK(keeper.challenger.recognize(challenge, last));
            CHECK_FALSE(keeper.challenger.recognize(challenge, over));
        }
    }

    TEST_CASE("an old challenge is said to be old while its epoch lives, and foreign afterwards") {
        test::KeeperSide keeper;
        const Now issued{Challenger::epoch_ms * 5, 0};
        const auto challenge = keeper.challenge(issued);

        const auto old = keeper.challenger.recognize(challenge, {issued.boottime_ms + 119'999, 0});
        const auto gone = keeper.challenger.recognize(challenge, {issued.boottime_ms + 120'000, 0});

        CHECK(old.error().is(errors::challenge_old));
        CHECK(gone.error().is(errors::challenge_foreign));
    }

    TEST_CASE("a challenge from before its own time is refused") {
        test::KeeperSide keeper;
        const auto challenge = keeper.challenge(after(10));

        CHECK(keeper.challenger.recognize(challenge, after(9)).error().is(errors::challenge_old));
    }

    TEST_CASE("the wall clock, however it is set, changes nothing") {
        test::KeeperSide keeper;
        const auto challenge = keeper.challenge(start);

        CHECK(keeper.challenger.recognize(challenge, {start.boottime_ms + 60'000, 0}));
        CHECK(keeper.challenger.recognize(challenge, {start.boottime_ms + 60'000, ~0ULL}));
        CHECK_FALSE(
            keeper.challenger.recognize(challenge, {start.boottime_ms + 60'001, start.wall_ms}));
    }

    TEST_CASE("another keeper, or this one started anew, does not know the challenge") {
        test::KeeperSide keeper;
        const auto challenge = keeper.challenge(start);
        test::KeeperSide anew;
        anew.random = test::SeededRandom(9);
        static_cast<void>(anew.challenge(start));

        const auto without_epoch = Challenger().recognize(challenge, start);
        const auto with_epoch = anew.challenger.recognize(challenge, start);

        CHECK(without_epoch.error().is(errors::challenge_foreign));
        CHECK(with_epoch.error().is(errors::challenge_foreign));
    }

    TEST_CASE("an idle keeper has wiped each epoch two minutes after it began") {
        const auto before = SecretPool::in_use();
        Challenger challenger;
        test::SeededRandom random;
        const Now begins{Challenger::epoch_ms * 5, 0};
        challenger.start(begins, random);
        CHECK(SecretPool::in_use() == before + 1);

        challenger.forget({begins.boottime_ms + 119'999, 0});
        CHECK(SecretPool::in_use() == before + 1);
        challenger.forget({begins.boottime_ms + 120'000, 0});
        CHECK(SecretPool::in_use() == before);
    }

    TEST_CASE("two epochs live at most, however many challenges were made") {
        const auto before = SecretPool::in_use();
        Challenger challenger;
        test::SeededRandom random;
        for (std::uint64_t second = 0; second < 1'000; ++second) {
            challenger.start({second * 1'000, 0}, random);
            CHECK(SecretPool::in_use() <= before + 2);
        }
        CHECK(SecretPool::in_use() == before + 2);
    }

    TEST_CASE("an epoch after a gap has nothing of the one before") {
        test::KeeperSide keeper;
        const auto challenge = keeper.challenge({0, 0});
        static_cast<void>(keeper.challenge({3 * Challenger::epoch_ms, 0}));

        const auto recognized = keeper.challenger.recognize(challenge, {30'000, 0});

        CHECK_FALSE(recognized);
    }

    TEST_CASE("no challenge is made from a ticket that is over") {
        test::KeeperSide keeper;
        const auto ticket = keeper.challenger.start(start, keeper.random);

        const auto in_time =
            keeper.challenger.make(ticket, some_facts(), keeper.identity, after(60'000));
        const auto late =
            keeper.challenger.make(ticket, some_facts(), keeper.identity, after(60'001));

        CHECK(in_time);
        CHECK(late.error().is(errors::challenge_old));
        CHECK(keeper.challenger.activation_secret(ticket, after(60'001))
                  .error()
                  .is(errors::challenge_old));
    }

    TEST_CASE("making and knowing challenges leaves nothing of them behind") {
        test::KeeperSide keeper;
        static_cast<void>(keeper.challenge(start));
        const auto before = SecretPool::in_use();

        for (int count = 0; count < 1'000; ++count) {
            const auto challenge = keeper.challenge(start);
            CHECK(keeper.challenger.recognize(challenge, start));
        }

        CHECK(SecretPool::in_use() == before);
    }
}
