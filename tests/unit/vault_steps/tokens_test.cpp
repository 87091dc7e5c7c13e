#include "sealwright/vault/steps/tokens.hpp"

#include "sealwright/vault/steps/errors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;

namespace {

vault::Reply reply(std::string_view body, std::uint16_t status = 200) {
    const auto bytes = view_of(body);
    return {status, WipedBytes(bytes.begin(), bytes.end())};
}

constexpr std::string_view root =
    R"({"data":{"accessor":"8Evig","creation_time":1795296232,"creation_ttl":0,"display_name":"root","entity_id":"","expire_time":null,"explicit_max_ttl":0,"id":"s.x","meta":null,"num_uses":0,"orphan":true,"path":"auth/token/root","policies":["root"],"ttl":0,"type":"service"}})";

}  // namespace

TEST_SUITE("vault: tokens") {
    TEST_CASE("a token is root by its policy, whoever made it, and unlimited if no clock ends it") {
        const auto token = vault::read_token(reply(root));
        REQUIRE(token.ok());
        CHECK(token->accessor == "8Evig");
        CHECK(token->is_root());
        CHECK(token->is_unlimited());
        CHECK(token->is_orphan);
        CHECK(token->made_at == "auth/token/root");
        const auto limited = vault::read_token(reply(
            R"({"data":{"accessor":"a","creation_time":1,"explicit_max_ttl":900,"orphan":true,"path":"auth/token/create","policies":["default","root"],"ttl":890}})"));
        REQUIRE(limited.ok());
        CHECK(limited->is_root());
        CHECK_FALSE(limited->is_unlimited());
        const auto other = vault::read_token(reply(
            R"({"data":{"accessor":"a","creation_time":1,"explicit_max_ttl":0,"orphan":false,"policies":["rooted"],"ttl":5}})"));
        CHECK_FALSE(other->is_root());
    }

    TEST_CASE("a token that lacks what decides is not taken for a harmless one") {
        for (const auto* part : {"\"policies\":[\"root\"],",
                                 "\"ttl\":0,",
                                 "\"accessor\":\"8Evig\",",
                                 "\"orphan\":true,",
                                 "\"explicit_max_ttl\":0,"}) {
            CAPTURE(part);
            std::string text(root);
            text.erase(text.find(part), std::string_view(part).size());
            CHECK(vault::read_token(reply(text)).error().is(errors::answer_unreadable));
        }
    }

    TEST_CASE("an accessor that died since it was listed is passed over, and nothing else is") {
        const auto dead = vault::read_listed_token(
            reply(R"({"errors":["1 error occurred:\n\t* invalid accessor\n\n"]})", 400));
        REQUIRE(dead.ok());
        CHECK_FALSE(*dead);
        CHECK(vault::read_listed_token(reply(R"({"errors":["permission denied"]})", 403))
                  .error()
                  .is(errors::vault_denies));
        CHECK_FALSE(vault::read_listed_token(reply(R"({"errors":["internal error"]})", 500)).ok());
    }

    TEST_CASE("a list that is empty is answered as not found, and a closed route is not that") {
        CHECK(vault::read_namespaces(reply(R"({"errors":[]})", 404))->empty());
        CHECK_FALSE(
            vault::read_namespaces(reply(R"({"errors":["no handler for route"]})", 404)).ok());
        const auto keys = vault::read_accessors(reply(R"({"data":{"keys":["a","b"]}})"));
        REQUIRE(keys.ok());
        CHECK(keys->size() == 2);
        CHECK_FALSE(vault::read_accessors(reply(R"({"data":{"keys":["a",1]}})")).ok());
    }

    TEST_CASE("what would break a header's line is refused where it is read") {
        CHECK(vault::read_namespaces(reply(R"({"data":{"keys":["a/","b c/"]}})")).ok());
        CHECK_FALSE(vault::read_namespaces(reply(R"({"data":{"keys":["a/","b\r\nX: "]}})")).ok());
        CHECK_FALSE(vault::read_namespaces(reply(R"({"data":{"keys":["a\u0000/"]}})")).ok());
        CHECK_FALSE(
            vault::read_made_token(
                reply(
                    R"({"auth":{"client_token":"s.a\r\nX: ","accessor":"acc","policies":["root"],"orphan":true,"lease_duration":900}})"))
                .ok());
    }

    TEST_CASE("a revocation says whether there was a token") {
        CHECK(*vault::read_revoked(reply("", 204)));
        CHECK_FALSE(*vault::read_revoked(
            reply(R"({"warnings":["No token found with this accessor"],"data":null})")));
        CHECK_FALSE(vault::read_revoked(reply(R"({"errors":["permission denied"]})", 403)).ok());
    }

    TEST_CASE("a limited root is asked for as an orphan that nobody can renew") {
        const auto call = vault::make_limited_root(900, "on-call");
        CHECK(
            text_of(call.body) ==
            R"({"policies":["root"],"no_parent":true,"ttl":"900s","explicit_max_ttl":"900s","renewable":false,"display_name":"on-call"})");
        const auto made = vault::read_made_token(reply(
            R"({"auth":{"client_token":"s.abc","accessor":"acc","policies":["root"],"orphan":true,"lease_duration":900}})"));
        REQUIRE(made.ok());
        CHECK(text_of(made->token.reveal()) == "s.abc");
        CHECK(made->ttl_s == 900);
        CHECK_FALSE(vault::read_made_token(reply(R"({"auth":null})")).ok());
    }
}
