// What waits for people, as each of them finds it: listed, and asked for again.
#include "people_keeper.hpp"
#include "sealwright/operate/messages.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

using namespace sealwright;
using namespace sealwright::cli_test;

namespace {

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

const std::vector<std::string> add_prod{"vault", "add", "prod"};

std::size_t longest_line(const std::string& text) {
    std::istringstream lines(text);
    std::size_t longest = 0;
    for (std::string line; std::getline(lines, line);) longest = std::max(longest, line.size());
    return longest;
}

}  // namespace

TEST_SUITE("cli/requests") {
    TEST_CASE(
        "a list says of each request who wants what, since and until when, and how many of how "
        "many") {
        PeopleKeeper keeper;
        REQUIRE(keeper.run("ana", add_prod).exit == 10);
        REQUIRE(keeper.run("ana", {"rules", "set", "--needed", "2", "--overrule", "3"}).exit == 10);
        const auto& first = keeper.requests.front();

        const auto listed = keeper.run("bea", {"request", "ls"});
        const auto json = keeper.run_json("bea", {"request", "ls"});

        CHECK(listed.exit == 0);
        CHECK(says(listed.out, first.id.str() + "  collecting\n  ana: vault add, vault \"prod\""));
        CHECK(says(listed.out, "  ana: rules set, "));
        CHECK(says(listed.out, "\n  1 of 2, since 20"));
        CHECK(says(listed.out, " UTC, until 20"));
        CHECK(longest_line(listed.out) <= 80);
        CHECK(says(json.out, "\"summary\":\"vault add, vault \\\"prod\\\""));
        CHECK(says(json.out, "\"approvals\":1,\"needed\":2,\"proposed\":\"20"));
    }

    TEST_CASE("a request that was not signed over its plan is in no list") {
        PeopleKeeper keeper;
        REQUIRE(keeper.run("ana", add_prod).exit == 10);
        keeper.requests.front().decisions.front().act.signature[0] ^= 1U;

        const auto listed = keeper.run("bea", {"request", "ls"});

        CHECK(listed.exit == 1);
        CHECK(listed.out.empty());
        CHECK(says(listed.talk, "E3310"));
        CHECK(says(listed.talk, keeper.requests.front().id.str()));
    }

    TEST_CASE("a change that is asked for again while it waits makes no second request") {
        PeopleKeeper keeper;
        REQUIRE(keeper.run("ana", add_prod).exit == 10);
        const auto id = keeper.requests.front().id.str();

        const auto again = keeper.run("ana", add_prod);

        CHECK(again.exit == 10);
        CHECK(keeper.requests.size() == 1);
        CHECK(says(again.talk, "You asked for this already: " + id));
        CHECK(says(again.talk, "waits for 1 more operator: sealwright request approve " + id));
        CHECK_FALSE(says(again.talk, "You sign"));
        CHECK(says(keeper.run_json("ana", add_prod).out, "\"request\":\"" + id + "\""));
    }

    TEST_CASE("another change, another person's, or one that has ended is asked for anew") {
        PeopleKeeper keeper;
        REQUIRE(keeper.run("ana", add_prod).exit == 10);
        const auto id = keeper.requests.front().id.str();

        CHECK(keeper.run("ana", {"vault", "add", "other"}).exit == 10);
        CHECK(keeper.run("bea", add_prod).exit == 10);
        CHECK(keeper.requests.size() == 3);
        REQUIRE(keeper.run("cem", {"request", "veto", id, "--reason", "a trap"}).exit == 0);
        CHECK(keeper.run("ana", add_prod).exit == 10);
        CHECK(keeper.requests.size() == 4);
        CHECK(keeper.requests.back().attempt == 1);
    }
}
