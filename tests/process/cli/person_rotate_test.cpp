// A person's key gives way to another one, whose approval takes other people and time.
#include "people_keeper.hpp"
#include "sealwright/config/toml/contexts.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::cli_test;

namespace {

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// Ana's rotation into this file of hers.
class Rotation {
public:
    Rotation() : file(keeper.home("ana") + "/new.key") {}

    Ran run() { return keeper.run("ana", {"person", "key", "rotate", "--file", file}); }
    [[nodiscard]] crypto::PublicKey old_key() const {
        return keeper.roster->person_named("ana")->keys.front().key;
    }
    void approve() {
        const auto id = keeper.requests.front().id.str();
        REQUIRE(keeper.run("bea", {"request", "approve", id, "--yes"}).exit == 0);
    }
    [[nodiscard]] std::vector<bool> in_force() const {
        std::vector<bool> states;
        for (const auto& key : keeper.roster->person_named("ana")->keys) {
            states.push_back(key.revoked_ms == 0);
        }
        return states;
    }
    [[nodiscard]] std::string key_of_context() const {
        const auto text = keeper.service.folder().read("home-ana/sealwright/contexts.toml");
        const auto contexts = config::parse_contexts(text);
        REQUIRE(contexts.ok());
        return contexts->contexts.front().key;
    }

    PeopleKeeper keeper;
    std::string file;
};

}  // namespace

TEST_SUITE("cli/person-rotate") {
    TEST_CASE(
        "a person who rotates a key ends with the new one in, the old one out, by one command run "
        "again") {
        Rotation ana;

        const auto first = ana.run();
        const auto early = ana.run();
        ana.approve();
        const auto last = ana.run();

        CHECK(first.exit == 10);
        CHECK(says(first.talk, "run this command again"));
        CHECK(early.exit == 10);
        CHECK(says(early.talk, "You asked for this already"));
        CHECK_MESSAGE(last.exit == 0, last.talk);
        CHECK(says(last.talk, "the old one is revoked"));
        CHECK(ana.in_force() == std::vector<bool>{false, true});
        CHECK(ana.keeper.requests.size() == 2);
        CHECK(ana.key_of_context() == ana.file);
        CHECK(ana.keeper.run("ana", {"vault", "status"}).exit == 0);
    }

    TEST_CASE("a rotation that was cut off after the old key went is finished by the next run") {
        Rotation ana;
        REQUIRE(ana.run().exit == 10);
        ana.approve();
        ana.keeper.roster = *ana.keeper.roster->without_key("ana", ana.old_key(), 5);

        const auto ran = ana.run();

        CHECK_MESSAGE(ran.exit == 0, ran.talk);
        CHECK(ana.in_force() == std::vector<bool>{false, true});
        CHECK(ana.keeper.requests.size() == 1);
        CHECK(ana.key_of_context() == ana.file);
    }

    TEST_CASE("a file that holds another's key, or the one in use, rotates nothing") {
        Rotation ana;
        ana.file = ana.keeper.home("ana") + "/ana.key";
        const auto same = ana.run();
        ana.file = ana.keeper.home("bea") + "/bea.key";
        const auto other = ana.run();

        CHECK(same.exit == 1);
        CHECK(says(same.talk, "E3325"));
        CHECK(other.exit != 0);
        CHECK(says(other.talk, "E32"));
        CHECK(ana.keeper.requests.empty());
        CHECK(ana.key_of_context() == ana.keeper.home("ana") + "/ana.key");
    }
}
