#include "fake_service.hpp"
#include "json_form.hpp"
#include "sealwright/http/certificate.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::cli_test;

namespace {

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

operate::VaultInfo vault(const std::string& name) {
    operate::VaultInfo info;
    info.id = "vault-1";
    info.name = name;
    info.mount = "transit";
    info.key = name;
    info.environment = "trying";
    return info;
}

const std::vector<std::string> stanza_words = {
    "vault", "seal-config", "prod", "--client-cert", "/etc/n.pem", "--client-key", "/etc/n.key"};

}  // namespace

TEST_SUITE("cli/vault") {
    TEST_CASE("vault add asks with transit and the vault's name where nothing else is said") {
        FakeService service;
        std::vector<operate::VaultAddAsk> asks;
        service.on<operate::VaultAddAsk>([&asks](const operate::VaultAddAsk& ask) {
            asks.push_back(ask);
            return reply(operate::Vaults{{vault(ask.name)}});
        });

        const auto ran = service.run({"vault", "add", "prod"});
        const auto json =
            service.run_json({"vault", "add", "prod", "--mount", "tenant/transit/", "--key", "k"});

        REQUIRE(asks.size() == 2);
        CHECK(ran.exit == 0);
        CHECK(says(ran.talk, "Next: sealwright node add prod NODE --cert FILE.pem"));
        CHECK(asks[0].mount == "transit");
        CHECK(asks[0].key == "prod");
        CHECK(asks[1].mount == "tenant/transit");
        CHECK(asks[1].key == "k");
        CHECK(is_one_document(json.out));
        CHECK(says(json.out, R"("init_until":null)"));
    }

    TEST_CASE("a name that is none is refused here, and nothing is asked") {
        FakeService service;

        for (const auto& name : {"Prod", "a b", "", "x/y"}) {
            CHECK(service.run({"vault", "add", name}).exit == 1);
        }

        CHECK(service.asked().empty());
    }

    TEST_CASE("an init window's length is written in s, m or h, up to a day") {
        FakeService service;
        std::vector<std::uint32_t> seconds;
        service.on<operate::VaultAllowInitAsk>([&](const operate::VaultAllowInitAsk& ask) {
            seconds.push_back(ask.seconds);
            auto allowed = vault(ask.name);
            allowed.init_until_ms = 1'795'300'000'000;
            return reply(operate::Vaults{{allowed}});
        });

        CHECK(service.run({"vault", "allow-init", "prod"}).exit == 0);
        CHECK(service.run({"vault", "allow-init", "prod", "--for", "90s"}).exit == 0);
        const auto day = service.run({"vault", "allow-init", "prod", "--for", "24h"});
        CHECK(seconds == std::vector<std::uint32_t>{600, 90, 86'400});
        CHECK(says(day.talk, "may be initialised until 2026-11-21"));

        for (const auto& wrong : {"0s", "25h", "10", "m", "-1m", "1.5h", "86401s", "10M", " 1m"}) {
            CHECK(
                service.run({"vault", "allow-init", "prod", std::string("--for=") + wrong}).exit ==
                1);
        }
        CHECK(seconds.size() == 3);
    }

    TEST_CASE("vault status shows all vaults or one, and an unknown one is exit 2") {
        FakeService service;
        service.on<operate::VaultsAsk>([](const operate::VaultsAsk& ask) {
            if (ask.name.empty()) return reply(operate::Vaults{{vault("prod"), vault("test")}});
            if (ask.name == "prod") return reply(operate::Vaults{{vault("prod")}});
            return reply(operate::Vaults{});
        });

        const auto all = service.run({"vault", "status"});
        const auto one = service.run_json({"vault", "status", "prod"});
        const auto none = service.run({"vault", "status", "other"});

        CHECK(all.exit == 0);
        CHECK(says(all.out, "test"));
        CHECK(is_one_document(one.out));
        CHECK_FALSE(says(one.out, "test"));
        CHECK(none.exit == 2);
        CHECK(none.out.empty());
    }

    TEST_CASE("seal-config prints exactly the stanza, without a token") {
        FakeService service;
        service.on<operate::VaultsAsk>(reply(operate::Vaults{{vault("prod")}}));
        auto words = stanza_words;
        words.insert(words.end(),
                     {"--address", "https://seal.example:8443", "--ca-cert", "/etc/ca.pem"});

        const auto ran = service.run(words);
        const auto json = service.run_json(words);

        CHECK(ran.exit == 0);
        CHECK(ran.talk.empty());
        CHECK(ran.out ==
              "seal \"transit\" {\n"
              "  address               = \"https://seal.example:8443\"\n"
              "  mount_path            = \"transit/\"\n"
              "  key_name              = \"prod\"\n"
              "  tls_ca_cert           = \"/etc/ca.pem\"\n"
              "  tls_client_cert       = \"/etc/n.pem\"\n"
              "  tls_client_key        = \"/etc/n.key\"\n"
              "  disable_renewal       = \"true\"\n"
              "  health_check_interval = \"1m\"\n"
              "}\n");
        CHECK(is_one_document(json.out));
        CHECK(says(json.out, R"({"stanza":"seal \"transit\" {\u000a)"));
    }

    TEST_CASE("seal-config refuses what would be a template or no https, and prints nothing") {
        FakeService service;
        service.on<operate::VaultsAsk>(reply(operate::Vaults{{vault("prod")}}));
        auto plain = stanza_words;
        plain.insert(plain.end(), {"--address", "http://seal.example:8443", "--ca-cert", "/c"});
        auto tricky = stanza_words;
        tricky.insert(tricky.end(), {"--address", "https://${x}", "--ca-cert", "/c"});

        CHECK(service.run(plain).exit == 1);
        CHECK(service.run(tricky).exit == 1);
        CHECK(service.run(tricky).out.empty());
    }

    TEST_CASE("seal-config without an address and without a configuration says what it needs") {
        FakeService service;
        auto words = stanza_words;
        words.insert(words.end(), {"--config", service.folder().path("none.toml")});

        const auto ran = service.run(words);

        CHECK(ran.exit == 1);
        CHECK(says(ran.talk, "give --address and --ca-cert"));
        CHECK(service.asked().empty());
    }
}
