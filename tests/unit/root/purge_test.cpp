#include "sealwright/root/purge.hpp"

#include "sealwright/root/errors.hpp"
#include "sealwright/vault/steps/errors.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

using namespace sealwright;
using root::Purge;
using Step = Purge::Step;

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

enum class Fault : std::uint8_t { refused, unanswered, answer_lost, already_dead };

// A vault with two namespaces; a token whose name begins with "root" is a root token.
class FakeVault {
public:
    std::map<std::string, std::set<std::string>> tokens{{"", {"own", "plain"}}, {"team/", {}}};
    std::map<std::string, Fault> faults;       // Of the revocation of one accessor.
    std::map<std::string, std::string> makes;  // What its revocation brings to life.
    std::vector<std::string> revocations;
    int lost_from_call = 1'000'000;

    // Nothing: no answer came.
    std::optional<vault::Reply> answer(const vault::Call& call) {
        if (++calls_ > lost_from_call) return std::nullopt;
        if (call.path == "auth/token/revoke-accessor") return revoke(call);
        if (call.path == "sys/namespaces") {
            if (!call.inside.empty()) return reply(R"({"errors":[]})", 404);
            return reply(list_of({"team/"}));
        }
        auto& inside = tokens.at(call.inside);
        if (call.path == "auth/token/accessors") {
            if (inside.empty()) return reply(R"({"errors":[]})", 404);
            return reply(list_of({inside.begin(), inside.end()}));
        }
        const auto accessor = accessor_in(call);
        if (!inside.contains(accessor)) return reply(R"({"errors":["invalid accessor"]})", 400);
        const std::string policy = accessor.starts_with("root") ? "root" : "default";
        return reply(R"({"data":{"accessor":")" + accessor + R"(","policies":[")" + policy +
                     R"("],"ttl":0,"explicit_max_ttl":0,"creation_time":1,"orphan":)" +
                     (accessor.starts_with("child") ? "false" : "true") + "}}");
    }

    [[nodiscard]] int calls() const { return calls_; }
    [[nodiscard]] std::size_t roots() const {
        std::size_t count = 0;
        for (const auto& [inside, all] : tokens) {
            count += static_cast<std::size_t>(std::ranges::count_if(
                all, [](const std::string& accessor) { return accessor.starts_with("root"); }));
        }
        return count;
    }

private:
    static std::string accessor_in(const vault::Call& call) {
        const std::string body(text_of(call.body));
        constexpr std::string_view before = R"({"accessor":")";
        return body.substr(before.size(), body.size() - before.size() - 2);
    }

    std::optional<vault::Reply> revoke(const vault::Call& call) {
        const auto accessor = accessor_in(call);
        revocations.push_back(call.inside + accessor);
        const auto found = faults.find(accessor);
        const auto fault = found == faults.end() ? std::nullopt : std::optional(found->second);
        if (fault == Fault::refused) return reply(R"({"errors":["internal error"]})", 500);
        if (fault == Fault::unanswered) return std::nullopt;
        tokens.at(call.inside).erase(accessor);
        if (makes.contains(accessor)) tokens.at(call.inside).insert(makes.at(accessor));
        if (fault == Fault::answer_lost) return std::nullopt;
        if (fault == Fault::already_dead) {
            return reply(R"({"warnings":["No token found with this accessor"]})");
        }
        return reply("", 204);
    }

    int calls_ = 0;
};

// What its owner was told, in its order.
std::vector<std::string> play(Purge& purge, FakeVault& vault) {
    std::vector<std::string> told;
    for (int turn = 0; turn < 1'000 && purge.step() != Step::done; ++turn) {
        if (purge.must_tell()) {
            CHECK_FALSE(purge.next());
            const bool is_again = purge.step() == Step::tell_again;
            told.push_back(is_again ? "again" : std::to_string(purge.found().size()));
            purge.told();
        }
        const auto call = purge.next();
        REQUIRE(call);
        const auto answer = vault.answer(*call);
        if (answer) purge.take(*answer);
        if (!answer) purge.lost(errors::answer_unreadable);
    }
    REQUIRE(purge.step() == Step::done);
    CHECK_FALSE(purge.next());
    return told;
}

using Words = std::vector<std::string>;

}  // namespace

TEST_SUITE("root: purge") {
    TEST_CASE("where there is no root token one census is all") {
        FakeVault vault;
        Purge purge({}, "own");

        CHECK(play(purge, vault).empty());

        CHECK_FALSE(purge.failure());
        CHECK(purge.tokens() == 2);
        CHECK(purge.namespaces() == 2);
        CHECK(purge.revoked() == 0);
        CHECK(vault.revocations.empty());
    }

    TEST_CASE("what may be a root token's child is counted before any ends") {
        FakeVault vault;
        vault.tokens[""].insert({"root-1", "child-1", "child-2"});
        vault.tokens["team/"] = {"child-3"};
        Purge purge({}, "own");
        while (!purge.must_tell()) purge.take(*vault.answer(*purge.next()));

        CHECK(purge.children() == 3);
        CHECK(purge.found().size() == 1);
        CHECK_FALSE(purge.broken());
    }

    TEST_CASE("each root token dies where it lives, is told of before, and the rest is as it was") {
        FakeVault vault;
        vault.tokens[""].insert({"root-1", "root-2"});
        vault.tokens["team/"] = {"root-3", "x"};
        Purge purge({}, "own");

        CHECK(play(purge, vault) == Words{"3", "again"});

        CHECK_FALSE(purge.failure());
        CHECK(purge.revoked() == 3);
        CHECK(purge.found().empty());
        CHECK(vault.revocations == Words{"root-1", "root-2", "team/root-3"});
        CHECK(vault.tokens[""] == std::set<std::string>{"own", "plain"});
        CHECK(vault.tokens["team/"] == std::set<std::string>{"x"});
        CHECK(purge.tokens() == 3);
    }

    TEST_CASE("nothing is revoked before its owner has told which they are") {
        FakeVault vault;
        vault.tokens[""].insert("root-1");
        Purge purge({}, "own");
        while (!purge.must_tell()) purge.take(*vault.answer(*purge.next()));

        REQUIRE(purge.found().size() == 1);
        CHECK(purge.found()[0].token.accessor == "root-1");
        CHECK_FALSE(purge.next());
        CHECK(vault.revocations.empty());
    }

    TEST_CASE("a granted root token lives, and counts as none that was found") {
        FakeVault vault;
        vault.tokens[""].insert({"root-1", "root-granted"});
        Purge purge({"root-granted", "root-dead-long-ago"}, "own");

        CHECK(play(purge, vault) == Words{"1", "again"});

        CHECK_FALSE(purge.failure());
        CHECK(vault.revocations == Words{"root-1"});
        CHECK(vault.tokens[""].contains("root-granted"));
    }

    TEST_CASE("a root token that died meanwhile is not counted as revoked") {
        FakeVault vault;
        vault.tokens[""].insert({"root-1", "root-2"});
        vault.faults = {{"root-1", Fault::already_dead}};
        Purge purge({}, "own");

        play(purge, vault);

        CHECK_FALSE(purge.failure());
        CHECK(purge.revoked() == 1);
        CHECK(vault.roots() == 0);
    }

    TEST_CASE("a root token that makes another as it dies is followed") {
        FakeVault vault;
        vault.tokens[""].insert("root-1");
        vault.makes = {{"root-1", "root-2"}, {"root-2", "root-3"}};
        Purge purge({}, "own");

        CHECK(play(purge, vault) == Words{"1", "again", "1", "again", "1", "again"});

        CHECK_FALSE(purge.failure());
        CHECK(purge.revoked() == 3);
        CHECK(vault.roots() == 0);
    }

    TEST_CASE("after three rounds it is said how many live, and no fourth begins") {
        FakeVault vault;
        vault.tokens[""].insert("root-1");
        vault.makes = {{"root-1", "root-2"}, {"root-2", "root-1"}};
        Purge purge({}, "own");

        CHECK(play(purge, vault).size() == 6);

        REQUIRE(purge.failure());
        CHECK(purge.failure()->is(errors::roots_remain));
        CHECK(purge.failure()->sentence().find("tokens=1") != std::string::npos);
        CHECK(vault.revocations.size() == 3);
    }

    TEST_CASE("one that cannot be revoked keeps no other alive, and is tried in each round") {
        FakeVault vault;
        vault.tokens[""].insert({"root-1", "root-2", "root-3"});
        vault.faults = {{"root-1", Fault::refused}};
        Purge purge({}, "own");

        CHECK(play(purge, vault) == Words{"3", "again", "1", "again", "1", "again"});

        REQUIRE(purge.failure());
        CHECK(purge.failure()->is(errors::roots_remain));
        CHECK(purge.failure()->sentence().find("tokens=1") != std::string::npos);
        CHECK(purge.revoked() == 2);
        CHECK(vault.roots() == 1);
    }

    TEST_CASE("what became of one whose answer was lost is looked up by the next census") {
        for (const auto fault : {Fault::unanswered, Fault::answer_lost}) {
            CAPTURE(static_cast<int>(fault));
            FakeVault vault;
            vault.tokens[""].insert({"root-1", "root-2"});
            vault.faults = {{"root-1", fault}};
            Purge purge({}, "own");
            while (vault.revocations.size() < 2) {
                if (purge.must_tell()) purge.told();
                const auto answer = vault.answer(*purge.next());
                if (answer) purge.take(*answer);
                if (!answer) purge.lost(errors::answer_unreadable);
            }
            vault.faults.clear();

            play(purge, vault);

            CHECK_FALSE(purge.failure());
            CHECK(vault.roots() == 0);
        }
    }

    TEST_CASE("a vault that does not answer any more is not asked for ever") {
        FakeVault vault;
        for (int number = 0; number < 100; ++number) {
            vault.tokens[""].insert("root-" + std::to_string(number));
        }
        Purge purge({}, "own");
        while (!purge.must_tell()) purge.take(*vault.answer(*purge.next()));
        vault.lost_from_call = vault.calls();

        play(purge, vault);

        REQUIRE(purge.failure());
        CHECK(purge.failure()->is(errors::answer_unreadable));
        CHECK(vault.calls() == vault.lost_from_call + Purge::losses_max);
    }

    TEST_CASE("half a census revokes nothing and proves nothing") {
        const int calls = [] {
            FakeVault vault;
            Purge purge({}, "own");
            play(purge, vault);
            return vault.calls();
        }();
        for (int lost = 0; lost < calls; ++lost) {
            CAPTURE(lost);
            FakeVault vault;
            vault.tokens[""].insert("root-1");
            vault.lost_from_call = lost;
            Purge purge({}, "own");

            play(purge, vault);

            CHECK(purge.failure());
            CHECK(vault.revocations.empty());
        }
    }

    TEST_CASE("a list without the token that asks is none") {
        FakeVault vault;
        Purge purge({}, "somebody-else");

        play(purge, vault);

        REQUIRE(purge.failure());
        CHECK(purge.failure()->is(errors::census_blind));
    }
}
