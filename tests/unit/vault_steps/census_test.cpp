#include "sealwright/vault/steps/census.hpp"

#include "sealwright/vault/steps/errors.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace sealwright;
using vault::Census;

namespace {

vault::Reply reply(const std::string& body, std::uint16_t status = 200) {
    const auto bytes = view_of(body);
    return {status, WipedBytes(bytes.begin(), bytes.end())};
}

std::string list_of(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "\"" : ",\"") + name + "\"";
    return R"({"data":{"keys":[)" + text + "]}}";
}

// A vault with the tokens of each namespace; one whose name begins with "root" is a root token.
struct FakeVault {
    std::map<std::string, std::vector<std::string>> tokens{{"", {}}};
    std::map<std::string, std::vector<std::string>> namespaces;

    [[nodiscard]] vault::Reply answer(const vault::Call& call) const {
        if (call.path == "sys/namespaces") {
            const auto found = namespaces.find(call.inside);
            if (found == namespaces.end()) return reply(R"({"errors":[]})", 404);
            return reply(list_of(found->second));
        }
        if (call.path == "auth/token/accessors") return reply(list_of(tokens.at(call.inside)));
        REQUIRE(call.path == "auth/token/lookup-accessor");
        for (const auto& accessor : tokens.at(call.inside)) {
            if (text_of(call.body) != R"({"accessor":")" + accessor + "\"}") continue;
            if (accessor.starts_with("dead")) break;
            const std::string policy = accessor.starts_with("root") ? "root" : "default";
            return reply(R"({"data":{"accessor":")" + accessor + R"(","policies":[")" + policy +
                         R"("],"ttl":0,"explicit_max_ttl":0,"creation_time":1,"orphan":true}})");
        }
        return reply(R"({"errors":["invalid accessor"]})", 400);
    }
};

Result<void> run(Census& census, const FakeVault& vault) {
    for (int step = 0; step < 10'000; ++step) {
        const auto call = census.next();
        if (!call) return done;
        TRY(census.take(vault.answer(*call)));
    }
    return errors::census_large;
}

}  // namespace

TEST_SUITE("vault: census of root tokens") {
    TEST_CASE("a root token is found in each namespace, however deep, and no other token is") {
        FakeVault vault;
        vault.namespaces = {{"", {"a/", "b/"}}, {"a/", {"c/"}}};
        vault.tokens = {{"", {"root-1", "x"}}, {"a/", {"y"}}, {"b/", {}}, {"a/c/", {"root-2"}}};
        Census census(true, "");
        REQUIRE(run(census, vault).ok());
        REQUIRE(census.roots().size() == 2);
        CHECK(census.roots()[0].inside.empty());
        CHECK(census.roots()[0].token.accessor == "root-1");
        CHECK(census.roots()[1].inside == "a/c/");
        CHECK(census.tokens() == 4);
        CHECK(census.namespaces() == 4);
    }

    TEST_CASE("a token that dies while it is counted is passed over") {
        FakeVault vault;
        vault.tokens[""] = {"dead-1", "root-1"};
        Census census(false, "");
        REQUIRE(run(census, vault).ok());
        CHECK(census.roots().size() == 1);
    }

    TEST_CASE("a root that hops from token to token as it is looked for is found") {
        // Each list is a moment too old, five times over: its root has made another and is gone.
        FakeVault vault;
        vault.tokens[""] = {"dead-0", "x"};
        Census census(false, "");
        int lists = 0;
        while (const auto call = census.next()) {
            if (call->path == "auth/token/accessors") {
                ++lists;
                vault.tokens[""] = {"x", (lists < 6 ? "dead-" : "root-") + std::to_string(lists)};
            }
            REQUIRE(census.take(vault.answer(*call)).ok());
        }
        CHECK(lists == 6);
        REQUIRE(census.roots().size() == 1);
        CHECK(census.roots().front().token.accessor == "root-6");
        CHECK(census.tokens() == 7);  // "x" was looked at once.
    }

    TEST_CASE(
        "where tokens never stop dying unseen the census says so, and not that there is no root") {
        FakeVault vault;
        Census census(false, "");
        std::size_t lists = 0;
        Result<void> taken = done;
        while (taken.ok() && census.next()) {
            const auto call = *census.next();
            if (call.path == "auth/token/accessors") {
                vault.tokens[""] = {"dead-" + std::to_string(++lists)};
            }
            taken = census.take(vault.answer(call));
        }
        REQUIRE_FALSE(taken.ok());
        CHECK(taken.error().is(errors::census_unsettled));
        CHECK(lists == Census::lists_max);
    }

    TEST_CASE("a list without the token that asks for it is no list of that vault") {
        FakeVault vault;
        vault.namespaces = {{"", {"a/"}}};
        vault.tokens = {{"", {"mine", "x"}}, {"a/", {"y"}}};
        Census good(true, "mine");
        CHECK(run(good, vault).ok());
        CHECK(good.tokens() == 3);
        vault.tokens[""] = {"x"};
        Census blind(true, "mine");
        CHECK(run(blind, vault).error().is(errors::census_blind));
        Census empty(false, "mine");
        CHECK(empty.take(reply(R"({"errors":[]})", 404)).error().is(errors::census_blind));
    }

    TEST_CASE("a census that lacks one answer is none") {
        FakeVault vault;
        vault.tokens[""] = {"root-1"};
        Census census(false, "");
        REQUIRE(census.take(vault.answer(*census.next())).ok());
        CHECK_FALSE(census.take(reply(R"({"errors":["internal error"]})", 500)).ok());
    }

    TEST_CASE("an answer about another token is not taken for the one that was asked for") {
        Census census(false, "");
        REQUIRE(census.take(reply(list_of({"root-1"}))).ok());
        const auto other = reply(
            R"({"data":{"accessor":"x","policies":["default"],"ttl":0,"explicit_max_ttl":0,"creation_time":1,"orphan":true}})");
        CHECK(census.take(other).error().is(errors::answer_unreadable));
    }

    TEST_CASE("more namespaces than are looked at is an error, not a shorter census") {
        Census census(true, "");
        const std::vector<std::string> many(Census::namespaces_max, "n/");
        CHECK(census.take(reply(list_of(many))).error().is(errors::census_large));
    }
}
