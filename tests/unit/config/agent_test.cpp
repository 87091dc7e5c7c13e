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

std::string refusal_of(const std::string& text, const FakeHost& host = FakeHost()) {
    const auto checked = config::parse_agent_toml(text, host, read_key);
    return checked ? "" : checked.error().sentence();
}

const std::string authority = "/etc/openbao/ca.pem";

FakeHost host_with_authority() {
    FakeHost host;
    host.files[authority] = {config::FileFacts::Kind::regular, 0, 0644};
    return host;
}

std::string with_vault(const std::string& lines) {
    return good + "\n[vault]\n" + lines;
}

std::string at_vault(const std::string& address) {
    return with_vault("address = \"" + address + "\"\nauthority = \"" + authority + "\"\n");
}

// As the agent reads it, or nothing.
std::optional<config::AgentConfig> compiled_again(const config::AgentConfig& config) {
    auto again = config::parse_compiled_agent(config::compile(config));
    if (!again) return std::nullopt;
    return std::move(*again);
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

    TEST_CASE("a vault's listener is reached over TLS with its authority, or a local socket") {
        const auto host = host_with_authority();
        for (const std::string address :
             {"https://127.0.0.1:8200", "https://[2001:db8::7]:8200", "https://bao.example:443"}) {
            CAPTURE(address);
            const auto checked = config::parse_agent_toml(at_vault(address), host, read_key);
            REQUIRE(checked.ok());
            CHECK(checked->config.vault_address == address);
            CHECK(checked->config.vault_authority == authority);
            CHECK(compiled_again(checked->config) == checked->config);
        }
        const auto local = config::parse_agent_toml(
            with_vault("address = \"unix:///run/openbao/own.sock\"\n"), FakeHost(), read_key);
        REQUIRE(local.ok());
        CHECK(local->config.vault_address == "unix:///run/openbao/own.sock");
        CHECK(local->config.vault_authority.empty());
        CHECK(compiled_again(local->config) == local->config);
    }

    TEST_CASE("every wrong value of a vault's section is refused by its key") {
        const auto host = host_with_authority();
        const auto is_refused = [&](const std::string& text, const std::string& key) {
            return refusal_of(text, host).find(key) != std::string::npos;
        };
        for (const std::string address : {"http://127.0.0.1:8200",
                                          "127.0.0.1:8200",
                                          "https://127.0.0.1",
                                          "https://127.0.0.1:0",
                                          "https://127.0.0.1:65536",
                                          "https://127.0.0.1:8200/",
                                          "https://127.0.0.1:8200/v1",
                                          "https://",
                                          "unix:/run/own.sock",
                                          "unix://run/own.sock",
                                          "unix:///run/../own.sock",
                                          "unix:///run/"}) {
            CAPTURE(address);
            CHECK(is_refused(at_vault(address), "vault.address"));
        }
        const std::string long_path(120, 'a');
        CHECK(is_refused(at_vault("unix:///" + long_path), "vault.address"));
        CHECK(is_refused(with_vault(""), "vault.address"));
        CHECK(is_refused(at_vault(""), "vault.address"));
        CHECK(is_refused(at_vault("unix:///run/own.sock"), "vault.authority"));
        CHECK(is_refused(with_vault("address = \"https://127.0.0.1:8200\"\n"), "vault.authority"));
        CHECK(refusal_of(at_vault("https://127.0.0.1:8200")).find("vault.authority") !=
              std::string::npos);
        CHECK(is_refused(at_vault("https://127.0.0.1:8200") + "token = \"s.x\"\n", "vault.token"));
    }

    TEST_CASE("a vault and a provider's key do not hang together, in the compiled form either") {
        const auto host = host_with_authority();
        const auto plain = config::parse_agent_toml(good, host, read_key);
        REQUIRE(plain.ok());
        const auto size = config::compile(plain->config).size();
        for (const bool provider_key : {false, true}) {
            for (const std::string vault : {"", "unix:///run/own.sock"}) {
                CAPTURE(provider_key);
                CAPTURE(vault);
                auto config = plain->config;
                config.provider_key = provider_key;
                config.vault_address = vault;
                CHECK(compiled_again(config) == config);
                // What older releases know has one form with theirs.
                const bool is_older = !provider_key && vault.empty();
                CHECK((config::compile(config).size() == size) == is_older);
            }
        }
    }

    TEST_CASE("a compiled vault without an address is none that we made") {
        const auto checked = config::parse_agent_toml(
            replaced("\"tpm2\"", "\"tpm2\"\nendorsement = \"provider\""), FakeHost(), read_key);
        REQUIRE(checked.ok());
        const auto read = [&](const std::string& behind) {
            auto body = wire::encode_public(checked->config);
            for (const auto letter : behind) body.push_back(static_cast<std::uint8_t>(letter));
            return wire::decode<config::AgentConfig>(body).ok();
        };
        const std::string nothing(4, '\0');

        CHECK(read(""));
        CHECK(read(std::string("\0\0\0\1u", 5) + nothing));
        CHECK_FALSE(read(nothing + nothing));
        CHECK_FALSE(read(nothing));
        CHECK_FALSE(read(std::string("\0\0\0\1u", 5)));
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
