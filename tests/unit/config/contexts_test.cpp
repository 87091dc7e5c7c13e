#include "sealwright/config/toml/contexts.hpp"

#include "sealwright/config/errors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::config;

namespace {

Contexts sample() {
    crypto::PublicKey identity{};
    identity.fill(7);
    IdBytes id{};
    id.fill(3);
    return {"prod",
            {{"prod",
              ServicePlace{"seal.example", 8443},
              "/srv/ana/ca.pem",
              "/srv/ana/my \"own\" \\ key",
              Pin{InstallationId(id), "production", identity}},
             {"lab.six", ServicePlace{"2001:db8::5", 8443}, "/ca.pem", "", std::nullopt},
             {"host", std::nullopt, "", "/srv/ana/ana.key", std::nullopt}}};
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    const auto at = text.find(what);
    check(at != std::string::npos);
    return text.replace(at, what.size(), by);
}

}  // namespace

TEST_SUITE("config/contexts") {
    TEST_CASE("contexts are read as they were written, whatever stands in a path") {
        const auto back = parse_contexts(contexts_toml(sample()));

        REQUIRE(back.ok());
        CHECK(back->current == "prod");
        for (const auto& context : sample().contexts) {
            auto read = *back;
            REQUIRE(read.find(context.name) != nullptr);
            CHECK(*read.find(context.name) == context);
        }
        CHECK(back->contexts.size() == 3);
    }

    TEST_CASE("an empty file has no context") {
        CHECK(parse_contexts("").ok());
        CHECK(parse_contexts("")->contexts.empty());
        CHECK(contexts_toml({}).starts_with("# "));
    }

    TEST_CASE("a context that says anything else than it may is refused, and none is used") {
        const auto text = contexts_toml(sample());
        for (const auto& wrong : {replaced(text, "current = \"prod\"", "current = \"other\""),
                                  replaced(text, "address", "adress"),
                                  replaced(text, "seal.example:8443", "seal.example"),
                                  replaced(text, "installation-03", "vault-03"),
                                  replaced(text, "identity = \"ed25519:", "identity = \"rsa:"),
                                  replaced(text, "environment = \"production\"\n", ""),
                                  replaced(text, "authority = \"/srv/ana/ca.pem\"\n", ""),
                                  replaced(text, "\"/ca.pem\"", "\"ca.pem\""),
                                  replaced(text, "\"lab.six\"", "\"Lab\"")}) {
            CAPTURE(wrong);
            CHECK_FALSE(parse_contexts(wrong).ok());
        }
        CHECK_FALSE(parse_contexts(std::string(contexts_file_max + 1, '#')).ok());
    }
}
