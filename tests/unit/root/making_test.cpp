#include "sealwright/root/making.hpp"

#include "../../support/seeded_random.hpp"
#include "fake_vault.hpp"
#include "sealwright/root/errors.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace sealwright;
using root::Making;
using root::Step;
using test::FakeVault;
using test::Fault;

namespace {

constexpr std::size_t shares = 2;

root::Order order() {
    root::Order order;
    const auto standing = view_of("s.standing");
    order.standing = vault::SecretText(WipedBytes(standing.begin(), standing.end()));
    order.shares = {WipedBytes(33, 1), WipedBytes(33, 2)};
    order.ttl_s = 900;
    order.name = "on-call";
    return order;
}

root::Order order_without_shares() {
    auto later = order();
    later.shares.clear();
    return later;
}

// False: nothing more is asked.
bool step(Making& making, FakeVault& vault) {
    const auto ask = making.next();
    if (!ask) return false;
    const std::string token(ask->token == nullptr ? "" : text_of(ask->token->reveal()));
    const auto reply = vault.answer(ask->call, token);
    if (reply) {
        making.take(*reply);
    } else {
        making.lost(errors::answer_unreadable);
    }
    return true;
}

// Plays until nothing more is asked; bounded, as the machine is.
void play(Making& making, FakeVault& vault) {
    for (int call = 0; call < 100; ++call) {
        if (!step(making, vault)) return;
    }
    FAIL("it asks for ever");
}

void play_to_shares(Making& making, FakeVault& vault) {
    for (int call = 0; call < 100 && !making.needs_shares(); ++call) {
        REQUIRE(step(making, vault));
    }
    REQUIRE(making.needs_shares());
}

int calls_of_all() {
    FakeVault vault(shares);
    test::SeededRandom random(1);
    Making making(order(), random);
    play(making, vault);
    return vault.calls();
}

// A root token that lives and that nobody was told of.
bool is_hidden(const FakeVault& vault, const Making& making, const std::string& released) {
    return std::ranges::any_of(vault.tokens, [&](const auto& each) {
        const auto& named = making.left().accessors;
        return each.first != released && !making.left().has_nameless &&
               std::ranges::find(named, each.first) == named.end();
    });
}

}  // namespace

TEST_SUITE("root: making one") {
    TEST_CASE("out of shares comes one root that the vault ends, and no other is left") {
        FakeVault vault(shares);
        test::SeededRandom random(1);
        Making making(order(), random);
        play(making, vault);
        REQUIRE_FALSE(making.failure());
        const auto made = making.release();
        REQUIRE(vault.tokens.size() == 1);
        CHECK(vault.tokens.begin()->first == made.accessor);
        CHECK(vault.tokens.begin()->second.ttl_max_s == 900);
        CHECK_FALSE(vault.has_attempt());
        CHECK(making.left().accessors.empty());
    }

    // Each call, each fault; and the same with a vault that stays so until the end.
    TEST_CASE("whatever fails at whichever call, no root lives that is not named") {
        const auto calls = calls_of_all();
        REQUIRE(calls == 9);
        for (const auto fault : {Fault::refused,
                                 Fault::unanswered,
                                 Fault::answer_lost,
                                 Fault::garbage,
                                 Fault::shut_out,
                                 Fault::gateway}) {
            for (int number = 0; number < calls; ++number) {
                for (const bool stays_broken : {false, true}) {
                    CAPTURE(static_cast<int>(fault));
                    CAPTURE(number);
                    CAPTURE(stays_broken);
                    FakeVault vault(shares);
                    vault.faults[number] = fault;
                    vault.stays_broken = stays_broken;
                    test::SeededRandom random(1);
                    Making making(order(), random);
                    play(making, vault);
                    // Whether a token was revoked is asked afterwards, not read from the answer.
                    const bool is_harmless = !making.failure();
                    std::string released;
                    if (is_harmless) released = making.release().accessor;
                    CHECK_FALSE(is_hidden(vault, making, released));
                    if (!stays_broken) CHECK_FALSE(vault.has_attempt());
                    if (vault.has_attempt()) CHECK(making.left().has_attempt);
                }
            }
        }
    }

    TEST_CASE("two faults, one at any call and one at any that takes back, hide nothing either") {
        const auto calls = calls_of_all();
        for (int first = 0; first < calls; ++first) {
            for (int second = first + 1; second < first + 4; ++second) {
                for (const auto fault :
                     {Fault::refused, Fault::answer_lost, Fault::unanswered, Fault::shut_out}) {
                    CAPTURE(first);
                    CAPTURE(second);
                    FakeVault vault(shares);
                    vault.faults[first] = Fault::garbage;
                    vault.faults[second] = fault;
                    test::SeededRandom random(1);
                    Making making(order(), random);
                    play(making, vault);
                    const auto released = making.failure() ? "" : making.release().accessor;
                    CHECK_FALSE(is_hidden(vault, making, released));
                }
            }
        }
    }

    TEST_CASE("a stranger's attempt is neither continued nor cancelled") {
        FakeVault vault(shares);
        vault.has_foreign_attempt = true;
        test::SeededRandom random(1);
        Making making(order(), random);
        play(making, vault);
        REQUIRE(making.failure());
        CHECK(making.failure()->is(errors::attempt_foreign));
        CHECK(vault.calls() == 1);
    }

    TEST_CASE("a vault that asks for more shares than there are is told none") {
        FakeVault vault(shares + 1);
        test::SeededRandom random(1);
        Making making(order(), random);
        play(making, vault);
        REQUIRE(making.failure());
        CHECK(making.failure()->is(errors::shares_too_few));
        CHECK(vault.calls() == 1);
    }

    TEST_CASE("a vault that asks for fewer is told no more than it asks for") {
        FakeVault vault(1);
        test::SeededRandom random(1);
        Making making(order(), random);
        play(making, vault);
        CHECK_FALSE(making.failure());
        CHECK(vault.calls() == 8);
    }

    TEST_CASE("shares that come late are wanted once the attempt has begun, as many as needed") {
        FakeVault vault(shares);
        test::SeededRandom random(1);
        Making making(order_without_shares(), random);
        play_to_shares(making, vault);
        CHECK(vault.has_attempt());
        CHECK(making.needed() == shares);

        making.supply({WipedBytes(33, 1), WipedBytes(33, 2), WipedBytes(33, 3)});
        CHECK_FALSE(making.needs_shares());
        play(making, vault);

        REQUIRE_FALSE(making.failure());
        CHECK(vault.tokens.size() == 1);
        CHECK(vault.calls() == calls_of_all());
    }

    TEST_CASE("an attempt whose shares do not come, or are too few, is cancelled") {
        for (const bool are_there : {false, true}) {
            CAPTURE(are_there);
            FakeVault vault(shares);
            test::SeededRandom random(1);
            Making making(order_without_shares(), random);
            play_to_shares(making, vault);

            if (are_there) making.supply({WipedBytes(33, 1)});
            if (!are_there) making.give_up(errors::answer_unreadable);
            play(making, vault);

            REQUIRE(making.failure());
            CHECK(making.failure()->is(are_there ? errors::shares_too_few
                                                 : errors::answer_unreadable));
            CHECK_FALSE(vault.has_attempt());
            CHECK_FALSE(making.left().has_attempt);
            CHECK_FALSE(making.left().has_nameless);
            CHECK(vault.calls() == 3);
        }
    }

    TEST_CASE("an attempt that may be left is told of") {
        FakeVault vault(shares);
        test::SeededRandom random(1);
        Making making(order_without_shares(), random);
        play_to_shares(making, vault);
        vault.faults[vault.calls()] = Fault::unanswered;

        making.give_up(errors::answer_unreadable);
        play(making, vault);

        CHECK(vault.has_attempt());
        CHECK(making.left().has_attempt);
    }

    TEST_CASE("whoever gives up with an unlimited root in hand has it revoked") {
        FakeVault vault(shares);
        test::SeededRandom random(1);
        Making making(order(), random);
        while (making.step() != Step::prove) step(making, vault);
        REQUIRE(vault.tokens.size() == 1);

        making.give_up(errors::answer_unreadable);
        play(making, vault);

        CHECK(making.failure());
        CHECK(vault.tokens.empty());
        CHECK(making.left().accessors.empty());
    }

    TEST_CASE("each step has words of its own, for the journal") {
        CHECK(root::words_of(Step::look) == "look for another's attempt");
        CHECK(root::words_of(Step::take_back) == "take back");
        CHECK(root::words_of(Step::done) == "done");
    }
}
