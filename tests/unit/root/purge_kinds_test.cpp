// The same machine against a vault with namespaces, parents and limits, whose every call may fail.
#include "fake_vault.hpp"
#include "sealwright/root/errors.hpp"
#include "sealwright/root/purge.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <set>

using namespace sealwright;
using root::Purge;
using test::FakeVault;
using test::Fault;

namespace {

constexpr std::size_t shares = 1;  // Of no interest here.

// A vault with the token that asks, and one more that is no root.
struct Bench {
    FakeVault vault{shares};
    std::string own = vault.plant({false, 600});
    std::string other = vault.plant({false, 0});
    std::vector<std::string> granted;

    // What was told before each round of revoking, and how many calls had been made by then.
    std::vector<std::set<std::string>> told;
    std::vector<int> calls;
    std::function<void()> before_look_again = [] {};

    [[nodiscard]] bool lives(const std::string& accessor) const {
        return vault.tokens.contains(accessor);
    }
    void take_told(const Purge& purge) {
        std::set<std::string> accessors;
        for (const auto& root : purge.found()) {
            accessors.insert(root.token.accessor);
            REQUIRE(lives(root.token.accessor));
            CHECK(vault.tokens[root.token.accessor].inside == root.inside);
        }
        told.push_back(accessors);
        calls.push_back(vault.calls());
    }
    void tell(Purge& purge) {
        CHECK_FALSE(purge.next());
        if (purge.step() == Purge::Step::tell_found) {
            take_told(purge);
        } else {
            before_look_again();
        }
        purge.told();
    }
    // Until it is over; bounded, as the machine is.
    Purge play() {
        Purge purge(granted, own);
        for (int turn = 0; turn < 1'000; ++turn) {
            if (purge.step() == Purge::Step::done) return purge;
            if (purge.must_tell()) {
                tell(purge);
                continue;
            }
            const auto reply = vault.answer(*purge.next(), "s." + own);
            if (reply) purge.take(*reply);
            if (!reply) purge.lost(errors::answer_unreadable);
        }
        FAIL("it asks for ever");
        return purge;
    }
};

// Two namespaces, one in the other, and a root of each kind.
struct Planted {
    Bench bench;
    std::string unlimited;
    std::string child;
    std::string limited;
    std::string inside;
    std::string deep;

    Planted() {
        auto& vault = bench.vault;
        vault.namespaces = {"team/", "team/deep/"};
        unlimited = vault.plant({true, 0});
        child = vault.plant({true, 3'600, {}, bench.other});
        limited = vault.plant({true, 3'600});
        inside = vault.plant({true, 0, "team/"});
        deep = vault.plant({true, 0, "team/deep/"});
        vault.plant({false, 0, "team/deep/"});
    }
    [[nodiscard]] std::set<std::string> all() const {
        return {unlimited, child, limited, inside, deep};
    }
};

int calls_of_first_census() {
    Planted planted;
    static_cast<void>(planted.bench.play());
    return planted.bench.calls.at(0);
}

}  // namespace

TEST_SUITE("root: purge of all kinds") {
    TEST_CASE("a root of any kind, in any namespace, is told first and revoked then") {
        Planted planted;

        const auto purge = planted.bench.play();

        CHECK_FALSE(purge.failure());
        REQUIRE(planted.bench.told.size() == 1);
        CHECK(planted.bench.told[0] == planted.all());
        for (const auto& accessor : planted.all()) CHECK_FALSE(planted.bench.lives(accessor));
        CHECK(planted.bench.lives(planted.bench.own));
        CHECK(planted.bench.lives(planted.bench.other));
        CHECK(purge.revoked() == 5);
        CHECK(purge.tokens() == 3);  // Of the last census: it proves that none is left.
        CHECK(purge.namespaces() == 3);
        CHECK(purge.found().empty());
    }

    TEST_CASE("what was granted lives in whichever namespace, and is not told") {
        Planted planted;
        planted.bench.granted = {planted.limited, planted.deep};

        const auto purge = planted.bench.play();

        CHECK_FALSE(purge.failure());
        REQUIRE(planted.bench.told.size() == 1);
        CHECK(planted.bench.told[0] == std::set{planted.unlimited, planted.child, planted.inside});
        CHECK(planted.bench.lives(planted.limited));
        CHECK(planted.bench.lives(planted.deep));
        CHECK(purge.revoked() == 3);
    }

    TEST_CASE("one that cannot be revoked is told in each round, and named at the end") {
        Planted planted;
        planted.bench.vault.tokens[planted.inside].is_undying = true;

        const auto purge = planted.bench.play();

        REQUIRE(purge.failure());
        CHECK(purge.failure()->is(errors::roots_remain));
        using Set = std::set<std::string>;
        const Set left{planted.inside};
        CHECK(planted.bench.told == std::vector<Set>{planted.all(), left, left});
        REQUIRE(purge.found().size() == 1);
        CHECK(purge.found()[0].token.accessor == planted.inside);
        CHECK(purge.revoked() == 4);
    }

    TEST_CASE("a root that somebody makes between two looks is found by the second") {
        Planted planted;
        auto& bench = planted.bench;
        std::string anew;
        bench.before_look_again = [&] {
            if (anew.empty()) anew = bench.vault.plant({true, 60, "team/"});
        };

        const auto purge = bench.play();

        CHECK_FALSE(purge.failure());
        REQUIRE(bench.told.size() == 2);
        CHECK(bench.told[1] == std::set{anew});
        CHECK_FALSE(bench.lives(anew));
        CHECK(purge.revoked() == 6);
    }

    TEST_CASE("a look of which any answer is missing or odd saves no token that it had found") {
        const auto calls = calls_of_first_census();
        REQUIRE(calls == 14);  // Both lists of three namespaces, and 8 tokens.
        for (const auto fault : {Fault::refused,
                                 Fault::unanswered,
                                 Fault::answer_lost,
                                 Fault::garbage,
                                 Fault::shut_out,
                                 Fault::gateway}) {
            for (int number = 0; number < calls; ++number) {
                CAPTURE(static_cast<int>(fault));
                CAPTURE(number);
                Planted planted;
                planted.bench.vault.faults[number] = fault;
                const auto purge = planted.bench.play();
                CHECK(purge.failure());
                for (const auto& round : planted.bench.told) {
                    for (const auto& each : round) CHECK_FALSE(planted.bench.lives(each));
                }
            }
        }
    }

    TEST_CASE("the look that proves is as strict: half of one is no proof") {
        constexpr int revocations = 5;
        constexpr int looks = 9;  // Three tokens are left.
        const auto first = calls_of_first_census() + revocations;
        for (int number = first; number < first + looks; ++number) {
            CAPTURE(number);
            Planted planted;
            planted.bench.vault.faults[number] = Fault::refused;
            CHECK(planted.bench.play().failure());
        }
    }

    TEST_CASE("a revocation that fails once, in whatever way, is made up for in the next round") {
        const auto first = calls_of_first_census();
        for (const auto fault : {Fault::refused, Fault::unanswered, Fault::shut_out}) {
            for (int number = first; number < first + 5; ++number) {
                CAPTURE(static_cast<int>(fault));
                CAPTURE(number);
                Planted planted;
                planted.bench.vault.faults[number] = fault;
                const auto purge = planted.bench.play();
                CHECK_FALSE(purge.failure());
                REQUIRE(planted.bench.told.size() == 2);
                CHECK(planted.bench.told[1].size() == 1);
                CHECK(purge.revoked() == 5);
                for (const auto& each : planted.all()) CHECK_FALSE(planted.bench.lives(each));
            }
        }
    }

    TEST_CASE("one whose answer was lost is dead by the next look, and not counted") {
        Planted planted;
        planted.bench.vault.faults[calls_of_first_census()] = Fault::answer_lost;

        const auto purge = planted.bench.play();

        CHECK_FALSE(purge.failure());
        CHECK(planted.bench.told.size() == 1);
        CHECK(purge.revoked() == 4);
    }

    TEST_CASE("one that died with its parent is answered as not found, which is fine") {
        Bench bench;
        const auto parent = bench.vault.plant({true, 0});
        const auto child = bench.vault.plant({true, 0, {}, parent});

        const auto purge = bench.play();

        CHECK_FALSE(purge.failure());
        REQUIRE(bench.told.size() == 1);
        CHECK(bench.told[0] == std::set{parent, child});
        CHECK_FALSE(bench.lives(child));
        CHECK(purge.revoked() == 1);
    }
}
