#include "front/core/person_ask.hpp"

#include "front/core/description.hpp"
#include "front/errors.hpp"
#include "people.hpp"
#include "sealwright/operate/founding_messages.hpp"
#include "sealwright/operate/routes.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace front_test;

namespace {

Result<front::PersonRoute> route_to(const std::string& path) {
    TRY(route, http::match_route(http::Method::post, path));
    return front::person_route(route);
}

bool is_refused(const std::string& body, const ErrorSpec& why) {
    const auto read = front::read_ask_body(view_of(body));
    return !read && read.error().is(why);
}

Result<operate::PersonCarry> read(const FakeExchange& exchange) {
    TRY(route, route_to(exchange.path));
    return front::read_person_ask(route, exchange);
}

}  // namespace

TEST_SUITE("front/person_ask") {
    TEST_CASE("each ask of the matrix is at its own path, and at no other") {
        for (const auto& row : operate::routes()) {
            CAPTURE(row.name);
            const auto query = route_to("/v1/queries/" + std::string(row.name));
            const auto request = route_to("/v1/requests/" + std::string(row.name));

            CHECK(query.ok() == (row.effect == operate::Effect::read));
            CHECK(request.ok() ==
                  (row.effect != operate::Effect::read && row.effect != operate::Effect::local));
            if (query) CHECK((query->type == row.type && !query->is_proposal));
            if (request) CHECK((request->type == row.type && request->is_proposal));
        }
    }

    TEST_CASE("what has no row leads nowhere") {
        for (const auto* path : {"/v1/queries/secrets",
                                 "/v1/requests/status",
                                 "/v1/requests/init",
                                 "/v1/queries/Status",
                                 "/v1/founding/begin",
                                 "/v1/founding/abandon"}) {
            CAPTURE(path);
            const auto route = route_to(path);
            REQUIRE_FALSE(route.ok());
            CHECK(front::status_of(route.error()) == 404);
        }
    }

    TEST_CASE("a decision, a founding and a stream carry their own types") {
        CHECK(route_to("/v1/acts")->type == operate::DecideAsk::type);
        CHECK(route_to("/v1/founding/show")->type == operate::FoundingAsk::type);
        CHECK(route_to("/v1/founding/sign")->type == operate::FoundingSignAsk::type);
        CHECK(route_to("/v1/events")->type == operate::RequestsAsk::type);
        CHECK(route_to("/v1/events")->is_stream);
    }

    TEST_CASE("a body is read in its one form, and everything near it is refused") {
        const auto ask = asked(operate::RosterAsk::type, {});
        const auto whole = body_of(ask);
        const auto inside = to_base64(ask);

        REQUIRE(front::read_ask_body(view_of(whole)).ok());
        CHECK(front::read_ask_body(view_of(whole + "\n")).ok());
        const std::vector<std::string> rows = {
            "",
            "{}",
            "null",
            "[" + whole + "]",
            " " + whole,
            whole + " ",
            whole + "\n\n",
            whole + whole,
            "{ \"ask\":\"" + inside + "\"}",
            "{\"ask\": \"" + inside + "\"}",
            "{\"Ask\":\"" + inside + "\"}",
            "{\"a\\u0073k\":\"" + inside + "\"}",
            "{'ask':'" + inside + "'}",
            "{\"ask\":\"" + inside + "\",\"ask\":\"" + inside + "\"}",
            "{\"ask\":\"" + inside + "\",\"more\":\"\"}",
            "{\"ask\":\"" + inside.substr(1) + "\"}",
            "{\"ask\":\"" + inside + "=\"}",
            "{\"ask\":\"-_" + inside.substr(2) + "\"}",
            "{\"ask\":\"" + inside,
            "{\"ask\":\"",
        };
        for (const auto& odd : rows) {
            CAPTURE(odd);
            CHECK(is_refused(odd, errors::front_people_body));
        }
    }

    TEST_CASE("base64 of something else than a signed question is refused by its own name") {
        auto ask = asked(operate::RosterAsk::type, {});

        CHECK(is_refused(R"({"ask":""})", errors::front_people_ask));
        ask.push_back(0);
        CHECK(is_refused(body_of(ask), errors::front_people_ask));
        CHECK(is_refused(body_of(View(ask).first(ask.size() - 2)), errors::front_people_ask));
        CHECK(is_refused(body_of(Bytes(150'000, 0x11)), errors::front_people_ask));
    }

    TEST_CASE("a body that is not said to be JSON, or is said twice, is not read") {
        auto exchange = roster_ask();
        REQUIRE(read(exchange).ok());
        exchange.said.content_type = "APPLICATION/json; charset=utf-8";
        CHECK(read(exchange).ok());
        for (const auto* type : {"", "text/plain", "application/jsonp", "application/json, a/b"}) {
            CAPTURE(type);
            exchange.said.content_type = type;
            const auto refused = read(exchange);
            REQUIRE_FALSE(refused.ok());
            CHECK(front::status_of(refused.error()) == 415);
        }
        exchange.said = {"application/json", "", true};
        CHECK(front::status_of(read(exchange).error()) == 400);
    }

    TEST_CASE("an idempotency key is the proposal's nonce, or the proposal is refused") {
        auto exchange = posted("/v1/requests/vault-add", proposed(0x0518, 0xab));
        CHECK(read(exchange).ok());
        exchange.said.idempotency_key = "abababababababababababababababab";
        CHECK(read(exchange).ok());
        for (const auto* key : {"abababababababababababababababac",
                                "ABABABABABABABABABABABABABABABAB",
                                "ab",
                                "\"abababababababababababababababab\""}) {
            CAPTURE(key);
            exchange.said.idempotency_key = key;
            const auto refused = read(exchange);
            REQUIRE_FALSE(refused.ok());
            CHECK(refused.error().is(errors::front_people_nonce));
        }
    }

    TEST_CASE("an idempotency key on what holds no proposal is refused where proposals are made") {
        auto exchange = posted("/v1/requests/vault-add", asked(operate::RosterAsk::type, {}));
        exchange.said.idempotency_key = "00000000000000000000000000000000";

        CHECK(read(exchange).error().is(errors::front_people_nonce));

        // A body that could be a proposal's makes no proposal of a question that is none.
        operate::ProposeAsk like;
        const auto other = asked(operate::DecideAsk::type, wire::encode(like));
        exchange.text = body_of(other);
        CHECK(read(exchange).error().is(errors::front_people_nonce));
    }

    TEST_CASE("what is carried is what was signed, with the path's type and the peer") {
        const auto ask = proposed(0x0518, 1);
        auto exchange = posted("/v1/requests/vault-add", ask);
        exchange.from = "10.0.0.9:4000";

        const auto carry = read(exchange);

        REQUIRE(carry.ok());
        CHECK(carry->route == 0x0518);
        CHECK(carry->ask == Bytes(ask.begin(), ask.end()));
        CHECK(carry->peer == "10.0.0.9:4000");
    }

    TEST_CASE("the description that is served names every path that leads somewhere") {
        const auto text = front::api_description();

        CHECK(text.starts_with(R"({"openapi":"3.1.0")"));
        for (const auto& row : operate::routes()) {
            const auto before =
                row.effect == operate::Effect::read ? "/v1/queries/" : "/v1/requests/";
            const auto path = '"' + std::string(before) + std::string(row.name) + "\":";
            CAPTURE(path);
            CHECK((text.find(path) != std::string_view::npos) ==
                  (row.effect != operate::Effect::local));
        }
    }
}
