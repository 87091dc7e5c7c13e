#include "sealwright/vault/steps/document.hpp"

#include "sealwright/vault/steps/call.hpp"
#include "sealwright/vault/steps/errors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using vault::BodyWriter;
using vault::Document;

namespace {

std::uint16_t code_of(std::string_view text) {
    const auto document = Document::read(view_of(text));
    return document ? 0 : document.error().code();
}

vault::Reply reply(std::uint16_t status, std::string_view body) {
    const auto bytes = view_of(body);
    return {status, WipedBytes(bytes.begin(), bytes.end())};
}

std::uint16_t refusal_of(std::uint16_t status, std::string_view body) {
    const auto accepted = vault::accepted(reply(status, body));
    return accepted ? 0 : accepted.error().code();
}

}  // namespace

TEST_SUITE("vault: what it answers") {
    TEST_CASE("a value is found by its name and is of one kind") {
        const auto document = Document::read(
            view_of(R"({"a":{"text":"x\ny","n":7,"yes":true,"list":["p",2],"no":null}})"));
        REQUIRE(document.ok());
        const auto inner = document->root().member("a");
        REQUIRE(inner);
        CHECK(inner->member("text")->text() == "x\ny");
        CHECK(inner->member("n")->number() == 7);
        CHECK(inner->member("yes")->boolean() == true);
        CHECK(inner->member("list")->items()->size() == 2);
        CHECK_FALSE(inner->member("n")->text());
        CHECK_FALSE(inner->member("text")->number());
        CHECK_FALSE(inner->member("no")->boolean());
        CHECK_FALSE(inner->member("missing"));
        CHECK_FALSE(document->root().items());
    }

    TEST_CASE("a number that is negative, broken or too large is none of ours") {
        const auto document = Document::read(view_of(R"([-1, 1.5, 18446744073709551616, 3])"));
        REQUIRE(document.ok());
        const auto items = *document->root().items();
        CHECK_FALSE(items[0].number());
        CHECK_FALSE(items[1].number());
        CHECK_FALSE(items[2].number());
        CHECK(items[3].number() == 3);
    }

    TEST_CASE("what is no JSON, has more behind it, is too deep or too large is refused") {
        for (const auto* text :
             {"", "{", "{}}", "{} {}", R"({"a":1,})", "{'a':1}", "nan", "\"\x01\""}) {
            CAPTURE(text);
            CHECK(code_of(text) == errors::answer_unreadable.code);
        }
        const std::string deep(Document::depth_max + 1, '[');
        CHECK(code_of(deep + std::string(deep.size(), ']')) == errors::answer_unreadable.code);
        const std::string fits(Document::depth_max, '[');
        CHECK(code_of(fits + std::string(fits.size(), ']')) == 0);
        const std::string large(Document::size_max + 1, ' ');
        CHECK(code_of(large) == errors::answer_large.code);
    }

    TEST_CASE("what is sent is escaped, and a secret that would need it ends the process") {
        auto body = BodyWriter()
                        .text("name", "a\"b\\c\n\x1f")
                        .number("n", 3)
                        .flag("yes", true)
                        .texts("list", {"p", "q"})
                        .secret("key", view_of("s.Aa0"))
                        .finish();
        CHECK(
            text_of(body) ==
            R"({"name":"a\u0022b\u005cc\u000a\u001f","n":3,"yes":true,"list":["p","q"],"key":"s.Aa0"})");
        auto nothing = BodyWriter().finish();
        CHECK(text_of(nothing) == "{}");
    }

    TEST_CASE("each way in which a vault refuses has its own code, and says what the vault says") {
        CHECK(refusal_of(403, R"({"errors":["1 error occurred: permission denied"]})") ==
              errors::vault_denies.code);
        CHECK(refusal_of(503, R"({"errors":["Vault is sealed"]})") == errors::vault_sealed.code);
        CHECK(refusal_of(405, R"({"errors":["unsupported operation"]})") ==
              errors::vault_route_closed.code);
        CHECK(refusal_of(404, R"({"errors":[]})") == errors::vault_route_closed.code);
        CHECK(refusal_of(500, R"({"errors":["root generation aborted"]})") ==
              errors::vault_refuses.code);
        CHECK(refusal_of(500, "Bad Gateway") == errors::vault_refuses.code);
        const auto said = vault::accepted(reply(400, R"({"errors":["wrong\u001b nonce"]})"));
        CHECK(said.error().sentence().find("wrong? nonce") != std::string::npos);
    }
}
