#include "../crypto/vectors.hpp"
#include "people.hpp"
#include "sealwright/ceremony/errors.hpp"
#include "sealwright/ceremony/words.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace sealwright;
using namespace sealwright::ceremony_test;

namespace {

FoundingPlan plan_of(const Five& five) {
    FoundingPlan plan;
    plan.installation = here().installation;
    plan.environment = here().environment;
    plan.owner = "somebody";
    plan.threshold = 2;
    plan.tokens = 3;
    plan.identity = Key(50).key();
    plan.roster = five.roster;
    plan.policy = {1, 2};
    plan.made_ms = noon_ms;
    return plan;
}

const std::vector<std::string> names{"ana", "bea", "cem", "dan", "eva"};

std::vector<SignedAct> signed_by_all(const FoundingPlan& plan, const Five& five) {
    std::vector<SignedAct> acts;
    const std::vector<const Key*> keys{&five.ana, &five.bea, &five.cem, &five.dan, &five.eva};
    for (std::size_t each = 0; each < names.size(); ++each) {
        acts.push_back(keys[each]->sign(*plan.act_of(names[each], noon_ms + hour_ms)));
    }
    return acts;
}

}  // namespace

TEST_SUITE("ceremony/founding") {
    TEST_CASE("each founder signs exactly the plan, in their first role, and then it is founded") {
        const Five five;
        const auto plan = plan_of(five);
        auto acts = signed_by_all(plan, five);

        for (const auto& act : acts) CHECK(plan.check(act, noon_ms).ok());

        CHECK(is_signed_by_all(plan, acts));
        acts.pop_back();
        CHECK_FALSE(is_signed_by_all(plan, acts));
        acts.push_back(acts.front());
        CHECK_FALSE(is_signed_by_all(plan, acts));
    }

    TEST_CASE("no founder's act stands for a plan in which any field is another") {
        const Five five;
        const auto plan = plan_of(five);
        const auto act = five.ana.sign(*plan.act_of("ana", noon_ms + hour_ms));
        std::vector<FoundingPlan> others(10, plan);
        others[0].owner = "nobody";
        ++others[1].threshold;
        ++others[2].tokens;
        others[3].identity = Key(51).key();
        others[4].roster = five.make({2, 2, 0});
        others[5].policy = {};
        others[6].was_solo = true;
        others[7].loosenings = 1;
        others[8].loosenings_digest = Digest{1};
        ++others[9].made_ms;

        std::set<Digest> digests{plan.plan().digest()};
        for (const auto& other : others) {
            digests.insert(other.plan().digest());
            CHECK(other.check(act, noon_ms).error().is(errors::act_other_plan));
        }
        CHECK(digests.size() == 11);
        auto elsewhere = plan;
        elsewhere.environment = "production";
        CHECK(elsewhere.check(act, noon_ms).error().is(errors::act_elsewhere));
    }

    TEST_CASE("a stranger founds nothing, nor does a denial, nor an act that has expired") {
        const Five five;
        const auto plan = plan_of(five);
        auto act = *plan.act_of("ana", noon_ms + hour_ms);

        CHECK(plan.check(five.bea.sign(act), noon_ms).error().is(errors::person_unknown));
        CHECK(plan.check(five.ana.sign(act), noon_ms + hour_ms).error().is(errors::act_expired));
        act.expiry_ms = noon_ms + request_life_max_ms + 1;
        CHECK(plan.check(five.ana.sign(act), noon_ms).error().is(errors::act_too_far));
        --act.expiry_ms;
        CHECK(plan.check(five.ana.sign(act), noon_ms).ok());
        act.choice = Choice::deny;
        CHECK(plan.check(five.ana.sign(act), noon_ms).error().is(errors::act_not_one));
        CHECK(plan.act_of("zoe", noon_ms + hour_ms).error().is(errors::person_removed));
    }

    TEST_CASE("a founding plan keeps its one form") {
        const Five five;
        auto bytes = wire::encode_public(plan_of(five));

        const auto back = wire::decode<FoundingPlan>(bytes);

        REQUIRE(back.ok());
        CHECK(*back == plan_of(five));
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            CHECK_FALSE(wire::decode<FoundingPlan>(View(bytes).first(size)).ok());
        }
        bytes[4] ^= 1U;
        CHECK_FALSE(wire::decode<FoundingPlan>(bytes).ok());
    }
}

TEST_SUITE("ceremony/words") {
    TEST_CASE("the eight words are those that another implementation of SLIP-39's list says") {
        for (const auto& row : test::vector_rows("words.txt")) {
            Digest digest{};
            std::ranges::copy(test::unhex(row.at(0)), digest.begin());
            std::string theirs;
            for (std::size_t word = 1; word < row.size(); ++word) {
                theirs += (word == 1 ? "" : " ") + row[word];
            }
            CHECK(ceremony::spoken(digest) == theirs);
        }
    }

    TEST_CASE("each of the first 80 bits changes a word, and no later one does") {
        const Digest digest{};
        const auto zero = ceremony::spoken(digest);
        for (std::size_t bit = 0; bit < 256; ++bit) {
            auto changed = digest;
            changed.at(bit / 8) ^= static_cast<std::uint8_t>(1U << (bit % 8));
            CHECK((ceremony::spoken(changed) == zero) == (bit >= 80));
        }
    }
}
