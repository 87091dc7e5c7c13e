#include "sealwright/config/stanza/stanza.hpp"

#include "sealwright/config/errors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using config::read_stanzas;
using config::Stanza;

namespace {

std::vector<Stanza> read(std::string_view text) {
    const auto stanzas = read_stanzas(text);
    REQUIRE_MESSAGE(stanzas.ok(), (stanzas.ok() ? "" : stanzas.error().sentence()));
    return *stanzas;
}

// The line that cannot be read; 0 when all can.
std::uint64_t refused_line(std::string_view text) {
    const auto stanzas = read_stanzas(text);
    if (stanzas.ok()) return 0;
    REQUIRE(stanzas.error().is(errors::config_line_unreadable));
    return std::get<std::uint64_t>(stanzas.error().facts().front().value);
}

std::string value(const Stanza& stanza, std::string_view key) {
    const auto* setting = stanza.find(key);
    REQUIRE(setting != nullptr);
    const auto text = setting->value();
    REQUIRE(text.ok());
    return *text;
}

constexpr std::string_view whole_file = R"(ui = true # "seal" { here is a comment
// seal "transit" { so is this
/* and
   seal "transit" { this */
api_addr = "https://bao.example:8200" , cluster_addr = "https://${host}:{8201}"

storage "raft" {
  path = "/var/lib/openbao"
  retry_join { leader_api_addr = "https://a:8200" }
  retry_join { leader_api_addr = "https://b:8200", leader_tls_servername = "b" }
}
listener "tcp" {
  address = "0.0.0.0:8200"
  custom_response_headers {
    "default" = { "X-Brace" = ["}", "\" }", "seal"] }
    "2xx"     = { "X-Odd" = ["${join("{", "}")}"] }
  }
  x_forwarded_for_hop_skips = 0
}
telemetry = { ratio = 0.5, mode = 0644, seal = "no block of ours" }
banner = <<EOF
seal "transit" {
  } EOF
EOF
seal "transit" {
  address    = "https://h:8443" key_name = "demo"  # two on a line
  mount_path = "transit/"
}
log_level = "info")";

}  // namespace

TEST_SUITE("config/stanza") {
    TEST_CASE("a seal block is found in a whole configuration, with the lines of its settings") {
        const auto stanzas = read(whole_file);

        REQUIRE(stanzas.size() == 1);
        CHECK(stanzas[0].type == "transit");
        CHECK(stanzas[0].line == 25);
        CHECK(stanzas[0].settings.size() == 3);
        CHECK(stanzas[0].find("mount_path")->line == 27);
        CHECK(value(stanzas[0], "address") == "https://h:8443");
        CHECK(value(stanzas[0], "key_name") == "demo");
    }

    TEST_CASE("every spelling that the vault takes for a seal block is one") {
        for (const auto* text : {"SEAL \"Transit\" {}",
                                 "\"seal\" \"transit\" {}",
                                 "seal transit {}",
                                 "kms \"transit\" {}",
                                 "hsm \"transit\" {}",
                                 "seal \"transit\"\n{\n}",
                                 "\r\nseal \"transit\" {\r\n}\r\n"}) {
            const auto stanzas = read(text);

            REQUIRE(stanzas.size() == 1);
            CHECK(stanzas[0].type == "transit");
        }
        CHECK(read("").empty());
        CHECK(read("sealed \"transit\" {}\nx { seal \"transit\" {} }").empty());
    }

    TEST_CASE("of two settings of one name the last one counts, as the vault counts") {
        const auto stanzas = read("seal \"t\" { a = \"1\" b = 2 a = \"3\" }");

        CHECK(value(stanzas[0], "a") == "3");
        CHECK(stanzas[0].settings.size() == 3);
        CHECK(stanzas[0].find("A") == nullptr);
    }

    TEST_CASE("a value is what the vault makes of it") {
        const auto stanzas = read(
            "seal \"t\" {\n"
            "  a = \"d\\x65\\u006d\\157 \\\"\\\\ \\n \\U0001F511\"\n"
            "  b = true, c = 12\n"
            "  d = <<EOF\nline\n  two\nEOF\n"
            "  \"e\" = \"\"\n"
            "}");

        CHECK(value(stanzas[0], "a") == "demo \"\\ \n \xF0\x9F\x94\x91");
        CHECK(value(stanzas[0], "b") == "true");
        CHECK(value(stanzas[0], "c") == "12");
        CHECK(value(stanzas[0], "d") == "line\n  two\n");
        CHECK(value(stanzas[0], "e").empty());
    }

    TEST_CASE("a value that the vault would unfold is not guessed") {
        for (const auto* text : {"seal \"t\" { a = \"${x}\" }",
                                 "seal \"t\" { a = 010 }",
                                 "seal \"t\" { a = 0x10 }",
                                 "seal \"t\" { a = 1.5 }",
                                 "seal \"t\" { a = \"\\ud800\" }",
                                 "seal \"t\" { a = \"\\777\" }",
                                 "seal \"t\" { purpose = [\"x\"] }"}) {
            const auto stanzas = read(text);

            CHECK_FALSE(stanzas[0].settings.front().value().ok());
        }
    }

    TEST_CASE("what cannot be read for certain is refused with its line") {
        CHECK(refused_line("a = 1\nseal \"transit\" {\n  key_name : \"x\"\n}") == 3);
        CHECK(refused_line("seal \"transit\" {\n  key_name = \"x\"\n") == 3);
        CHECK(refused_line("a = \"never ends\nb = 1") == 1);
        CHECK(refused_line("\n/* never ends\n") == 2);
        CHECK(refused_line("\na = <<EOF\nnever ends\n") == 2);
        CHECK(refused_line("a = <<EOF\nno line end behind it\nEOF") == 1);
        CHECK(refused_line("a = <<-EOF\nshort\nEOF\n") == 1);
        CHECK(refused_line("a = <<\nx\n\n") == 1);
        CHECK(refused_line("a = \"\\q\"") == 1);
        CHECK(refused_line("a = \"\\x6\"") == 1);
        CHECK(refused_line("a = 12x") == 1);
        CHECK(refused_line("a = 08") == 1);
        CHECK(refused_line("a = word") == 1);
        CHECK(refused_line("a\nb = 1") == 2);
        CHECK(refused_line("a b = 1") == 1);
        CHECK(refused_line("a =") == 1);
        CHECK(refused_line("}") == 1);
        CHECK(refused_line("a = [1 2]") == 1);
        CHECK(refused_line("a = [1,\n") == 2);
        CHECK(refused_line("\xEF\xBB\xBF a = 1") == 1);
        CHECK(refused_line("{\"seal\":{}}") == 1);
    }

    TEST_CASE("a seal block in a form of its own is refused, not skipped") {
        CHECK(refused_line("\nseal { transit { } }") == 2);
        CHECK(refused_line("\nseal = { transit = { } }") == 2);
        CHECK(refused_line("\nseal \"a\" \"b\" { }") == 2);
        CHECK(refused_line("seal \"a\" {\n  b { }\n}") == 2);
        CHECK(refused_line("seal \"a\" {\n  b = { }\n}") == 2);
        CHECK(refused_line("seal \"a\" {\n  b = [1]\n}") == 2);
        CHECK(refused_line("seal \"a\" {\n  b = <<-EOF\n    x\n    EOF\n}") == 2);
        CHECK(refused_line("\"se\\x61l\" \"transit\" {}") == 1);
    }

    TEST_CASE("text that is no UTF-8, or holds what the vault's reader refuses, is refused") {
        CHECK(refused_line("# caf\xC3\xA9\na = \"\xF0\x9F\x94\x91\"") == 0);
        for (const auto* broken : {"\x80",
                                   "\xC0\xAF",
                                   "\xC3",
                                   "\xE0\x80\x80",
                                   "\xED\xA0\x80",
                                   "\xF0\x80\x80\x80",
                                   "\xF4\x90\x80\x80",
                                   "\xF8\x88\x80\x80\x80",
                                   "\xEE\x84\xA3"}) {
            CHECK(refused_line("# fine\n# " + std::string(broken)) == 2);
        }
        CHECK(refused_line(std::string_view("a = 1\n\0", 7)) == 2);
    }

    TEST_CASE("depth, number and size have limits") {
        const auto nested = [](std::size_t depth) {
            return "a = " + std::string(depth, '[') + std::string(depth, ']');
        };
        CHECK(refused_line(nested(config::vault_config_depth_max)) == 0);
        CHECK(refused_line(nested(config::vault_config_depth_max + 1)) == 1);

        std::string blocks;
        for (std::size_t count = 0; count < config::stanzas_max; ++count) {
            blocks += "seal \"a\" {}\n";
        }
        CHECK(read(blocks).size() == config::stanzas_max);
        CHECK(refused_line(blocks + "seal \"a\" {}") == config::stanzas_max + 1);

        std::string settings;
        for (std::size_t count = 0; count < config::stanza_settings_max; ++count) {
            settings += "a = 1\n";
        }
        CHECK(refused_line("seal \"a\" {\n" + settings + "}") == 0);
        CHECK(refused_line("seal \"a\" {\n" + settings + "b = 1 }") != 0);

        CHECK(refused_line(std::string(config::vault_config_size_max, '\n')) == 0);
        CHECK(refused_line(std::string(config::vault_config_size_max + 1, '\n')) == 1);
    }
}
