#include "fake_service.hpp"
#include "json_form.hpp"
#include "sample_config.hpp"
#include "sealwright/config/compiled.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::cli_test;

namespace {

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_SUITE("cli/check-config") {
    TEST_CASE("a good configuration is compiled into what the processes read") {
        const Folder folder;
        folder.write("s.toml", sample_config(folder));

        const auto only = run_program({"check-config", folder.path("s.toml")});
        CHECK_FALSE(folder.has("s.compiled"));
        const auto ran = run_program(
            {"check-config", folder.path("s.toml"), "--write", folder.path("s.compiled")});
        const auto json = run_program({"check-config", folder.path("s.toml"), "--format", "json"});

        CHECK(only.exit == 0);
        CHECK(ran.exit == 0);
        const auto config = config::load_compiled(folder.path("s.compiled"));
        REQUIRE(config.ok());
        CHECK(config->tokens.size() == 3);
        CHECK(is_one_document(json.out));
        CHECK(says(json.out, R"("written":null,"tokens":3,"threshold":2)"));
    }

    TEST_CASE("a key that does not exist is exit 1 and writes nothing") {
        const Folder folder;
        folder.write("s.toml", sample_config(folder) + "surprise = 1\n");
        folder.write("s.compiled", "older");

        const auto ran = run_program(
            {"check-config", folder.path("s.toml"), "--write", folder.path("s.compiled")});

        CHECK(ran.exit == 1);
        CHECK(ran.out.empty());
        CHECK(says(ran.talk, "surprise"));
        CHECK(folder.read("s.compiled") == "older");
    }

    TEST_CASE("the stanza's address and authority come from the configuration") {
        FakeService service;
        service.folder().write("s.toml", sample_config(service.folder()));
        operate::VaultInfo vault;
        vault.name = vault.key = "prod";
        vault.mount = "transit";
        service.on<operate::VaultsAsk>(reply(operate::Vaults{{vault}}));

        const auto ran = service.run({"vault",
                                      "seal-config",
                                      "prod",
                                      "--client-cert",
                                      "/n.pem",
                                      "--client-key",
                                      "/n.key",
                                      "--config",
                                      service.folder().path("s.toml")});

        CHECK(ran.exit == 0);
        CHECK(says(ran.out, "address               = \"https://127.0.0.1:8443\""));
        CHECK(
            says(ran.out,
                 "tls_ca_cert           = \"" + service.folder().path("state/tls/ca.pem") + "\""));
    }
}
