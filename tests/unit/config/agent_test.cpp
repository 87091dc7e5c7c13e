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
        CHECK(refusal_of(replaced("\"tpm2\"", "\"tpm2\"\nendorsement = \"chain\""))
                  .find("node.endorsement") != std::string::npos);
        CHECK(refusal_of(replaced("\"tpm2\"", "\"pinned-key\"\nendorsement = \"provider\""))
                  .find("node.endorsement") != std::string::npos);
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

    TEST_CASE(
        "a user's evidence goes with the local socket and nothing else, and is warned about") {
        auto local = replaced("\"tpm2\"", "\"unix-peer\"");
        const std::string network = R"("10.0.0.5:8443", "[2001:db8::5]:8443", "one.example:8443")";
        const auto with = [&](const std::string& addresses) {
            auto text = local;
            return text.replace(text.find(network), network.size(), addresses);
        };

        const auto checked = config::parse_agent_toml(
            with(R"("unix:///run/sealwright/node.sock")"), FakeHost(), read_key);

        REQUIRE(checked.ok());
        CHECK(checked->warnings.size() == 1);
        REQUIRE(checked->config.services.size() == 1);
        CHECK(checked->config.services[0].is_local());
        CHECK(checked->config.services[0].str() == "unix:///run/sealwright/node.sock");
        const auto again = config::parse_compiled_agent(config::compile(checked->config));
        REQUIRE(again.ok());
        CHECK(*again == checked->config);
        CHECK(refusal_of(local).find("node.evidence") != std::string::npos);
        CHECK(
            refusal_of(with(R"("unix:///run/node.sock", "10.0.0.5:8443")")).find("node.evidence") !=
            std::string::npos);
        CHECK(
            refusal_of(replaced("10.0.0.5:8443", "unix:///run/node.sock")).find("node.evidence") !=
            std::string::npos);
        for (const std::string path : {"run/node.sock", "/run/../node.sock", "/run/", ""}) {
            CHECK(refusal_of(with("\"unix://" + path + "\"")).find("service.addresses") !=
                  std::string::npos);
        }
        // Nor in a compiled form that somebody else made.
        auto mixed = checked->config;
        mixed.services[0] = {"10.0.0.5", 8443};
        CHECK_FALSE(config::parse_compiled_agent(config::compile(mixed)).ok());
    }

    TEST_CASE("a provider's key is used where the file says so, and what older agents read stays") {
        const auto own = config::parse_agent_toml(
            replaced("\"tpm2\"", "\"tpm2\"\nendorsement = \"own\""), FakeHost(), read_key);
        const auto provided = config::parse_agent_toml(
            replaced("\"tpm2\"", "\"tpm2\"\nendorsement = \"provider\""), FakeHost(), read_key);
        const auto silent = config::parse_agent_toml(good, FakeHost(), read_key);

        REQUIRE(own.ok());
        REQUIRE(provided.ok());
        REQUIRE(silent.ok());
        CHECK_FALSE(own->config.provider_key);
        CHECK(provided->config.provider_key);
        CHECK(config::compile(own->config) == config::compile(silent->config));
        CHECK(config::compile(provided->config).size() ==
              config::compile(silent->config).size() + 1);
        const auto again = config::parse_compiled_agent(config::compile(provided->config));
        REQUIRE(again.ok());
        CHECK(*again == provided->config);
        // Nor in a compiled form that somebody else made, where there is no TPM.
        auto odd = provided->config;
        odd.evidence = claims::EvidenceKind::pinned_key;
        CHECK_FALSE(config::parse_compiled_agent(config::compile(odd)).ok());
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
