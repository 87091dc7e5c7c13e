#include "sealwright/config/compiled.hpp"

#include "sealwright/config/errors.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <unistd.h>

#include <fstream>
#include <string>

using namespace sealwright;
using namespace sealwright::config;

namespace {

Config sample() {
    Config config;
    config.environment = "trying";
    config.owner = "platform";
    config.state = "/var/lib/sealwright";
    config.run = "/run/sealwright";
    config.front_uid = 201;
    config.keeper_uid = 202;
    config.depot_uid = 203;
    config.verifier_uid = 205;
    config.attestation_roots = "/etc/sealwright/tpm";
    config.operators_gid = 300;
    config.listen_address = "127.0.0.1";
    config.listen_port = 8443;
    config.metrics_address = "::1";
    config.metrics_port = 9844;
    config.names = {"localhost"};
    config.certificate = "/var/lib/sealwright/tls/server.pem";
    config.key = "/var/lib/sealwright/tls/server.key";
    config.token_group = "main";
    config.threshold = 2;
    Token token;
    token.name = "a";
    token.module = "/usr/lib/hsm/one.so";
    token.label = "sealwright-a";
    token.unlock_root = UnlockRoot::hsm;
    token.pin = PinSource::terminal;
    token.environment = {{"HSM_CONF", "/etc/hsm.conf"}};
    token.network = true;
    token.vaults = {VaultId(IdBytes{1, 2, 3}), VaultId(IdBytes{4})};
    token.rate_per_second = 77;
    config.tokens = {token, token};
    return config;
}

}  // namespace

TEST_SUITE("config/compiled") {
    TEST_CASE("what was compiled is read back as it was, and compiles to the same bytes") {
        const auto bytes = compile(sample());

        const auto config = parse_compiled(bytes);

        REQUIRE(config.ok());
        CHECK(*config == sample());
        CHECK(compile(*config) == bytes);
    }

    TEST_CASE("a file torn at any byte is refused") {
        const auto bytes = compile(sample());

        for (std::size_t size = 0; size < bytes.size(); ++size) {
            CHECK_FALSE(parse_compiled(View(bytes).first(size)).ok());
        }
    }

    TEST_CASE("a file with any byte changed is refused") {
        auto bytes = compile(sample());

        for (auto& byte : bytes) {
            byte = static_cast<std::uint8_t>(byte ^ 1U);
            CHECK_FALSE(parse_compiled(bytes).ok());
            byte = static_cast<std::uint8_t>(byte ^ 1U);
        }
        CHECK(parse_compiled(bytes).ok());
    }

    TEST_CASE("a file is loaded whole, and one that is not there is named") {
        char path[] = "/tmp/sealwright-compiled-XXXXXX";
        REQUIRE(::mkstemp(path) >= 0);
        const auto bytes = compile(sample());
        std::ofstream(path, std::ios::binary)
            .write(text_of(bytes).data(), static_cast<std::streamsize>(bytes.size()));

        const auto config = load_compiled(path);
        ::unlink(path);
        const auto missing = load_compiled(path);

        REQUIRE(config.ok());
        CHECK(*config == sample());
        REQUIRE_FALSE(missing.ok());
        CHECK(missing.error().is(errors::config_unreadable));
    }

    TEST_CASE("a token is found by its name and by nothing else") {
        const auto config = sample();

        REQUIRE(config.token("a") != nullptr);
        CHECK(config.token("b") == nullptr);
        CHECK(config.socket("token@a") == "/run/sealwright/token@a.sock");
    }
}
