// Foundings that are not what they have to be: each is refused, and nothing is founded.
#include "errors.hpp"
#include "people_bench.hpp"

using namespace sealwright;
using test::PeopleBench;

namespace {

struct FoundingBench : PeopleBench {
    void refused_whole(const operate::FoundAsk& ask, std::uint16_t code) {
        CHECK(refused(ask) == code);
        CHECK_FALSE(core().state().founding.has_value());
        CHECK(core().phase() == keeper::Phase::empty);
    }
    // The row that rests in clear, as somebody who can write the database would change it.
    template <class Change>
    void tampered(Change change) {
        auto& row = depot.memory.tampered().rows.at("founding");
        auto founding = wire::decode<keeper::Founding>(row.value);
        REQUIRE(founding.ok());
        change(*founding);
        row.value = wire::encode_public(*founding);
        restart_people();
    }
};

}  // namespace

TEST_SUITE("keeper/founding_refusal") {
    TEST_CASE("a roster of a later epoch, of too many, or of keys without proof founds nothing") {
        FoundingBench bench;
        auto later = bench.found_ask();
        later.roster = wire::encode_public(*ceremony::Roster::make({}, bench.persons, 2));
        bench.refused_whole(later, errors::roster_invalid.code);

        auto unproven = bench.found_ask();
        unproven.proofs.pop_back();
        bench.refused_whole(unproven, errors::person_key_invalid.code);
        auto borrowed = bench.found_ask();
        std::swap(borrowed.proofs[0].proof, borrowed.proofs[1].proof);
        bench.refused_whole(borrowed, errors::person_key_invalid.code);

        FoundingBench crowd;
        for (int each = 0; each < 13; ++each) {
            crowd.add("p" + std::to_string(200 + each), {PeopleBench::Role::auditor});
        }
        crowd.refused_whole(crowd.found_ask(), errors::roster_invalid.code);
    }

    TEST_CASE("a policy that cannot be read founds nothing") {
        FoundingBench bench;
        auto ask = bench.found_ask();
        ask.policy = {0xff, 0xff};

        const auto code = bench.refused(ask);

        CHECK(code != 0);
        bench.refused_whole(ask, code);
    }

    TEST_CASE("signatures that nobody made found nothing, whoever wrote them into the database") {
        FoundingBench bench;
        bench.must<operate::FoundingShown>(bench.found_ask());
        const auto forged = [&](keeper::Founding& founding) {
            for (const char* name : {"ana", "bea", "cem"}) {
                auto act = *founding.plan.act_of(name, bench.clock.now().wall_ms + 1000);
                founding.acts.push_back({act, bench.people.at(name).key, {}});
            }
        };
        bench.tampered(forged);

        CHECK(bench.refused(bench.founder("wil")) == errors::state_broken.code);

        CHECK_FALSE(bench.core().state().is_founded());
        CHECK(bench.core().phase() == keeper::Phase::empty);
    }

    TEST_CASE(
        "a plan that was changed in the database is founded by none of the earlier signatures") {
        FoundingBench bench;
        bench.must<operate::FoundingShown>(bench.found_ask());
        for (const char* name : {"ana", "bea", "cem"}) {
            bench.must<operate::FoundingShown>(bench.founder(name));
        }
        bench.tampered([](keeper::Founding& founding) { founding.plan.owner = "eve"; });

        CHECK(bench.refused(bench.founder("wil")) == errors::state_broken.code);

        CHECK_FALSE(bench.core().state().is_founded());
        bench.must<operate::FoundingShown>(operate::FoundingAbandonAsk{});
        bench.found();
    }

    TEST_CASE("a signature that was in time is one also when the last founder signs days later") {
        FoundingBench bench;
        bench.must<operate::FoundingShown>(bench.found_ask());
        for (const char* name : {"ana", "bea", "cem"}) {
            bench.must<operate::FoundingShown>(bench.founder(name));
        }
        bench.clock.advance(3 * PeopleBench::day_ms);

        bench.must<operate::FoundingShown>(bench.founder("wil"));

        CHECK(bench.core().state().is_founded());
    }

    TEST_CASE("a founder of a solo installation is known for its founding, and for nothing else") {
        FoundingBench bench;
        bench.init();
        bench.must<operate::FoundingShown>(bench.found_ask());

        CHECK(bench.code_of(bench.asks("ana", operate::FoundingAsk{})) == 0);
        for (const char* name : {"ana", "wil"}) {
            CHECK(bench.code_of(bench.asks(name, operate::VaultsAsk{})) ==
                  errors::found_first.code);
        }
    }

    TEST_CASE("a founding whose commit was lost is read again before anybody is told of it") {
        FoundingBench bench;
        bench.must<operate::FoundingShown>(bench.found_ask());
        const auto ana = bench.founder("ana");
        bench.depot.memory.lose_answer(1);

        CHECK(bench.refused(ana) == errors::commit_failed.code);
        CHECK(bench.core().phase() == keeper::Phase::locked);
        bench.core().refresh();

        CHECK(bench.must<operate::FoundingShown>(operate::FoundingAsk{}).has_signed ==
              std::vector<std::string>{"ana"});
    }
}
