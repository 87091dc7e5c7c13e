#include "sealwright/config/errors.hpp"
#include "toml_sample.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace sealwright;
using namespace sealwright::config;
using namespace sealwright::config::sample;

namespace {

struct Wrong {
    const char* from;
    const char* to;
    unsigned line;
    const char* key;
    const char* why;  // A part of it.
};

const std::vector<Wrong> wrong_inputs{
    {"owner =", "ownr =", 3, "installation.ownr", "no such key"},
    {"[listen]", "[lisen]", 7, "lisen", "no such key"},
    {"threshold = 2", "treshold = 2", 13, "tokens.treshold", "no such key"},
    {"label = \"sealwright-c\"", "lable = \"c\"", 33, "token.c.lable", "no such key"},
    {"environment = \"trying\"", "", 1, "installation.environment", "missing"},
    {"\"trying\"", "\"Trying\"", 2, "installation.environment", "not a name"},
    {"\"trying\"", "3", 2, "installation.environment", "not a text"},
    {"\"Platform team\"", "\"<b>\"", 3, "installation.owner", "every journal entry"},
    {"\"/var/lib/sealwright\"", "\"var\"", 4, "installation.state", "absolute"},
    {"\"/var/lib/sealwright\"", "\"/var/../x\"", 4, "installation.state", "absolute"},
    {"\"/run/sealwright\"", "\"/run/sealwright/\"", 5, "installation.run", "absolute"},
    {"\"/run/sealwright\"", "\"/var/lib/sealwright\"", 5, "installation.run", "state too"},
    {"127.0.0.1:8443", "localhost:8443", 8, "listen.address", "literal"},
    {"127.0.0.1:8443", "127.0.0.1", 8, "listen.address", "literal"},
    {"127.0.0.1:8443", "127.0.0.1:0", 8, "listen.address", "literal"},
    {"127.0.0.1:8443", "127.0.0.1:65536", 8, "listen.address", "literal"},
    {"127.0.0.1:8443", "::1:8443", 8, "listen.address", "literal"},
    {"[\"localhost\", \"127.0.0.1\"]", "[]", 9, "listen.names", "1 to 64"},
    {"[\"localhost\", \"127.0.0.1\"]", "[1]", 9, "listen.names", "1 to 64"},
    {"\"localhost\"", "\"local host\"", 9, "listen.names", "neither a host name"},
    {"[tokens]", "[metrics]\n[tokens]", 11, "metrics.listen", "missing"},
    {"[tokens]", "[metrics]\nport = 1\n[tokens]", 12, "metrics.port", "no such key"},
    {"[tokens]", "[metrics]\nlisten = \"a:1\"\n[tokens]", 12, "metrics.listen", "literal"},
    {"[tokens]",
     "[metrics]\nlisten = \"127.0.0.1:8443\"\n[tokens]",
     12,
     "metrics.listen",
     "a listener of their own"},
    {"[tokens]", "key = \"/k\"\n[tokens]", 11, "listen.key", "belong together"},
    {"\"main\"", "\"main group\"", 12, "tokens.group", "not a name"},
    {"threshold = 2", "threshold = \"2\"", 13, "tokens.threshold", "whole number"},
    {"threshold = 2", "threshold = 1", 13, "tokens.threshold", "one token alone"},
    {"threshold = 2", "threshold = 4", 13, "tokens.threshold", "fewer tokens"},
    {"[token.c]", "[token.C]", 31, "token.C", "not a name"},
    {"/usr/lib/hsm/one.so", "/usr/lib/hsm/two.so", 16, "token.a.module", "no such file"},
    {"label = \"sealwright-a\"", "", 15, "token.a.label", "neither label nor serial"},
    {"\"0042\"", "\"12345678901234567\"", 26, "token.b.serial", "PKCS#11"},
    {"\"sealwright-b\"", "\"sealwright-a\"", 25, "token.b.label", "same token as token.a"},
    {"\"tpm\"", "\"usb\"", 18, "token.a.unlock_root", "none of the words"},
    {"unlock_root = \"tpm\"", "", 15, "token.a.unlock_root", "missing"},
    {"\"credential\"", "\"file\"", 19, "token.a.pin", "none of the words"},
    {"\"credential\"", "\"terminal\"", 20, "token.a.credentials", "only pin"},
    {"\"/etc/sealwright/a\"", "\"/etc/sealwright/b\"", 20, "token.a.credentials", "no such folder"},
    {"HSM_CONF", "hsm_conf", 21, "token.a.environment", "not a variable"},
    {"HSM_CONF", "LD_PRELOAD", 21, "token.a.environment", "service's own"},
    {"HSM_CONF", "CREDENTIALS_DIRECTORY", 21, "token.a.environment", "service's own"},
    {"\"/etc/hsm.conf\"", "7", 21, "token.a.environment.HSM_CONF", "not a text"},
    {"network = true", "network = \"yes\"", 29, "token.b.network", "neither true nor false"},
    {"network = true", "user = \"nobody-here\"", 29, "token.b.user", "no account named"},
    {"[tokens]",
     "[policy.trying]\nrecovery_key = \"allow\"\n[tokens]",
     12,
     "policy.trying.recovery_key",
     "cannot have that rule"},
    {"[tokens]",
     "[policy.prod]\nheartbeat = \"window\"\n[tokens]",
     12,
     "policy.prod.heartbeat",
     "cannot have that rule"},
    {"[tokens]",
     "[policy.trying]\nother = \"Allow\"\n[tokens]",
     12,
     "policy.trying.other",
     "cannot have that rule"},
    {"[tokens]",
     "[policy.trying]\nprobe = \"allow\"\n[tokens]",
     12,
     "policy.trying.probe",
     "no such key"},
    {"[tokens]", "[policy]\ntrying = \"allow\"\n[tokens]", 12, "policy.trying", "not a table"},
    {"network = true", "vaults = [\"prod-eu\"]", 29, "token.b.vaults", "ids, not names"},
    {"network = true", "vaults = []", 29, "token.b.vaults", "list of 1 to 64"},
    {"network = true",
     "vaults = [\"vault-00000000000000000000000000000000\"]",
     29,
     "token.b.vaults",
     "not a vault's id"},
    {"network = true",
     "vaults = [\"vault-000102030405060708090a0b0c0d0e0f\", "
     "\"vault-000102030405060708090a0b0c0d0e0f\"]",
     29,
     "token.b.vaults",
     "an id twice"},
    {"network = true", "rate_per_second = 0", 29, "token.b.rate_per_second", "held to"},
    {"network = true", "rate_per_second = 1000001", 29, "token.b.rate_per_second", "held to"},
    {"network = true", "rate_per_second = \"9\"", 29, "token.b.rate_per_second", "whole number"},
    {"network = true", "user = -1", 29, "token.b.user", "number of an account"},
};

bool has_fact(const Error& error, const Fact& wanted) {
    for (const auto& each : error.facts()) {
        if (each.render() == wanted.render()) return true;
    }
    return false;
}

}  // namespace

TEST_SUITE("config/toml_refusal") {
    TEST_CASE("a header without a name is refused with its line, and does not end the process") {
        for (const auto* header : {"[ = 1", "[]", "[[]]", "[ ]", "[[ = 2", "[", "[.a]"}) {
            const auto text = good + header;
            const auto checked = parse_toml(text, FakeHost{});

            REQUIRE_FALSE(checked.ok());
            CHECK(checked.error().is(errors::config_syntax));
            CHECK(checked.error().sentence().find("line=36") != std::string::npos);
        }
    }

    TEST_CASE("every wrong input is refused with its line, its key, why, and what to do") {
        for (const auto& wrong : wrong_inputs) {
            const auto checked = parse_toml(changed(wrong.from, wrong.to), FakeHost{});
            const auto what = std::string(wrong.from) + " -> " + wrong.to;

            REQUIRE_MESSAGE(!checked.ok(), what);
            const auto& error = checked.error();
            CAPTURE(what);
            CAPTURE(error.sentence());
            CHECK(has_fact(error, fact("line", std::uint64_t{wrong.line})));
            CHECK(has_fact(error, fact("key", wrong.key)));
            CHECK(error.sentence().find(wrong.why) != std::string::npos);
            CHECK(error.facts().size() == 4);
        }
    }

    TEST_CASE("a missing section is named") {
        for (const auto* name : {"[installation]", "[listen]", "[tokens]"}) {
            auto text = good;
            const auto begin = text.find(name);
            text.erase(begin, text.find("\n\n", begin) - begin);

            const auto checked = parse_toml(text, FakeHost{});

            REQUIRE_FALSE(checked.ok());
            CHECK(checked.error().sentence().find(std::string("add ") + name) != std::string::npos);
        }
    }

    TEST_CASE("text that is not TOML is refused with its line") {
        const auto checked = parse_toml(changed("\"main\"", "\"main"), FakeHost{});

        REQUIRE_FALSE(checked.ok());
        CHECK(checked.error().is(errors::config_syntax));
        CHECK(has_fact(checked.error(), fact("line", std::uint64_t{12})));
    }

    TEST_CASE("a module that others can change is refused") {
        for (const auto* path : {"/usr/lib/hsm/one.so", "/usr/lib/hsm"}) {
            FakeHost writable;
            writable.files[path].mode |= 02U;
            FakeHost foreign;
            foreign.files[path].uid = 1000;

            CHECK_FALSE(parse_toml(good, writable).ok());
            CHECK_FALSE(parse_toml(good, foreign).ok());
        }
    }

    TEST_CASE("a PIN that others can read, or that its token cannot, is refused") {
        FakeHost readable;
        readable.files["/etc/sealwright/a/pin"].mode = 0440;
        FakeHost foreign;
        foreign.files["/etc/sealwright/a/pin"].uid = 0;
        FakeHost missing;
        missing.files.erase("/etc/sealwright/a/pin");

        CHECK_FALSE(parse_toml(good, readable).ok());
        CHECK_FALSE(parse_toml(good, foreign).ok());
        CHECK_FALSE(parse_toml(good, missing).ok());
    }

    TEST_CASE("a socket's path that the kernel cannot take is refused before start") {
        const std::string folder = "/" + std::string(94, 'r');  // 95 + "/token@a.sock" is 108.

        const auto long_run = parse_toml(changed("/run/sealwright", folder), FakeHost{});
        const auto just_fits =
            parse_toml(changed("/run/sealwright", folder.substr(0, 94)), FakeHost{});

        REQUIRE_FALSE(long_run.ok());
        CHECK(long_run.error().sentence().find("107") != std::string::npos);
        CHECK(just_fits.ok());
    }

    TEST_CASE("a file that is not there is refused with its path") {
        const auto config = read_toml("/nowhere/sealwright.toml");

        REQUIRE_FALSE(config.ok());
        CHECK(config.error().is(errors::config_unreadable));
        CHECK(has_fact(config.error(), fact("path", "/nowhere/sealwright.toml")));
    }
}
