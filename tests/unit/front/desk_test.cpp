#include "fakes.hpp"

#include <doctest/doctest.h>

#include <memory>

using namespace front_test;

namespace {

struct Front {
    SetClock clock;
    CountingRandom random;
    FakeKeeper keeper;
    FakeNodeKeeper node_keeper;
    FakePersonKeeper people_keeper;
    front::NodeDesk nodes{clock, node_keeper};
    front::PersonDesk people{clock, people_keeper};
    front::Desk desk{clock, random, keeper, nodes, people};

    void pass(std::uint64_t milliseconds) {
        clock.pass(milliseconds);
        desk.tick();
    }
    [[nodiscard]] std::uint64_t in_ten_minutes() const { return clock.value.wall_ms + 600'000; }
};

seal::SealAnswer answer_of(std::uint16_t status, std::string_view json) {
    seal::SealAnswer answer;
    answer.status = status;
    answer.body.assign(json.begin(), json.end());
    return answer;
}

bool says(const FakeExchange& exchange, std::string_view text) {
    return exchange.json.find(text) != std::string::npos;
}

}  // namespace

TEST_SUITE("front/desk") {
    TEST_CASE("an open keeper gets the body unread, with the identity that TLS proved") {
        Front front;
        front.desk.keeper_says(open_with({}));
        FakeExchange exchange;
        exchange.text = "\xff not JSON";

        front.desk.ask(exchange);

        REQUIRE(front.keeper.sent.size() == 1);
        CHECK(front.keeper.sent[0].body == exchange.text);
        CHECK(front.keeper.sent[0].spki == spki_of(1));
        CHECK(front.keeper.sent[0].mount == "transit");
        CHECK(front.keeper.sent[0].key == "key");
        CHECK(front.keeper.sent[0].operation == seal::Operation::encrypt);
        CHECK(exchange.status == 0);
    }

    TEST_CASE("what the keeper answers is sent as it is, once") {
        Front front;
        front.desk.keeper_says(open_with({}));
        auto exchange = decrypt();
        front.desk.ask(exchange);

        front.desk.keeper_answers(front.keeper.sent[0].correlation, answer_of(403, "{\"x\":1}"));
        front.desk.keeper_answers(front.keeper.sent[0].correlation, answer_of(200, "{}"));

        CHECK(exchange.status == 403);
        CHECK(exchange.json == "{\"x\":1}");
        CHECK(exchange.after == http::After::keep);
    }

    TEST_CASE("an open keeper answers the probe itself") {
        Front front;
        front.desk.keeper_says(open_with({hint_of(1, 7)}));
        FakeExchange exchange;

        front.desk.ask(exchange);

        CHECK(front.keeper.sent.size() == 1);
        CHECK(exchange.status == 0);
    }

    TEST_CASE("the probe is answered from the hints when the keeper is away or locked") {
        for (const bool locked : {false, true}) {
            Front front;
            front.desk.keeper_says(open_with({hint_of(1, 7)}));
            if (locked) front.desk.keeper_says({seal::KeeperPhase::locked, {}});
            if (!locked) front.desk.keeper_left();
            FakeExchange exchange;
            FakeExchange again;

            front.desk.ask(exchange);
            front.desk.ask(again);

            CHECK(exchange.status == 200);
            CHECK(says(exchange, R"({"data":{"ciphertext":"vault:v7:)"));
            CHECK(exchange.json.size() ==
                  std::string(R"({"data":{"ciphertext":"vault:v7:"}})").size() + 44);
            CHECK(again.json != exchange.json);
            CHECK(front.keeper.sent.empty());
        }
    }

    TEST_CASE("the next open keeper is told first, and once, whose probes the front answered") {
        Front front;
        front.desk.keeper_says(open_with({hint_of(1, 7), hint_of(2, 7)}));
        front.desk.keeper_left();
        FakeExchange first;
        FakeExchange again;
        FakeExchange locked;
        locked.shown->spki = spki_of(2);
        front.desk.ask(first);
        front.pass(500);
        front.desk.ask(again);
        auto waits = decrypt();
        front.desk.ask(waits);
        front.pass(1'000);
        front.desk.keeper_says({seal::KeeperPhase::locked, {}});
        front.desk.ask(locked);
        CHECK(front.keeper.told.empty());
        front.pass(200);

        front.desk.keeper_says(open_with({hint_of(1, 7), hint_of(2, 7)}));
        front.desk.keeper_left();
        front.desk.keeper_says(open_with({hint_of(1, 7), hint_of(2, 7)}));

        REQUIRE(front.keeper.told.size() == 1);
        CHECK(front.keeper.told[0].after == 0);
        REQUIRE(front.keeper.told[0].probes.size() == 2);
        CHECK(front.keeper.told[0].probes[0] == seal::AnsweredProbe{spki_of(1), 1'200});
        CHECK(front.keeper.told[0].probes[1] == seal::AnsweredProbe{spki_of(2), 200});
    }

    TEST_CASE("only the probe's exact bytes are a probe") {
        Front front;
        front.desk.keeper_says(open_with({hint_of(1, 7)}));
        front.desk.keeper_left();
        for (const auto* body : {R"({"plaintext": "YQ=="})",
                                 R"({"plaintext":"YQ=="} )",
                                 R"({"plaintext":"YQ"})",
                                 R"({"plaintext":"Yg=="})"}) {
            FakeExchange exchange;
            exchange.text = body;
            front.desk.ask(exchange);
            CHECK(exchange.status == 0);
            front.desk.forget(exchange);
        }
        auto sent_to_decrypt = decrypt();
        sent_to_decrypt.text = probe;
        front.desk.ask(sent_to_decrypt);
        CHECK(sent_to_decrypt.status == 0);
        front.desk.forget(sent_to_decrypt);
    }

    TEST_CASE(
        "a probe without a known version is 403: at once when locked, after the hold when away") {
        Front front;
        FakeExchange away;
        front.desk.ask(away);
        front.pass(2'900);
        CHECK(away.status == 0);
        front.pass(100);
        CHECK(away.status == 403);
        CHECK(says(away, "E2706"));

        front.desk.keeper_says({seal::KeeperPhase::locked, {}});
        FakeExchange locked;
        front.desk.ask(locked);
        CHECK(locked.status == 403);
        CHECK(front.keeper.sent.empty());
    }

    TEST_CASE("a locked keeper gets the other asks and refuses them itself") {
        Front front;
        front.desk.keeper_says({seal::KeeperPhase::locked, {}});
        auto exchange = decrypt();

        front.desk.ask(exchange);

        CHECK(front.keeper.sent.size() == 1);
    }

    TEST_CASE("asks outlive their keeper and reach the next one in their order") {
        Front front;
        front.desk.keeper_says(open_with({}));
        auto first = decrypt();
        auto second = decrypt();
        second.text = "second";
        front.desk.ask(first);
        front.desk.ask(second);

        front.desk.keeper_left();
        front.pass(2'000);
        front.desk.keeper_says({seal::KeeperPhase::locked, {}});
        CHECK(front.keeper.sent.size() == 2);
        front.pass(500);
        front.desk.keeper_says(open_with({}));

        REQUIRE(front.keeper.sent.size() == 4);
        CHECK(front.keeper.sent[2].body == first.text);
        CHECK(front.keeper.sent[3].body == second.text);
        front.desk.keeper_answers(front.keeper.sent[3].correlation, answer_of(200, "{}"));
        CHECK(second.status == 200);
        CHECK(first.status == 0);
    }

    TEST_CASE("an ask whose keeper stays away is 503 after three seconds") {
        Front front;
        auto exchange = decrypt();
        front.desk.ask(exchange);

        front.pass(2'999);
        CHECK(exchange.status == 0);
        front.pass(1);

        CHECK(exchange.status == 503);
        CHECK(exchange.json ==
              R"_({"errors":["the keeper is away; the vault asks again by itself (E2701)"]})_");
        CHECK(exchange.after == http::After::keep);
    }

    TEST_CASE("an ask held for a keeper that comes back locked hears the keeper's own refusal") {
        Front front;
        auto exchange = decrypt();
        front.desk.ask(exchange);
        front.pass(1'000);
        front.desk.keeper_says({seal::KeeperPhase::locked, {}});
        CHECK(front.keeper.sent.empty());

        front.pass(2'000);

        CHECK(front.keeper.sent.size() == 1);
        CHECK(exchange.status == 0);
    }

    TEST_CASE("an init's asks are held forty-five seconds in all, also over a locked keeper") {
        Front front;
        front.desk.keeper_says(open_with({hint_of(1, 1, front.in_ten_minutes())}));
        front.desk.keeper_left();
        auto first = decrypt();
        front.desk.ask(first);
        front.pass(20'000);
        front.desk.keeper_says({seal::KeeperPhase::locked, {}});
        CHECK(front.keeper.sent.empty());
        front.pass(10'000);
        front.desk.keeper_says(open_with({hint_of(1, 1, front.in_ten_minutes() - 30'000)}));
        CHECK(front.keeper.sent.size() == 1);

        front.desk.keeper_left();
        front.pass(14'999);
        CHECK(first.status == 0);
        front.pass(1);
        CHECK(first.status == 503);
        auto second = decrypt();
        front.desk.ask(second);
        front.pass(1);
        CHECK(second.status == 503);
    }

    TEST_CASE("an init's probe is never refused: it waits for its version") {
        Front front;
        front.desk.keeper_says(open_with({hint_of(1, 0, front.in_ten_minutes())}));
        front.desk.keeper_says({seal::KeeperPhase::locked, {}});
        FakeExchange exchange;
        front.desk.ask(exchange);

        front.pass(30'000);
        CHECK(exchange.status == 0);
        front.pass(15'000);
        CHECK(exchange.status == 503);
    }

    TEST_CASE("a probe that was with the keeper when it died is answered from the hints") {
        Front front;
        front.desk.keeper_says(open_with({hint_of(1, 3)}));
        FakeExchange exchange;
        front.desk.ask(exchange);

        front.desk.keeper_left();

        CHECK(exchange.status == 200);
        CHECK(says(exchange, "vault:v3:"));
    }

    TEST_CASE("a certificate is judged at each request") {
        Front front;
        front.desk.keeper_says(open_with({}));
        auto early = decrypt();
        early.shown->not_before_ms = front.clock.value.wall_ms + 1;
        auto ended = decrypt();
        ended.shown->not_after_ms = front.clock.value.wall_ms;
        auto none = decrypt();
        none.shown.reset();

        front.desk.ask(early);
        front.desk.ask(ended);
        front.desk.ask(none);

        CHECK(early.status == 403);
        CHECK(says(early, "E2705"));
        CHECK(ended.status == 403);
        CHECK(says(ended, "E2704"));
        CHECK(none.status == 403);
        CHECK(says(none, "E2700"));
        CHECK(front.keeper.sent.empty());
    }

    TEST_CASE("renewing a token is 403 with the reason and never reaches the keeper") {
        Front front;
        front.desk.keeper_says(open_with({}));
        FakeExchange exchange;
        exchange.path = "/v1/auth/token/renew-self";

        front.desk.ask(exchange);

        CHECK(exchange.status == 403);
        CHECK(says(exchange, "Sealwright needs no token: the client certificate is the identity"));
        CHECK(front.keeper.sent.empty());
    }

    TEST_CASE("health needs no certificate and names the keeper's phase") {
        Front front;
        const auto health = [&front] {
            FakeExchange exchange;
            exchange.asked = http::Method::get;
            exchange.path = "/healthz";
            exchange.shown.reset();
            front.desk.ask(exchange);
            return std::to_string(exchange.status) + exchange.json;
        };

        CHECK(health() == R"(503{"keeper":"away"})");
        front.desk.keeper_says({seal::KeeperPhase::locked, {}});
        CHECK(health() == R"(503{"keeper":"locked"})");
        front.desk.keeper_says({seal::KeeperPhase::empty, {}});
        CHECK(health() == R"(503{"keeper":"empty"})");
        front.desk.keeper_says(open_with({}));
        CHECK(health() == R"(200{"keeper":"open"})");
    }

    TEST_CASE("an unknown path is 404, a wrong method 405, and the connection ends") {
        Front front;
        FakeExchange lost;
        lost.path = "/v1/sys/health";
        FakeExchange got;
        got.asked = http::Method::get;

        front.desk.ask(lost);
        front.desk.ask(got);

        CHECK(lost.status == 404);
        CHECK(lost.after == http::After::close);
        CHECK(got.status == 405);
    }

    TEST_CASE("the line has an end: one more is 503 and disturbs nobody") {
        Front front;
        front.desk.keeper_says(open_with({hint_of(1, 7)}));
        front.desk.keeper_left();
        std::vector<std::unique_ptr<FakeExchange>> line;
        for (std::size_t index = 0; index < front::waiting_max; ++index) {
            line.push_back(std::make_unique<FakeExchange>(decrypt()));
            front.desk.ask(*line.back());
        }
        auto one_more = decrypt();

        front.desk.ask(one_more);

        CHECK(one_more.status == 503);
        CHECK(says(one_more, "E2703"));
        CHECK(line.front()->status == 0);
        front.desk.give_up();
        CHECK(line.back()->status == 503);
    }

    TEST_CASE("asks of keys that belong to no node leave a quarter of the line to the vaults") {
        Front front;
        front.desk.keeper_says(open_with({hint_of(1, 7)}));
        front.desk.keeper_left();
        std::vector<std::unique_ptr<FakeExchange>> line;
        const auto stranger = [] {
            auto exchange = decrypt();
            exchange.shown->spki = spki_of(9);
            return exchange;
        };
        for (std::size_t index = 0; index < front::waiting_strangers_max; ++index) {
            line.push_back(std::make_unique<FakeExchange>(stranger()));
            front.desk.ask(*line.back());
        }
        auto one_more = stranger();
        auto vault = decrypt();

        front.desk.ask(one_more);
        front.desk.ask(vault);

        CHECK(front::waiting_strangers_max * 4 == front::waiting_max * 3);
        CHECK(one_more.status == 503);
        CHECK(says(one_more, "E2703"));
        CHECK(vault.status == 0);
        CHECK(line.back()->status == 0);
        front.desk.give_up();
    }

    TEST_CASE("a client that left is not answered") {
        Front front;
        front.desk.keeper_says(open_with({}));
        auto exchange = decrypt();
        front.desk.ask(exchange);

        front.desk.forget(exchange);
        front.desk.keeper_answers(front.keeper.sent[0].correlation, answer_of(200, "{}"));

        CHECK(exchange.status == 0);
    }

    TEST_CASE("a keeper that never answers, or answers nonsense, is 503") {
        Front front;
        front.desk.keeper_says(open_with({}));
        auto silent = decrypt();
        auto broken = decrypt();
        front.desk.ask(silent);
        front.desk.ask(broken);

        front.desk.keeper_answers(front.keeper.sent[1].correlation, answer_of(99, "{}"));
        front.pass(49'999);
        CHECK(silent.status == 0);
        front.pass(1);

        CHECK(says(broken, "E2708"));
        CHECK(silent.status == 503);
        CHECK(says(silent, "E2709"));
    }
}
