#include "sealwright/config/errors.hpp"
#include "toml_sample.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace sealwright;
using namespace sealwright::config;
using namespace sealwright::config::sample;

TEST_SUITE("config/toml") {
    TEST_CASE("a configuration says everything the service's processes need") {
        const auto checked = parse_toml(good, FakeHost{});

        REQUIRE_MESSAGE(checked.ok(), (checked ? "" : checked.error().advice()));
        const auto& config = checked->config;
        CHECK(config.environment == "trying");
        CHECK(config.owner == "Platform team");
        CHECK(config.listen_address == "127.0.0.1");
        CHECK(config.listen_port == 8443);
        CHECK(config.names == std::vector<std::string>{"localhost", "127.0.0.1"});
        CHECK(config.token_group == "main");
        CHECK(config.threshold == 2);
        REQUIRE(config.tokens.size() == 3);
        CHECK(config.tokens[0].credentials == "/etc/sealwright/a");
        CHECK(config.tokens[0].environment == std::vector<Variable>{{"HSM_CONF", "/etc/hsm.conf"}});
        CHECK(config.tokens[1].serial == "0042");
        CHECK(config.tokens[1].network);
        CHECK_FALSE(config.tokens[2].network);
        CHECK(checked->warnings.empty());
    }

    TEST_CASE("what is left out takes its documented default") {
        const auto checked = parse_toml(good, FakeHost{});

        REQUIRE(checked.ok());
        CHECK(checked->config.front_uid == 201);
        CHECK(checked->config.keeper_uid == 202);
        CHECK(checked->config.depot_uid == 203);
        CHECK(checked->config.verifier_uid == 205);
        CHECK(checked->config.operators_gid == 300);
        CHECK(checked->config.tokens[1].user == 204);
        CHECK(checked->config.certificate == "/var/lib/sealwright/tls/server.pem");
        CHECK(checked->config.key == "/var/lib/sealwright/tls/server.key");
    }

    TEST_CASE("metrics are served nowhere unless they are asked for, and away from loopback warn") {
        const auto none = parse_toml(good, FakeHost{});
        const auto near = parse_toml(good + "[metrics]\nlisten = \"[::1]:9844\"\n", FakeHost{});
        const auto far = parse_toml(good + "[metrics]\nlisten = \"0.0.0.0:9844\"\n", FakeHost{});

        REQUIRE((none.ok() && near.ok() && far.ok()));
        CHECK(none->config.metrics_port == 0);
        CHECK(near->config.metrics_address == "::1");
        CHECK(near->config.metrics_port == 9844);
        CHECK(near->warnings.empty());
        REQUIRE(far->warnings.size() == 1);
        CHECK(far->warnings.front().find("0.0.0.0 to everybody") != std::string::npos);
    }

    TEST_CASE("users may be given as names and as numbers") {
        const auto text =
            good + "[users]\nfront = 5\nkeeper = \"sealwright-depot\"\noperators = 0\n";

        const auto checked = parse_toml(text, FakeHost{});

        REQUIRE(checked.ok());
        CHECK(checked->config.front_uid == 5);
        CHECK(checked->config.keeper_uid == 203);
        CHECK(checked->config.operators_gid == 0);
    }

    TEST_CASE("the class table of this environment is used, another's is only checked") {
        using claims::Rule;
        using claims::SealClass;
        const auto text = good +
                          "[policy.trying]\nsnapshot_sums = \"allow\"\nother = \"allow\"\n"
                          "[policy.production]\nsnapshot_sums = \"deny\"\n";

        const auto checked = parse_toml(text, FakeHost{});

        REQUIRE(checked.ok());
        const auto& classes = checked->config.classes;
        CHECK(classes.rule(SealClass::snapshot_sums) == Rule::allow);
        CHECK(classes.rule(SealClass::other) == Rule::allow);
        CHECK(classes.rule(SealClass::recovery_key) == Rule::window);
        CHECK(parse_compiled(compile(checked->config))->classes == classes);
    }

    TEST_CASE("a table under which no vault unseals is warned of") {
        const auto text = good + "[policy.trying]\nstored_root_key = \"deny\"\n";

        const auto checked = parse_toml(text, FakeHost{});

        REQUIRE(checked.ok());
        REQUIRE(checked->warnings.size() == 1);
        CHECK(checked->warnings.front().find("no vault unseal") != std::string::npos);
    }

    TEST_CASE("without root everything runs as the one who checks") {
        FakeHost host;
        host.own_uid = 1000;
        host.users.clear();
        host.files["/etc/sealwright/a/pin"].uid = 1000;

        const auto checked = parse_toml(good + "[users]\nfront = 5\n", host);

        REQUIRE(checked.ok());
        CHECK(checked->config.front_uid == 1000);
        CHECK(checked->config.operators_gid == 1000);
        CHECK(checked->config.tokens[0].user == 1000);
    }

    TEST_CASE("two tokens need no third one, and four are too many for a threshold of two") {
        const auto two = good.substr(0, good.find("[token.c]"));
        const auto four = good +
                          "[token.d]\nmodule = \"/usr/lib/hsm/one.so\"\nlabel = \"d\"\n"
                          "unlock_root = \"hsm\"\npin = \"terminal\"\n";

        CHECK(parse_toml(two, FakeHost{}).ok());
        const auto refused = parse_toml(four, FakeHost{});
        REQUIRE_FALSE(refused.ok());
        CHECK(refused.error().sentence().find("taken away") != std::string::npos);
    }

    TEST_CASE("tokens of one module without labels are told apart by their serials") {
        auto text = changed("label = \"sealwright-a\"", "serial = \"0041\"");
        text.erase(text.find("label = \"sealwright-b\"\n"), 23);

        CHECK(parse_toml(text, FakeHost{}).ok());
        text.replace(text.find("0041"), 4, "0042");
        CHECK_FALSE(parse_toml(text, FakeHost{}).ok());
    }

    TEST_CASE(
        "a threshold of tokens whose PINs are plain files is a warning that says what it means") {
        auto text = changed("\"tpm\"", "\"file\"");
        CHECK(parse_toml(text, FakeHost{})->warnings.empty());
        text.replace(text.find("\"net\""), 5, "\"file\"");

        const auto checked = parse_toml(text, FakeHost{});

        REQUIRE(checked.ok());
        REQUIRE(checked->warnings.size() == 1);
        CHECK(checked->warnings[0].find("a copy of this disk") != std::string::npos);
    }
}
