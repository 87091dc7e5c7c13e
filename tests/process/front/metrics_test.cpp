#include "running_front.hpp"

#include <doctest/doctest.h>

using namespace front_test;
using namespace sealwright;

namespace {

void ask(TlsClient& client, const std::string& path = "/metrics") {
    client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

bool has_line(const Reply& reply, const std::string& line) {
    return ("\n" + reply.body).find("\n" + line + "\n") != std::string::npos;
}

observe::Numbers numbers() {
    observe::Numbers numbers;
    numbers.phase = observe::Phase::open;
    numbers.environment = "trying";
    numbers.tokens_needed = 2;
    numbers.tokens = {{"a", true}, {"b", false}};
    return numbers;
}

}  // namespace

TEST_SUITE("front/metrics") {
    TEST_CASE("a scrape needs no certificate and has the keeper's numbers beside the front's") {
        RunningFront front;
        front.keeper().start(open_with());
        auto client = front.scraper();
        REQUIRE(client.is_connected());
        CHECK(client.has_trusted_server());

        // The keeper is asked once its first hints have come.
        Reply reply;
        for (int tries = 0; tries < 50 && !has_line(reply, "sealwright_keeper_up 1"); ++tries) {
            ask(client);
            if (front.keeper().hears_numbers_ask(200)) {
                front.keeper().answer(*front.keeper().numbers_asked(), numbers());
            }
            reply = client.receive();
        }

        CHECK(reply.status == 200);
        CHECK(reply.head.find("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n") !=
              std::string::npos);
        CHECK(has_line(reply, "sealwright_keeper_up 1"));
        CHECK(has_line(reply, "sealwright_token_ready{token=\"b\"} 0"));
        CHECK(has_line(reply, "sealwright_tokens_margin -1"));
        REQUIRE(front.keeper().facts().has_value());
        CHECK(front.keeper().facts()->server_not_after_ms > SystemClock{}.now().wall_ms);
    }

    TEST_CASE("while the keeper is away a scrape has the front's own numbers, and says so") {
        RunningFront front;
        auto client = front.scraper();
        REQUIRE(client.is_connected());

        ask(client);
        const auto reply = client.receive();

        CHECK(reply.status == 200);
        CHECK(has_line(reply, "sealwright_keeper_up 0"));
        CHECK(reply.body.find("sealwright_front_connections_accepted_total 0\n") !=
              std::string::npos);
        CHECK(reply.body.find("sealwright_token_ready") == std::string::npos);
    }

    TEST_CASE("the listener for metrics serves nothing else, and the vaults' serves no metrics") {
        RunningFront front;
        auto client = front.scraper();
        auto vault = front.client();

        ask(client, "/healthz");
        const auto health = client.receive();
        ask(vault);
        const auto elsewhere = vault.receive();

        CHECK(health.status == 404);
        CHECK(health.body.find("E2720") != std::string::npos);
        CHECK(elsewhere.status == 404);
        CHECK(front.scraper().put("/metrics", "").status == 405);
        CHECK(front.scraper().put(decrypt_path, "{}").status == 404);
    }
}
