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
