#include "sealwright/config/stanza/lint.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace sealwright;

namespace {

using Names = std::vector<std::string>;

struct FilesOfTest final : config::Files {
    std::map<std::string, char> last;
    [[nodiscard]] std::optional<char> last_byte(const std::string& path) const override {
        const auto found = last.find(path);
        return found == last.end() ? std::nullopt : std::optional(found->second);
    }
};

config::Expected demo() {
    return {"demo", "transit", "demo", {"https://seal.example:8443"}, {"seal.example"}, true};
}

constexpr std::string_view clean = R"(
  address = "https://seal.example:8443"
  mount_path = "transit/"
  key_name = "demo"
  tls_ca_cert = "/etc/ca.pem"
  tls_client_cert = "/etc/n.pem"
  tls_client_key = "/etc/n.key"
  health_check_interval = "1m"
)";

std::string block(std::string_view settings) {
    return "seal \"transit\" {" + std::string(settings) + "}\n";
}

std::vector<config::Finding> findings_of(const std::string& text,
                                         const Names& variables = {},
                                         const FilesOfTest& files = {},
                                         const config::Expected& expected = demo()) {
    const auto stanzas = config::read_stanzas(text);
    REQUIRE(stanzas.ok());
    const auto findings = config::lint(*stanzas, expected, variables, files);
    REQUIRE(findings.ok());
    return *findings;
}

Names names_of(const std::vector<config::Finding>& findings) {
    Names names;
    for (const auto& finding : findings) {
        CHECK_FALSE(finding.what.empty());
        CHECK_FALSE(finding.why.empty());
        CHECK_FALSE(finding.remedy.empty());
        names.emplace_back(finding.name);
    }
    return names;
}

// The findings of the clean block with one line more, which comes to stand on line 9.
Names with(std::string_view line, const FilesOfTest& files = {}) {
    const auto text = block(std::string(clean) + std::string(line) + "\n");
    const auto findings = findings_of(text, {}, files);
    for (const auto& finding : findings) CHECK(finding.line == 9);
    return names_of(findings);
}

// The findings of the clean block with another line for one of its keys, or with none.
Names replaced(std::string_view key, std::string_view line) {
    std::string text(clean);
    const auto start = text.find(std::string(key) + " =");
    REQUIRE(start != std::string::npos);
    text.replace(start, text.find('\n', start) - start, line);
    return names_of(findings_of(block(text)));
}

Names without(std::string_view key) {
    return replaced(key, "");
}

Names instead(std::string_view key, std::string_view value) {
    return replaced(key, std::string(key) + " = " + std::string(value));
}

}  // namespace

TEST_SUITE("config/lint") {
    TEST_CASE("nothing is found in a block as seal-config prints it") {
        CHECK(names_of(findings_of(block(clean))).empty());
        CHECK(with("disable_renewal = \"true\"").empty());
    }

    TEST_CASE("a key that the vault would silently ignore is named with its line") {
        CHECK(with("bogus = 1") == Names{"unknown-key"});
        CHECK(with("Tls_skip_verify = \"false\"") == Names{"unknown-key"});
        CHECK(with("tls_ca_cert_bytes = \"x\"") == Names{"unknown-key"});
        CHECK(with("key_name = \"demo\"") == Names{"set-twice"});
    }

    TEST_CASE("a token is a finding however it comes, and its value stands in none") {
        FilesOfTest files;
        files.last = {{"/etc/token", '\n'}, {"/etc/good", 'x'}};

        CHECK(with("token = \"s.verysecret\"") == Names{"token"});
        CHECK(with("token = \"env://TOKEN\"") == Names{"token"});
        CHECK(with("token = \"file:///etc/absent\"", files) == Names{"token"});
        CHECK(with("token = \"file:///etc/good\"", files) == Names{"token"});
        CHECK(with("token = \"file:///etc/token\"", files) == Names{"token", "token-line-end"});
        CHECK(with("token = \"\"").empty());
        const auto secret = block(std::string(clean) + "token = \"s.verysecret\"\n");
        for (const auto& finding : findings_of(secret)) {
            CHECK(finding.what.find("verysecret") == std::string::npos);
        }
    }

    TEST_CASE("half a client pair, none, and a key that is no bare path are named") {
        CHECK(without("tls_client_cert") == Names{"client-half"});
        CHECK(without("tls_client_key") == Names{"client-half"});
        CHECK(instead("tls_client_key", "\"\"") == Names{"client-half"});
        CHECK(names_of(findings_of(block("address = \"https://seal.example:8443\"\n"
                                         "mount_path = \"transit\"\nkey_name = \"demo\"\n"
                                         "tls_ca_path = \"/etc/ca\"\n"
                                         "health_check_interval = 60\n"))) ==
              Names{"client-missing"});
        CHECK(instead("tls_client_key", "\"file:///etc/n.key\"") == Names{"client-key-url"});
        CHECK(instead("tls_client_cert", "\"file:///etc/n.pem\"") == Names{"path-url"});
        CHECK(instead("tls_ca_cert", "\"file:///etc/ca.pem\"") == Names{"path-url"});
    }

    TEST_CASE("where the vault would go, and whether it checks whom it met, is compared") {
        CHECK(instead("address", "\"https://SEAL.example:8443/\"").empty());
        CHECK(instead("address", "\"https://other.example:8443\"") == Names{"address-other"});
        CHECK(instead("address", "\"https://seal.example\"") == Names{"address-other"});
        CHECK(instead("address", "\"http://seal.example:8443\"") == Names{"address-scheme"});
        CHECK(instead("address", "\"unix:///run/kms.sock\"") == Names{"address-scheme"});
        CHECK(instead("address", "<<E\nhttps://seal.example:8443\nE") == Names{"line-end"});
        CHECK(without("address") == Names{"address-missing"});
        CHECK(without("tls_ca_cert") == Names{"authority-missing"});
        CHECK(with("tls_skip_verify = true") == Names{"skip-verify"});
        CHECK(with("tls_skip_verify = \"no\"") == Names{"not-a-boolean"});
        CHECK(with("tls_server_name = \"seal.example\"").empty());
        CHECK(with("tls_server_name = \"x.example\"") == Names{"server-name"});
    }

    TEST_CASE("what is not known here is not compared") {
        auto unknown = demo();
        unknown.addresses.clear();
        unknown.names.clear();
        unknown.own_authority = false;
        std::string text(clean);
        text.replace(text.find("seal.example"), 12, "elsewhere.example");
        text.erase(text.find("  tls_ca_cert"), 30);

        CHECK(names_of(findings_of(block(text), {}, {}, unknown)).empty());
    }

    TEST_CASE("mount and key are those of this vault, whatever slashes stand around") {
        CHECK(instead("mount_path", "\"/transit\"").empty());
        CHECK(instead("mount_path", "\"kms/\"") == Names{"mount-other"});
        CHECK(instead("key_name", "\"other\"") == Names{"key-other"});
        CHECK(instead("key_name", "<<E\ndemo\nE") == Names{"line-end"});
        CHECK(without("mount_path") == Names{"mount-missing"});
        CHECK(without("key_name") == Names{"key-missing"});
    }

    TEST_CASE("the vault looks after its seal once a minute, or it is a finding") {
        CHECK(without("health_check_interval") == Names{"health-interval"});
        CHECK(instead("health_check_interval", "\"10m\"") == Names{"health-interval"});
        CHECK(instead("health_check_interval", "\"1h\"") == Names{"health-interval"});
        CHECK(instead("health_check_interval", "\"90s\"") == Names{"health-interval"});
        CHECK(instead("health_check_interval", "\"1m30s\"") == Names{"health-interval"});
        CHECK(instead("health_check_interval", "\"30s\"").empty());
        CHECK(instead("health_check_interval", "60").empty());
        CHECK(with("health_check_enabled = \"false\"") == Names{"health-off"});
    }

    TEST_CASE("what changes later what the vault presents is named") {
        CHECK(with("key_id_prefix = \"x\"") == Names{"key-id-prefix"});
        CHECK(with("namespace = \"ns1/\"") == Names{"namespace"});
    }

    TEST_CASE("no seal, two seals, a disabled one and a foreign one are named") {
        const auto old = block(std::string(clean) + "disabled = \"true\"\n");

        CHECK(names_of(findings_of("ui = true\n")) == Names{"no-seal"});
        CHECK(names_of(findings_of(block(clean) + old)) == Names{"two-seals", "disabled"});
        CHECK(names_of(findings_of("seal \"awskms\" {}\n")) == Names{"seal-type"});
        CHECK(with("disabled = \"perhaps\"") == Names{"not-a-boolean"});
    }

    TEST_CASE("variables that decide over the file are named, others only where they fill in") {
        const auto text = block(clean);
        const Names silent{"PATH", "BAO_ADDR", "BAO_CACERT", "BAO_MAX_RETRIES"};

        CHECK(names_of(findings_of(text, silent)).empty());
        for (const auto* name : {"TRANSIT_WRAPPER_ADDR",
                                 "VAULT_TRANSIT_SEAL_KEY_NAME",
                                 "BAO_AGENT_ADDR",
                                 "VAULT_AGENT_ADDR",
                                 "BAO_SEAL_TYPE",
                                 "VAULT_NAMESPACE",
                                 "HTTPS_PROXY",
                                 "VAULT_SKIP_VERIFY"}) {
            const auto findings = findings_of(text, {name});

            REQUIRE(names_of(findings) == Names{"variable-wins"});
            CHECK(findings[0].what.starts_with(name));
            CHECK(findings[0].line == 0);
        }
        CHECK(names_of(findings_of(text, {"BAO_TOKEN", "VAULT_TLS_SERVER_NAME"})) ==
              Names{"variable-fills", "variable-fills"});
    }

    TEST_CASE("an environment is read by its names, in both of its forms") {
        const std::string_view of_process("A=1\0TRANSIT_WRAPPER_ADDR=x\ny=z\0EMPTY=\0", 38);
        const auto names = config::read_variable_names(of_process);
        REQUIRE(names.ok());
        CHECK(*names == Names{"A", "TRANSIT_WRAPPER_ADDR"});

        const auto lines = config::read_variable_names("# unit\nA=1\n\nB=2");
        REQUIRE(lines.ok());
        CHECK(*lines == Names{"A", "B"});

        CHECK_FALSE(config::read_variable_names("A=1\nexport\n").ok());
        CHECK_FALSE(config::read_variable_names("=1\n").ok());
    }
}
