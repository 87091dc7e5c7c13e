// How an installation of several people begins: each founder's signature, or nothing.
#include "people_bench.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using test::PeopleBench;

TEST_SUITE("keeper/founding") {
    TEST_CASE("an installation begins when each founder has signed, and entry 1 has it all") {
        PeopleBench bench;
        auto ask = bench.found_ask();
        ask.policy = wire::encode_public(bench.core().state().policy.policy);
        bench.must<operate::FoundingShown>(ask);
        const auto plan = bench.plan();
        for (const char* name : {"ana", "bea", "cem"}) {
            const auto shown = bench.must<operate::FoundingShown>(bench.founder(name));
            CHECK_FALSE(shown.is_done);
            CHECK_FALSE(bench.is_open());
        }

        const auto done = bench.must<operate::FoundingShown>(bench.founder("wil"));

        CHECK(done.is_done);
        CHECK(bench.is_open());
        const auto status = bench.must<operate::Status>(operate::StatusAsk{});
        CHECK_FALSE(status.solo);
        CHECK(status.founded_entry == 1);
        CHECK(status.persons == 4);

        const auto entry = bench.entries().front();
        CHECK(entry.sequence == 1);
        CHECK(entry.kind == journal::Kind::founded);
        REQUIRE(entry.bytes("plan").has_value());
        const auto written = wire::decode<ceremony::FoundingPlan>(*entry.bytes("plan"));
        REQUIRE(written.ok());
        CHECK(*written == plan);
        CHECK(*entry.digest("plan") == plan.plan().digest());
        CHECK(written->roster == bench.core().state().roster.roster);
        CHECK(*entry.digest("roster") == written->roster.digest());
        CHECK(written->policy == ask.policy);
        CHECK(wire::encode_public(bench.core().state().policy.policy) == ask.policy);
        CHECK(written->installation == bench.core().state().installation->id);
        CHECK(written->identity == bench.core().state().installation->verifier);
        const auto signed_acts = entry.bytes("acts");
        REQUIRE(signed_acts.has_value());
        wire::Reader reader(*signed_acts);
        const auto acts = wire::read_list<ceremony::SignedAct>(reader, 16);
        CHECK(reader.finish().ok());
        REQUIRE(acts.size() == 4);
        for (const auto& act : acts) CHECK(plan.check(act, bench.clock.now().wall_ms).ok());
        CHECK(ceremony::is_signed_by_all(plan, acts));

        bench.restart_people();
        CHECK(bench.core().state().is_founded());
        CHECK_FALSE(bench.core().state().founding.has_value());
    }

    TEST_CASE("a founding that was ended opens nothing, whoever signs it afterwards") {
        PeopleBench bench;
        bench.must<operate::FoundingShown>(bench.found_ask());
        std::vector<operate::FoundingSignAsk> signed_by_all;
        for (const auto& whom : bench.persons) signed_by_all.push_back(bench.founder(whom.name));
        for (std::size_t each = 0; each < 3; ++each) {
            bench.must<operate::FoundingShown>(signed_by_all[each]);
        }

        bench.must<operate::FoundingShown>(operate::FoundingAbandonAsk{});

        for (const auto& sign : signed_by_all) {
            CHECK(bench.refused(sign) == errors::founding_absent.code);
        }
        CHECK_FALSE(bench.is_open());
        bench.restart_people();
        CHECK_FALSE(bench.is_open());
        CHECK_FALSE(bench.core().state().founding.has_value());
        CHECK_FALSE(bench.core().state().installation.has_value());
        // Nor do those signatures count for the next one.
        bench.must<operate::FoundingShown>(bench.found_ask());
        for (const auto& sign : signed_by_all) CHECK(bench.refused(sign) != 0);
        CHECK_FALSE(bench.is_open());
    }

    TEST_CASE("a founding that not all have signed survives a restart, and can be ended") {
        PeopleBench bench;
        bench.must<operate::FoundingShown>(bench.found_ask());
        bench.must<operate::FoundingShown>(bench.founder("ana"));
        bench.restart_people();

        const auto shown = bench.must<operate::FoundingShown>(operate::FoundingAsk{});
        CHECK(shown.has_signed == std::vector<std::string>{"ana"});
        CHECK(bench.refused(operate::InitAsk{true}) == errors::founding_under_way.code);
        bench.must<operate::FoundingShown>(operate::FoundingAbandonAsk{});
        CHECK(bench.refused(bench.found_ask()) == 0);
    }
}
