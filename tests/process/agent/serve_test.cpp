#include "running_agent.hpp"

#include <doctest/doctest.h>

#include <signal.h>

using namespace agent_test;

TEST_SUITE("agent/serve") {
    TEST_CASE("a vault is served through a session that the agent opens at its first ask") {
        RunningAgent agent;
        agent.enrol();
        agent.start();
        auto vault = agent.vault();

        const auto first = vault.put(encrypt_path, R"({"plaintext":"Zm9v"})");
        const auto second = vault.put(decrypt_path, a_decrypt);

        INFO(agent.log());
        CHECK(first.status == 200);
        CHECK(first.body.find(R"(operation 0 of transit/key: {"plaintext":"Zm9v"})") !=
              std::string::npos);
        CHECK(second.status == 200);
        CHECK(second.body.find("operation 1 of transit/key") != std::string::npos);
        CHECK(agent.service().script.finishes == 2);  // The enrolment's, and one for both asks.
    }

    TEST_CASE("a keeper that has forgotten the session costs the vault nothing but time") {
        RunningAgent agent;
        agent.enrol();
        agent.start();
        auto vault = agent.vault();
        REQUIRE(vault.put(decrypt_path, a_decrypt).status == 200);
        const int before = agent.service().script.finishes;

        agent.service().script.forgets = 1;
        const auto heard = vault.put(decrypt_path, a_decrypt);

        CHECK(heard.status == 200);
        CHECK(agent.service().script.finishes == before + 1);
    }

    TEST_CASE("an ask that wants fresh evidence is asked again with it inside the same call") {
        RunningAgent agent;
        agent.enrol();
        agent.start();
        auto vault = agent.vault();
        REQUIRE(vault.put(decrypt_path, a_decrypt).status == 200);
        const int before = agent.service().script.finishes;

        agent.service().script.wants_fresh = 1;
        CHECK(vault.put(decrypt_path, a_decrypt).status == 200);
        CHECK(agent.service().script.finishes == before + 1);
        agent.service().script.wants_fresh = 2;
        CHECK(vault.put(decrypt_path, a_decrypt).status == 403);  // Asked twice, not for ever.
        CHECK(agent.service().script.finishes == before + 2);
    }

    TEST_CASE("while the service is away a vault starts by the last version and waits sealed") {
        RunningAgent agent;
        agent.enrol();
        agent.service().script.version = 7;
        agent.start();
        auto vault = agent.vault();
        REQUIRE(vault.put(encrypt_path, probe).status == 200);
        agent.stop(SIGTERM);
        agent.stop_service();
        agent.start();
        auto restarted = agent.vault();

        const auto heard = restarted.put(encrypt_path, probe);
        const auto refused = restarted.put(decrypt_path, a_decrypt);
        agent.start_service();
        agent.service().trust(agent.config.node, agent.node_key());
        const auto opened = restarted.put(decrypt_path, a_decrypt);

        CHECK(opened.status == 200);
        CHECK(heard.status == 200);
        CHECK(heard.body.find("vault:v7:") != std::string::npos);
        CHECK(refused.status == 403);
        CHECK(refused.body.find("E3104") != std::string::npos);
    }

    TEST_CASE("a probe is refused while the service is away and no version was ever told") {
        RunningAgent agent;
        agent.stop_service();
        agent.start();
        auto vault = agent.vault();

        const auto heard = vault.put(encrypt_path, probe);

        CHECK(heard.status == 403);
        CHECK(heard.body.find("E3107") != std::string::npos);
    }

    TEST_CASE("an encrypt is held until the service is back") {
        RunningAgent agent;
        agent.enrol();
        agent.start();
        agent.stop_service();
        auto vault = agent.vault();

        vault.send(request_of(encrypt_path, R"({"plaintext":"Zm9v"})"));
        const auto refused = agent.vault().put(decrypt_path, a_decrypt);
        agent.start_service();
        agent.service().trust(agent.config.node, agent.node_key());
        const auto heard = vault.receive();

        CHECK(refused.status == 403);  // The encrypt has waited longer than that.
        CHECK(heard.status == 200);
    }

    TEST_CASE("the process that asks is named by a mark, the same for the same process") {
        RunningAgent agent;
        agent.enrol();
        agent.start();
        auto one = agent.vault();
        REQUIRE(one.put(decrypt_path, a_decrypt).status == 200);
        const auto mark = agent.service().process;
        auto other = agent.vault();
        REQUIRE(other.put(decrypt_path, a_decrypt).status == 200);

        CHECK(agent.service().process == mark);
        CHECK(mark != sealwright::Digest{});
    }

    TEST_CASE("a challenge that the pinned key has not signed is not answered with evidence") {
        RunningAgent agent;
        agent.enrol();
        const int before = agent.service().script.finishes;
        agent.service().script.forges = true;

        const auto ended = agent.run({"attest", "--dry-run"});

        CHECK(ended.status == 2);
        CHECK(ended.output.find("E1502") != std::string::npos);
        CHECK(agent.service().script.finishes == before);
    }

    TEST_CASE("a refused node hears it, and `attest --dry-run` ends with 11") {
        RunningAgent agent;
        agent.enrol();
        agent.service().script.refuses = true;
        agent.start();
        auto vault = agent.vault();

        const auto heard = vault.put(decrypt_path, a_decrypt);
        const auto rehearsed = agent.run({"attest", "--dry-run"});

        CHECK(heard.status == 403);
        CHECK(heard.body.find("E3105") != std::string::npos);
        CHECK(rehearsed.status == 11);
    }

    TEST_CASE("a node whose claim does not hold says which, and never that it is attested") {
        RunningAgent agent;
        agent.enrol();
        agent.service().script.denies = true;
        agent.start();
        auto vault = agent.vault();

        const auto heard = vault.put(decrypt_path, a_decrypt);

        CHECK(heard.status == 403);
        CHECK(heard.body.find("E3105") != std::string::npos);
        CHECK(agent.log().find("claim=pcr 7") != std::string::npos);
        CHECK(agent.log().find("this node is attested") == std::string::npos);
        agent.service().script.denies = false;
        CHECK(vault.put(decrypt_path, a_decrypt).status == 200);
    }

    TEST_CASE("`attest --dry-run` prints every check") {
        RunningAgent agent;
        agent.enrol();

        const auto ended = agent.run({"attest", "--dry-run"});

        CHECK(ended.status == 0);
        CHECK(ended.output.find("passed       signature") != std::string::npos);
        CHECK(ended.output.find("affirming, by pinned-key") != std::string::npos);
    }

    TEST_CASE("a baseline whose review is overdue warns in a dry run, and is no refusal") {
        RunningAgent agent;
        agent.enrol();
        agent.service().script.is_overdue = true;

        const auto ended = agent.run({"attest", "--dry-run"});

        CHECK(ended.status == 0);
        CHECK(ended.output.find("warning, by pinned-key") != std::string::npos);
    }

    TEST_CASE("what is no enrolment token is refused before anybody is asked") {
        RunningAgent agent;

        const auto ended = agent.run({"enrol"}, "enrol-nonsense\n");

        CHECK(ended.status == 1);
        CHECK(ended.output.find("E3115") != std::string::npos);
        CHECK(ended.output.find("nonsense") == std::string::npos);
        CHECK(agent.service().script.begins == 0);
    }

    TEST_CASE("other paths, a token renewal and another key are refused by the agent itself") {
        RunningAgent agent;
        agent.start();
        auto vault = agent.vault();

        CHECK(vault.put("/v1/auth/token/renew-self", R"({"increment":0})").status == 403);
        CHECK(vault.put("/v1/transit/encrypt/other", probe).status == 404);
        CHECK(vault.put("/v1/sys/seal-status", "{}").status == 404);
        CHECK(vault.put("/v1/node/ask", "{}").status == 404);
        CHECK(agent.service().script.begins == 0);
    }

    TEST_CASE("a service that does not answer is passed over for one that does") {
        RunningAgent agent;
        agent.enrol();
        agent.config.services.insert(agent.config.services.begin(), {"127.0.0.1", 1});
        agent.write_config();
        agent.start();
        auto vault = agent.vault();

        CHECK(vault.put(decrypt_path, a_decrypt).status == 200);
    }
}
