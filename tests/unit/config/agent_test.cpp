#include "sealwright/config/toml/agent.hpp"

#include "sealwright/config/errors.hpp"
#include "toml_sample.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using config::sample::FakeHost;

namespace {

// Lines are counted below: keep this text as it is.
const std::string good = R"([service]
key = "the key"
addresses = ["10.0.0.5:8443", "[2001:db8::5]:8443", "one.example:8443"]

[node]
id = "node-01010101010101010101010101010101"
vault = "vault-02020202020202020202020202020202"
state = "/var/lib/sealwright-agent"
evidence = "tpm2"

[transit]
socket = "/run/sealwright/transit.sock"
user = 900
mount = "tenant-a/transit"
key = "prod"
)";

std::optional<config::PinnedKey> read_key(std::string_view text) {
    if (text != "the key") return std::nullopt;
    return config::PinnedKey{"sealwright/test", {7}};
}

std::string replaced(const std::string& what, const std::string& with) {
    auto text = good;
    text.replace(text.find(what), what.size(), with);
    return text;
}

std::string refusal_of(const std::string& text) {
    const auto checked = config::parse_agent_toml(text, FakeHost(), read_key);
    return checked ? "" : checked.error().sentence();
}

}  // namespace

TEST_SUITE("config/agent") {
    TEST_CASE("an agent's file becomes what the agent reads, and is read again") {
        const auto checked = config::parse_agent_toml(good, FakeHost(), read_key);

        REQUIRE(checked.ok());
        const auto& config = checked->config;
        CHECK(config.service_key[0] == 7);
        REQUIRE(config.services.size() == 3);
        CHECK(config.services[1].host == "2001:db8::5");
        CHECK(config.services[2].host == "one.example");
        CHECK(config.tpm == "device:/dev/tpmrm0");
        CHECK(config.vault_uid == 900);
        const auto again = config::parse_compiled_agent(config::compile(config));
        REQUIRE(again.ok());
        CHECK(*again == config);
    }

    TEST_CASE("every wrong value of an agent's file is refused by its key, with what to do") {
        CHECK(refusal_of(replaced("the key", "another")).find("service.key") != std::string::npos);
        CHECK(refusal_of(replaced("10.0.0.5:8443", "10.0.0.5")).find("service.addresses") !=
              std::string::npos);
        CHECK(refusal_of(replaced("node-01", "vault-01")).find("node.id") != std::string::npos);
        CHECK(refusal_of(replaced("\"tpm2\"", "\"channel-certificate\"")).find("node.evidence") !=
              std::string::npos);
        CHECK(refusal_of(replaced("\"tpm2\"", "\"pinned-key\"\ntpm = \"device:/dev/tpm0\""))
                  .find("node.tpm") != std::string::npos);
        CHECK(refusal_of(replaced("tenant-a/transit", "tenant//transit")).find("transit.mount") !=
              std::string::npos);
        CHECK(refusal_of(replaced("\"prod\"", "\"a/b\"")).find("transit.key") != std::string::npos);
        CHECK(refusal_of(replaced("user = 900", "user = \"nobody-here\"")).find("transit.user") !=
              std::string::npos);
        CHECK(refusal_of(replaced("mount =", "mont =")).find("transit.mont") != std::string::npos);
    }

    TEST_CASE("an agent's file that leaves a key on the disk, or lets root ask, is warned about") {
        const auto checked =
            config::parse_agent_toml(replaced("\"tpm2\"", "\"pinned-key\""), FakeHost(), read_key);
        const auto root =
            config::parse_agent_toml(replaced("user = 900", "user = 0"), FakeHost(), read_key);

        REQUIRE(checked.ok());
        CHECK(checked->warnings.size() == 1);
        REQUIRE(root.ok());
        CHECK(root->warnings.size() == 1);
    }

    TEST_CASE("a torn agent's file, and the service's own, are refused") {
        const auto checked = config::parse_agent_toml(good, FakeHost(), read_key);
        REQUIRE(checked.ok());
        auto torn = config::compile(checked->config);
        torn[40] ^= 1U;

        CHECK_FALSE(config::parse_compiled_agent(torn).ok());
        CHECK_FALSE(config::parse_compiled_agent(config::compile(config::Config())).ok());
    }
}
