// What people do at their own machines: keys, contexts, requests and foundings.
#include "people_keeper.hpp"
#include "sealwright/ceremony/errors.hpp"
#include "sealwright/ceremony/words.hpp"
#include "sealwright/config/toml/contexts.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/operate/founding_messages.hpp"
#include "sealwright/operate/people_messages.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>

using namespace sealwright;
using namespace sealwright::cli_test;

namespace {

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

const std::vector<std::string> add_prod{"vault", "add", "prod"};

std::vector<std::string> decide(const std::string& what,
                                const PeopleKeeper& keeper,
                                const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{"request", what, keeper.requests.back().id.str()};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

ceremony::FoundingPlan founding_of(const PeopleKeeper& keeper) {
    ceremony::FoundingPlan plan;
    plan.installation = keeper.place().installation;
    plan.environment = keeper.place().environment;
    plan.owner = "somebody";
    plan.threshold = 2;
    plan.tokens = 3;
    plan.identity = keeper.identity().key();
    plan.roster = *keeper.roster;
    plan.made_ms = 1'795'300'000'000;
    return plan;
}

// Without anybody's context but this one, and without a passphrase.
Ran run_alone(const std::string& home, const std::vector<std::string>& words) {
    const Variable where("XDG_CONFIG_HOME", home);
    return run_program(words);
}

}  // namespace

TEST_SUITE("cli/people") {
    TEST_CASE("a change that one person asks for waits for a second, and says so in both forms") {
        PeopleKeeper keeper;

        const auto ran = keeper.run("ana", add_prod);

        REQUIRE(keeper.requests.size() == 1);
        const auto id = keeper.requests.front().id.str();
        CHECK(ran.exit == 10);
        CHECK(ran.out.empty());
        CHECK(says(ran.talk, "You sign " + id));
        CHECK(says(ran.talk, "change: vault-add"));
        CHECK(says(ran.talk, "vault: \"prod\""));
        CHECK(says(ran.talk, ceremony::spoken(keeper.requests.front().plan.digest())));
        CHECK(says(ran.talk, "waits for 1 more operator: sealwright request approve " + id));
        CHECK(keeper.carried_out.empty());
        const auto json = keeper.run_json("ana", add_prod);
        CHECK(json.exit == 10);
        CHECK(says(json.out, "\"request\":\"" + keeper.requests.back().id.str() + "\""));
        CHECK(says(json.out, "\"approvals\":1,\"needed\":2"));
    }

    TEST_CASE("the second operator sees what is signed, approves it, and it is carried out") {
        PeopleKeeper keeper;
        REQUIRE(keeper.run("ana", add_prod).exit == 10);

        const auto listed = keeper.run("bea", {"request", "ls"});
        const auto ran = keeper.run("bea", decide("approve", keeper, {"--yes"}));

        CHECK(says(listed.out, keeper.requests.front().id.str()));
        CHECK(says(listed.out, "1 of 2, since"));
        CHECK(ran.exit == 0);
        CHECK(says(ran.talk, "What is signed:\n  change: vault-add\n"));
        CHECK(says(ran.out, "committed"));
        REQUIRE(keeper.carried_out.size() == 1);
        CHECK(keeper.carried_out.front().type == operate::VaultAddAsk::type);
        CHECK(keeper.run("cem", decide("show", keeper)).exit == 0);
    }

    TEST_CASE("nothing is signed that nobody confirmed") {
        PeopleKeeper keeper;
        REQUIRE(keeper.run("ana", add_prod).exit == 10);

        const auto ran = keeper.run("bea", decide("approve", keeper));

        CHECK(ran.exit == 1);
        CHECK(says(ran.talk, "E3311"));
        CHECK(keeper.requests.front().decisions.size() == 1);
    }

    TEST_CASE("a denial and a veto are signed with their reason, and a veto takes one") {
        PeopleKeeper keeper;
        REQUIRE(keeper.run("ana", add_prod).exit == 10);
        CHECK(keeper.run("bea", decide("veto", keeper)).exit == 1);

        const auto denied = keeper.run("bea", decide("deny", keeper, {"--reason", "not now"}));
        const auto vetoed = keeper.run("cem", decide("veto", keeper, {"--reason", "a trap"}));

        CHECK(denied.exit == 0);
        CHECK(vetoed.exit == 0);
        CHECK(says(vetoed.out, "vetoed"));
        CHECK(says(vetoed.out, "a trap"));
        CHECK(keeper.run("ana", decide("show", keeper)).exit == 11);
        CHECK(keeper.run("bea", decide("approve", keeper, {"--yes"})).exit == 2);
        CHECK(keeper.carried_out.empty());
    }

    TEST_CASE("a plan that was vetoed is proposed again as its second attempt") {
        PeopleKeeper keeper;
        REQUIRE(keeper.run("ana", add_prod).exit == 10);
        REQUIRE(keeper.run("cem", decide("veto", keeper, {"--reason", "a trap"})).exit == 0);

        REQUIRE(keeper.run("ana", add_prod).exit == 10);

        CHECK(keeper.requests.back().attempt == 1);
        CHECK(says(keeper.run("ana", decide("show", keeper)).out, "vetoed before"));
    }

    TEST_CASE("a plan that this release does not know is shown as such, denied, never approved") {
        PeopleKeeper keeper;
        REQUIRE(keeper.run("ana", add_prod).exit == 10);
        auto& request = keeper.requests.front();
        // Signed by a newer release; its own signature is not what this is about.
        request.plan.type = 0x05ff;
        request.decisions.front().act.act.plan = request.plan.digest();
        const ceremony_test::Key any(5);
        request.decisions.front().act = any.sign(request.decisions.front().act.act);

        const auto approved = keeper.run("bea", decide("approve", keeper, {"--yes"}));

        CHECK(approved.exit == 1);
        CHECK(says(approved.talk, "E3309"));
        CHECK(says(keeper.run("bea", decide("show", keeper)).out, "not known to this release"));
        CHECK(keeper.requests.front().decisions.size() == 1);
    }

    TEST_CASE("a request whose decisions were not signed over its plan is not shown as one") {
        PeopleKeeper keeper;
        REQUIRE(keeper.run("ana", add_prod).exit == 10);
        keeper.requests.front().plan.body.back() ^= 1U;

        const auto shown = keeper.run("bea", decide("show", keeper));

        CHECK(shown.exit == 1);
        CHECK(says(shown.talk, "E3310"));
        CHECK(shown.out.empty());
    }

    TEST_CASE("an answer that the pinned service did not sign is not believed") {
        PeopleKeeper keeper;
        const std::vector<std::function<void(operate::PersonAnswer&)>> spoilers{
            [](auto& answer) { answer.signature = {}; },
            [](auto& answer) { ++answer.wall_ms; },
            [](auto& answer) { answer.body.push_back(0); },
            [](auto& answer) { answer.answer_type = operate::Nodes::type; },
            [](auto& answer) {
                const auto digest = crypto::th("person-answer", {answer.body});
                answer.signature = ceremony_test::Key(5).sign(digest);
            }};

        for (const auto& spoil : spoilers) {
            keeper.spoil = spoil;
            const auto ran = keeper.run("ana", {"vault", "status"});
            CHECK(ran.exit == 2);
            CHECK(says(ran.talk, "E3306"));
            CHECK(ran.out.empty());
        }
    }

    TEST_CASE("the answer to one question is none to another") {
        PeopleKeeper keeper;
        std::optional<operate::PersonAnswer> first;
        keeper.spoil = [&](operate::PersonAnswer& answer) {
            if (first) answer = *first;
            first = answer;
        };
        REQUIRE(keeper.run("ana", {"vault", "status"}).exit == 0);

        const auto replayed = keeper.run("ana", {"vault", "status"});

        CHECK(replayed.exit == 2);
        CHECK(says(replayed.talk, "E3306"));
    }

    TEST_CASE("a service whose words nobody compared is asked for its founding and nothing else") {
        PeopleKeeper keeper;
        keeper.write_context(keeper.context("ana", false), "ana");

        const auto read = keeper.run("ana", {"vault", "status"});
        const auto changed = keeper.run("ana", add_prod);
        const auto founding = keeper.run("ana", {"founding", "show"});

        CHECK(read.exit == 1);
        CHECK(says(read.talk, "E3302"));
        CHECK(says(changed.talk, "E3302"));
        CHECK(says(founding.talk, "E3225"));
        CHECK(keeper.questions == std::vector<std::uint16_t>{operate::FoundingAsk::type});
    }

    TEST_CASE("what is done on the service's host is not done by a person's key") {
        PeopleKeeper keeper;

        const auto ran = keeper.run("ana", {"token", "login", "tok-a", "-"});

        CHECK(ran.exit == 2);
        CHECK(says(ran.talk, "E3308"));
        CHECK(keeper.questions.empty());
    }

    TEST_CASE("a stranger's key hears that it is not known") {
        PeopleKeeper keeper;
        keeper.roster = *keeper.roster->without_person("cem", 5);

        const auto ran = keeper.run("cem", {"vault", "status"});

        CHECK(ran.exit == 11);
        CHECK(says(ran.talk, "E3203"));
    }

    TEST_CASE("a founder signs what the words say, and pins the service by it") {
        PeopleKeeper keeper;
        keeper.founding = founding_of(keeper);
        const auto words = ceremony::spoken(keeper.founding->plan().digest());
        keeper.write_context(keeper.context("ana", false), "ana");

        const auto shown = keeper.run("ana", {"founding", "show"});
        const auto wrong = keeper.run("ana", {"founding", "sign", "--words", words + "x"});
        const auto alone = keeper.run("ana", {"founding", "sign"});
        REQUIRE(keeper.founding_acts.empty());
        const auto ran = keeper.run("ana", {"founding", "sign", "--words", words});

        CHECK(shown.exit == 10);
        CHECK(says(shown.out, "words: " + words));
        CHECK(says(shown.out, "bea"));
        CHECK(says(wrong.talk, "E3312"));
        CHECK(says(alone.talk, "E3311"));
        CHECK(ran.exit == 10);
        REQUIRE(keeper.founding_acts.size() == 1);
        const auto file = keeper.service.folder().read("home-ana/sealwright/contexts.toml");
        const auto contexts = config::parse_contexts(file);
        REQUIRE(contexts.ok());
        REQUIRE(contexts->contexts.front().pin.has_value());
        CHECK(*contexts->contexts.front().pin == config::Pin{keeper.place().installation,
                                                             keeper.place().environment,
                                                             keeper.identity().key()});
    }

    TEST_CASE("a founder makes the context by signing, and whoever is no founder signs nothing") {
        PeopleKeeper keeper;
        keeper.founding = founding_of(keeper);
        const auto words = ceremony::spoken(keeper.founding->plan().digest());
        std::filesystem::remove_all(keeper.home("bea") + "/sealwright");
        const auto key = keeper.home("bea") + "/bea.key";

        const auto ran = keeper.run(
            "bea", {"founding", "sign", "--name", "new", "--key", key, "--words", words});
        keeper.founding->roster = *keeper.roster->without_person("cem", 5);
        const auto stranger = keeper.run("cem", {"founding", "sign", "--words", words});

        CHECK(ran.exit == 10);
        CHECK(keeper.founding_acts.size() == 1);
        CHECK(says(keeper.service.folder().read("home-bea/sealwright/contexts.toml"),
                   "current = \"new\""));
        CHECK(stranger.exit == 11);
        CHECK(keeper.founding_acts.size() == 1);
    }
}

TEST_SUITE("cli/contexts") {
    TEST_CASE("contexts are made, listed, used and forgotten, in a file of this person's alone") {
        const Folder folder;
        const auto home = folder.path("home");
        const auto file = "home/sealwright/contexts.toml";

        const auto added = run_alone(home,
                                     {"context",
                                      "add",
                                      "prod",
                                      "--address",
                                      "seal.example:8443",
                                      "--authority",
                                      "/ca.pem",
                                      "--key",
                                      "/ana.key"});
        const auto used = run_alone(home, {"context", "use", "prod"});
        const auto listed = run_alone(home, {"context", "list"});
        struct stat facts {};
        REQUIRE(::stat(folder.path(file).c_str(), &facts) == 0);
        const auto removed = run_alone(home, {"context", "remove", "prod"});

        CHECK(added.exit == 0);
        CHECK(says(added.talk, "founding show"));
        CHECK(used.exit == 0);
        CHECK(says(listed.out, "seal.example:8443"));
        CHECK(says(listed.out, "not pinned yet"));
        CHECK((facts.st_mode & 0777U) == 0600U);
        CHECK(removed.exit == 0);
        CHECK_FALSE(says(folder.read(file), "prod"));
    }

    TEST_CASE("a context that is there already, or cannot be, changes nothing") {
        const Folder folder;
        const auto home = folder.path("home");
        const auto file = "home/sealwright/contexts.toml";
        REQUIRE(run_alone(home, {"context", "add", "prod", "--key", "/ana.key"}).exit == 0);
        const auto before = folder.read(file);

        CHECK(says(run_alone(home, {"context", "add", "prod"}).talk, "E3304"));
        CHECK(says(run_alone(home, {"context", "add", "local"}).talk, "E3304"));
        CHECK(run_alone(home, {"context", "add", "x", "--address", "seal.example"}).exit == 1);
        CHECK(run_alone(home, {"context", "add", "x", "--address", "seal:8443"}).exit == 1);
        CHECK(run_alone(home, {"context", "add", "X"}).exit == 1);
        CHECK(run_alone(home, {"context", "add", "x", "--verifier", "nonsense"}).exit != 0);
        CHECK(says(run_alone(home, {"context", "use", "other"}).talk, "E3301"));
        CHECK(says(run_alone(home, {"context", "remove", "other"}).talk, "E3301"));
        CHECK(says(run_alone(home, {"--context", "other", "status"}).talk, "E3301"));

        CHECK(folder.read(file) == before);
    }

    TEST_CASE("whoever has no home works with the local socket") {
        FakeService service;
        service.on<operate::VaultsAsk>(reply(operate::Vaults{}));
        const std::string home = std::getenv("HOME") == nullptr ? "/" : std::getenv("HOME");
        ::unsetenv("HOME");

        const auto ran = service.run({"vault", "status"});
        ::setenv("HOME", home.c_str(), 1);

        CHECK(ran.exit == 0);
    }

    TEST_CASE("a file of contexts that others may write leads nobody anywhere") {
        const Folder folder;
        const auto home = folder.path("home");
        REQUIRE(run_alone(home, {"context", "add", "prod", "--key", "/ana.key"}).exit == 0);
        ::chmod(folder.path("home/sealwright/contexts.toml").c_str(), 0620);

        const auto ran = run_alone(home, {"context", "list"});

        CHECK(ran.exit == 1);
        CHECK(says(ran.talk, "E3305"));
    }
}

TEST_SUITE("cli/person-key") {
    TEST_CASE("a key is made once, shown again, and never written over") {
        const Folder folder;
        const auto file = folder.path("ana.key");
        const std::vector<std::string> make{
            "person", "key", "new", "ana", "--file", file, "--passphrase-fd", "0"};

        const auto made = run_program(make, passphrase);
        const auto before = folder.read("ana.key");
        const auto again = run_program(make, passphrase);
        const auto shown =
            run_program({"person", "key", "show", file, "--passphrase-fd", "0"}, passphrase);
        struct stat facts {};
        REQUIRE(::stat(file.c_str(), &facts) == 0);

        CHECK(made.exit == 0);
        CHECK(says(made.out, "name = \"ana\"\nkeys = [{ key = \"ed25519:"));
        CHECK((facts.st_mode & 0777U) == 0600U);
        CHECK(again.exit == 1);
        CHECK(says(again.talk, "E3315"));
        CHECK(folder.read("ana.key") == before);
        CHECK(shown.out == made.out);
        CHECK_FALSE(says(made.out + made.talk + before, passphrase));
    }

    TEST_CASE("a key file that is wrong, open to others, or under another passphrase, says so") {
        const PeopleKeeper keeper;
        const auto file = keeper.home("ana") + "/ana.key";
        const std::vector<std::string> show{"person", "key", "show", file, "--passphrase-fd", "0"};

        CHECK(says(run_program(show, "not the passphrase").talk, "E3241"));
        ::chmod(file.c_str(), 0640);
        CHECK(says(run_program(show, passphrase).talk, "E3315"));
        ::chmod(file.c_str(), 0600);
        std::filesystem::resize_file(file, 100);
        CHECK(says(run_program(show, passphrase).talk, "E3240"));
        std::filesystem::remove(file);
        CHECK(says(run_program(show, passphrase).talk, "E3315"));
    }
}
