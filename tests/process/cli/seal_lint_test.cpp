#include "fake_service.hpp"
#include "json_form.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::cli_test;

namespace {

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

operate::VaultInfo prod() {
    operate::VaultInfo info;
    info.id = "vault-1";
    info.name = "prod";
    info.mount = "transit";
    info.key = "prod";
    info.environment = "trying";
    return info;
}

const std::string clean =
    "seal \"transit\" {\n"
    "  address = \"https://seal.example:8443\"\n"
    "  mount_path = \"transit/\"\n"
    "  key_name = \"prod\"\n"
    "  tls_ca_cert = \"/etc/ca.pem\"\n"
    "  tls_client_cert = \"/etc/n.pem\"\n"
    "  tls_client_key = \"/etc/n.key\"\n"
    "  health_check_interval = \"1m\"\n";

// A service with vault prod; `environ` is the environment to look at, so that the one of this test
// does not matter.
struct Lint {
    FakeService service;

    Lint() {
        service.on<operate::VaultsAsk>([](const operate::VaultsAsk& ask) {
            return reply(ask.name == "prod" ? operate::Vaults{{prod()}} : operate::Vaults{});
        });
        service.folder().write("environ", std::string("PATH=/bin\0", 10));
    }

    [[nodiscard]] std::vector<std::string> words(const std::string& file) const {
        return {"vault",
                "seal-config",
                "prod",
                "--lint",
                file,
                "--environ",
                service.folder().path("environ"),
                "--address",
                "https://seal.example:8443",
                "--config",
                service.folder().path("none.toml")};
    }

    Ran run(const std::string& text) {
        service.folder().write("vault.hcl", text);
        return service.run(words(service.folder().path("vault.hcl")));
    }
};

}  // namespace

TEST_SUITE("cli/seal-lint") {
    TEST_CASE("a clean file is exit 0, from a path and from standard input") {
        Lint lint;

        const auto ran = lint.run(clean + "}\n");
        const auto piped = lint.service.run(lint.words("-"), clean + "}\n");

        CHECK(ran.exit == 0);
        CHECK(says(ran.out, "vault.hcl: nothing found\n"));
        CHECK(ran.talk.empty());
        CHECK(piped.exit == 0);
        CHECK(piped.out == "-: nothing found\n");
    }

    TEST_CASE("a finding is exit 14, with its line, what it is, why it matters and what to do") {
        Lint lint;
        lint.service.folder().write("token", "s.verysecret\n");
        const auto path = lint.service.folder().path("token");

        const auto ran = lint.run(clean + "  bogus = 1\n  token = \"file://" + path + "\"\n}\n");
        const auto json =
            lint.service.run_json(lint.words(lint.service.folder().path("vault.hcl")));

        CHECK(ran.exit == 14);
        CHECK(says(ran.out, "3 findings"));
        CHECK(says(ran.out, "line 9, unknown-key\n  what: bogus is not a key"));
        CHECK(says(ran.out, "line 10, token-line-end\n"));
        CHECK(says(ran.out, "  why:  "));
        CHECK(says(ran.out, "  do:   "));
        CHECK(json.exit == 14);
        CHECK(is_one_document(json.out));
        CHECK(says(json.out, R"("name":"unknown-key","line":9)"));
        CHECK(says(json.out, R"("key_name":"prod")"));
        CHECK_FALSE(says(ran.out + ran.talk + json.out, "verysecret"));
    }

    TEST_CASE("a line that cannot be read is named, exit 1, and nothing is guessed") {
        Lint lint;

        const auto ran = lint.run(clean + "  key_name : \"x\"\n}\n");

        CHECK(ran.exit == 1);
        CHECK(says(ran.talk, "cannot read line 9 of "));
        CHECK(says(ran.talk, "code: E2340 config-line-unreadable"));
        CHECK(ran.out.empty());
        CHECK(lint.service.asked().empty());
    }

    TEST_CASE("variables of the vault are named and their values are not") {
        Lint lint;
        lint.service.folder().write(
            "environ", std::string("BAO_TOKEN=s.verysecret\0TRANSIT_WRAPPER_ADDR=elsewhere\0", 55));

        const auto ran = lint.run(clean + "}\n");

        CHECK(ran.exit == 14);
        CHECK(says(ran.out, "variable-wins\n  what: TRANSIT_WRAPPER_ADDR decides over address"));
        CHECK(says(ran.out, "BAO_TOKEN stands in for token"));
        CHECK_FALSE(says(ran.out + ran.talk, "verysecret"));
        CHECK_FALSE(says(ran.out + ran.talk, "elsewhere"));
    }

    TEST_CASE("without an environment and a configuration it says what it has not compared") {
        Lint lint;
        lint.service.folder().write("vault.hcl", clean + "}\n");

        const auto ran = lint.service.run({"vault",
                                           "seal-config",
                                           "prod",
                                           "--lint",
                                           lint.service.folder().path("vault.hcl"),
                                           "--config",
                                           lint.service.folder().path("none.toml")});

        CHECK(says(ran.talk, "The address was not compared"));
        CHECK(says(ran.talk, "give --environ /proc/PID/environ"));
    }

    TEST_CASE("a wrong command line, a missing file and an unknown vault are refused") {
        Lint lint;
        lint.service.folder().write("vault.hcl", clean + "}\n");
        const auto file = lint.service.folder().path("vault.hcl");
        auto both = lint.words(file);
        both.insert(both.end(), {"--client-cert", "/c"});
        auto unknown = lint.words(file);
        unknown[2] = "other";

        CHECK(lint.service.run(both).exit == 1);
        CHECK(lint.service.run({"vault", "seal-config", "prod", "--environ", file}).exit == 1);
        CHECK(lint.service.run({"vault", "seal-config", "prod", "--client-cert", "/c"}).exit == 1);
        CHECK(lint.service.run(lint.words(file + ".none")).exit == 1);
        CHECK(lint.service.asked().empty());
        CHECK(lint.service.run(unknown).exit == 2);
    }
}
