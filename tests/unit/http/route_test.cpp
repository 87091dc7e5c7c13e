#include "sealwright/http/errors.hpp"
#include "sealwright/http/strict.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace sealwright;
using http::Endpoint;
using http::Method;

TEST_SUITE("http/route") {
    TEST_CASE("a mount may have several segments, the key is the last") {
        const auto route = http::match_route(Method::put, "/v1/tenant-a/transit/decrypt/key.1");

        REQUIRE(route.ok());
        CHECK(route->endpoint == Endpoint::decrypt);
        CHECK(route->mount == "tenant-a/transit");
        CHECK(route->key == "key.1");
    }

    TEST_CASE("PUT and POST are the same to the seal") {
        for (const auto method : {Method::put, Method::post}) {
            const auto route = http::match_route(method, "/v1/transit/encrypt/key");
            REQUIRE(route.ok());
            CHECK(route->endpoint == Endpoint::encrypt);
        }
    }

    TEST_CASE("renewing a token and health are routes of their own") {
        CHECK(http::match_route(Method::put, "/v1/auth/token/renew-self")->endpoint ==
              Endpoint::renew_self);
        CHECK(http::match_route(Method::get, "/healthz")->endpoint == Endpoint::health);
    }

    TEST_CASE("a method of another route is refused as such") {
        const std::vector<std::pair<Method, std::string>> rows = {
            {Method::get, "/v1/transit/encrypt/key"},
            {Method::get, "/v1/auth/token/renew-self"},
            {Method::put, "/healthz"},
            {Method::post, "/healthz"},
        };
        for (const auto& [method, target] : rows) {
            CAPTURE(target);
            const auto route = http::match_route(method, target);
            REQUIRE_FALSE(route.ok());
            CHECK(route.error().is(errors::http_method_elsewhere));
        }
    }

    TEST_CASE("people's paths are posted to, and their description is read") {
        const std::vector<std::pair<std::string, Endpoint>> rows = {
            {"/v1/queries/can-unseal", Endpoint::query},
            {"/v1/requests/vault-add", Endpoint::request},
            {"/v1/acts", Endpoint::decide},
            {"/v1/founding/sign", Endpoint::founding},
            {"/v1/events", Endpoint::events},
        };
        for (const auto& [target, endpoint] : rows) {
            CAPTURE(target);
            CHECK(http::match_route(Method::post, target)->endpoint == endpoint);
            CHECK(http::match_route(Method::get, target).error().is(errors::http_method_elsewhere));
            CHECK(http::match_route(Method::put, target).error().is(errors::http_method_elsewhere));
            CHECK(http::is_for_people(target));
        }
        CHECK(http::match_route(Method::post, "/v1/queries/can-unseal")->key == "can-unseal");
        CHECK(http::match_route(Method::get, "/v1/openapi.json")->endpoint ==
              Endpoint::description);
        CHECK_FALSE(http::match_route(Method::post, "/v1/openapi.json").ok());
    }

    TEST_CASE("a seal whose mount is called as a path for people is still a seal") {
        for (const auto* mount : {"queries", "requests", "acts", "events", "founding"}) {
            CAPTURE(mount);
            const auto target = "/v1/" + std::string(mount) + "/decrypt/key";
            const auto route = http::match_route(Method::put, target);

            REQUIRE(route.ok());
            CHECK(route->endpoint == Endpoint::decrypt);
            CHECK(route->mount == mount);
            CHECK_FALSE(http::is_for_people(target));
        }
    }

    TEST_CASE("a path that is nearly a route is none") {
        const std::vector<std::string> rows = {
            "/",
            "/v1/transit/encrypt",
            "/v1/encrypt/key",
            "/v2/transit/encrypt/key",
            "/V1/transit/encrypt/key",
            "/v1/transit/Encrypt/key",
            "/v1/transit/encrypt/key/more",
            "/v1/transit/rewrap/key",
            "/v1/transit/keys/key",
            "/v1/sys/health",
            "/v1/auth/token/lookup-self",
            "/healthz/more",
            "/v1/queries",
            "/v1/queries/status/more",
            "/v1/requests/status/more",
            "/v1/acts/more",
            "/v1/openapi.json/more",
            "/v1/openapi",
            "/v1/queries/" + std::string(129, 'a'),
            "/v1/" + std::string(129, 'a') + "/encrypt/key",
            "/v1/transit/encrypt/" + std::string(129, 'a'),
        };
        for (const auto& target : rows) {
            CAPTURE(target);
            const auto route = http::match_route(Method::put, target);
            REQUIRE_FALSE(route.ok());
            CHECK(route.error().is(errors::http_route_unknown));
        }
    }
}
