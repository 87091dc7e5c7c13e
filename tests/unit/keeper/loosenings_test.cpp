// What one operator loosened alone is shown to the founders, all of it, and each entry is read
// once.
#include "loosenings.hpp"

#include "people_bench.hpp"
#include "sealwright/operate/routes.hpp"

#include <algorithm>
#include <set>

using namespace sealwright;
using test::PeopleBench;

namespace {

journal::Entry act_of(const std::string& what) {
    journal::Entry entry;
    entry.kind = journal::Kind::act;
    entry.fields = {{"what", what}};
    return entry;
}

// How a route's act is called in the journal.
std::string act_name(std::string_view route) {
    if (route == "baseline-approve") return "node baseline approve";
    if (route == "vault-claim") return "vault adopt";
    std::string name(route);
    std::replace(name.begin(), name.end(), '-', ' ');
    for (const std::string_view pair : {"allow init", "allow restore", "retire version"}) {
        const auto found = name.find(pair);
        if (found != std::string::npos) name[found + pair.find(' ')] = '-';
    }
    return name;
}

}  // namespace

TEST_SUITE("keeper/loosenings") {
    TEST_CASE("whatever takes two by its row counts when a solo operator did it") {
        // Nobody but people can do these.
        const std::set<std::string_view> of_people{
            "person-add", "person-key-add", "person-roles", "rules-set", "ceremony-begin"};
        std::size_t count = 0;
        for (const auto& route : operate::routes()) {
            if (route.effect != operate::Effect::loosen || of_people.contains(route.name)) continue;
            CAPTURE(route.name);
            CHECK(keeper::is_loosening(act_of(act_name(route.name))));
            ++count;
        }
        CHECK(count > 8);
        CHECK(keeper::is_loosening(act_of("policy set")));
        CHECK(keeper::is_loosening(act_of("vault init")));
        CHECK_FALSE(keeper::is_loosening(act_of("vault hold")));
        auto alert = act_of("vault add");
        alert.kind = journal::Kind::alert;
        CHECK_FALSE(keeper::is_loosening(alert));
    }

    TEST_CASE("founders who look again make the keeper read no entry twice") {
        PeopleBench bench;
        bench.init();
        bench.add_vault("one");
        bench.must<operate::FoundingShown>(bench.found_ask());
        const auto before = bench.depot.entries_read;
        const auto first = bench.must<operate::FoundingShown>(operate::FoundingAsk{});
        CHECK(bench.depot.entries_read == before);

        bench.must<operate::FoundingShown>(bench.founder("ana"));
        bench.add_vault("two");
        const auto second = bench.must<operate::FoundingShown>(operate::FoundingAsk{});

        CHECK(first.loosenings.size() == 1);
        CHECK(second.loosenings.size() == 2);
        CHECK(bench.depot.entries_read == before + 2);
    }

    TEST_CASE("a keeper that starts anew counts what the last one counted") {
        PeopleBench bench;
        bench.init();
        for (const char* name : {"one", "two", "three"}) bench.add_vault(name);
        bench.must<operate::FoundingShown>(bench.found_ask());
        bench.add_vault("four");
        const auto shown = bench.must<operate::FoundingShown>(operate::FoundingAsk{}).loosenings;

        bench.restart_people();

        CHECK(bench.must<operate::FoundingShown>(operate::FoundingAsk{}).loosenings == shown);
        CHECK(shown.size() == 4);
    }
}
