#include "agent/errors.hpp"
#include "fakes.hpp"

#include <doctest/doctest.h>

#include <list>

using namespace agent_test;

namespace {

const agent::Attested an_hour{3, 3'600'000};
const Result<agent::Attested> away = Error(errors::agent_away);
const Result<session::Reply> lost = Error(errors::agent_away);

struct Rig {
    SetClock clock;
    HighRandom random;
    FakePort port;
    agent::Desk desk;

    explicit Rig(std::optional<std::uint32_t> known = std::nullopt)
        : desk(clock, random, port, {"transit", "key"}, known) {}

    // A session is open, and nothing waits.
    void attest() {
        auto exchange = encrypt();
        desk.ask(exchange);
        desk.attested(an_hour);
        desk.answered(reply_of(200));
        port.asked.clear();
        port.attests = 0;
    }
    void pass(std::uint64_t milliseconds) {
        constexpr std::uint64_t step_ms = 100;
        for (std::uint64_t passed = 0; passed < milliseconds; passed += step_ms) {
            clock.pass(step_ms);
            desk.tick();
        }
    }
};

}  // namespace

TEST_SUITE("agent/desk") {
    TEST_CASE("the first ask opens a session and is then asked in it") {
        Rig rig;
        auto exchange = decrypt();

        rig.desk.ask(exchange);
        REQUIRE(rig.port.attests == 1);
        REQUIRE(rig.port.asked.empty());
        rig.desk.attested(an_hour);
        REQUIRE(rig.port.asked.size() == 1);
        CHECK(rig.port.asked[0].operation == seal::Operation::decrypt);
        CHECK(rig.port.asked[0].process == rig.port.caller);
        rig.desk.answered(reply_of(200, "yes"));

        CHECK(exchange.status == 200);
        CHECK(exchange.json == "yes");
        CHECK(rig.port.remembered == std::vector<std::uint32_t>{3});
    }

    TEST_CASE("a session serves the asks that follow, one after the other") {
        Rig rig;
        rig.attest();
        auto first = encrypt("1");
        auto second = encrypt("2");

        rig.desk.ask(first);
        rig.desk.ask(second);
        REQUIRE(rig.port.asked.size() == 1);
        rig.desk.answered(reply_of(200, "one"));
        REQUIRE(rig.port.asked.size() == 2);
        rig.desk.answered(reply_of(200, "two"));

        CHECK(first.json == "one");
        CHECK(second.json == "two");
        CHECK(rig.port.attests == 0);
    }

    TEST_CASE("a session that is over by its own word is opened anew by the next ask") {
        Rig rig;
        rig.attest();
        rig.clock.pass(3'599'000);
        auto exchange = decrypt();

        rig.desk.ask(exchange);

        CHECK(rig.port.asked.empty());
        CHECK(rig.port.attests == 1);
    }

    TEST_CASE("an ask whose session is lost is asked once more in a new one") {
        Rig rig;
        rig.attest();
        auto exchange = decrypt();

        rig.desk.ask(exchange);
        rig.desk.answered(lost);
        REQUIRE(rig.port.attests == 1);
        rig.desk.attested(an_hour);
        REQUIRE(rig.port.asked.size() == 2);
        rig.desk.answered(reply_of(200));

        CHECK(exchange.status == 200);
    }

    TEST_CASE("an ask whose session is lost twice is answered, not asked for ever") {
        Rig rig;
        rig.attest();
        auto exchange = decrypt();

        rig.desk.ask(exchange);
        rig.desk.answered(lost);
        rig.desk.attested(an_hour);
        rig.desk.answered(lost);

        CHECK(exchange.status == 403);
        CHECK(exchange.says("E3104"));
    }

    TEST_CASE("where attesting is slow the vault hears not yet, and finds the session ready") {
        Rig rig;
        auto first = encrypt();
        rig.desk.ask(first);
        rig.clock.pass(1'500);
        rig.desk.attested(an_hour);
        rig.desk.answered(reply_of(200));
        auto exchange = decrypt();
        auto next = decrypt();

        rig.desk.ask(exchange);
        auto fresh = reply_of(403);
        fresh.wants_fresh_evidence = true;
        rig.desk.answered(fresh);

        CHECK(exchange.status == 403);
        CHECK(exchange.says("E3106"));
        REQUIRE(rig.port.attests == 2);
        rig.clock.pass(1'500);
        rig.desk.attested(an_hour);
        rig.desk.ask(next);
        CHECK(rig.port.asked.size() == 3);
    }

    TEST_CASE("a decrypt waits a second for a session and no longer") {
        Rig rig;
        auto exchange = decrypt();

        rig.desk.ask(exchange);
        rig.pass(900);
        REQUIRE(exchange.status == 0);
        rig.pass(200);

        CHECK(exchange.status == 403);
        CHECK(exchange.says("E3106"));
        CHECK(rig.port.given_up == 0);  // It goes on for the next ask.
    }

    TEST_CASE("fresh evidence is asked for once an ask, inside the same call") {
        Rig rig;
        rig.attest();
        auto exchange = decrypt();
        auto wants = reply_of(403, "stale");
        wants.wants_fresh_evidence = true;

        rig.desk.ask(exchange);
        rig.desk.answered(wants);
        REQUIRE(exchange.status == 0);
        rig.desk.attested(an_hour);
        rig.desk.answered(wants);

        CHECK(rig.port.attests == 1);
        CHECK(exchange.status == 403);
        CHECK(exchange.json == "stale");
    }

    TEST_CASE("a probe is answered by the version last told while the service is away") {
        Rig rig(9);
        FakeExchange exchange;

        rig.desk.ask(exchange);
        rig.desk.attested(away);

        CHECK(exchange.status == 200);
        CHECK(exchange.says(R"("vault:v9:)"));
        CHECK(rig.port.remembered.empty());
    }

    TEST_CASE("a probe is answered after three seconds while a service keeps us waiting") {
        Rig rig(9);
        FakeExchange exchange;

        rig.desk.ask(exchange);
        rig.pass(2'900);
        REQUIRE(exchange.status == 0);
        rig.pass(200);

        CHECK(exchange.says("vault:v9:"));
    }

    TEST_CASE("a probe without a known version is refused while the service is away") {
        Rig rig;
        FakeExchange exchange;

        rig.desk.ask(exchange);
        rig.desk.attested(away);

        CHECK(exchange.status == 403);
        CHECK(exchange.says("E3107"));
    }

    TEST_CASE(
        "a probe of a process that has decrypted is refused: only the true version is right") {
        Rig rig(9);
        rig.attest();
        auto opened = decrypt();
        rig.desk.ask(opened);
        rig.desk.answered(reply_of(200));
        FakeExchange exchange;
        FakeExchange others;

        rig.desk.ask(exchange);
        rig.desk.answered(lost);
        rig.desk.attested(away);
        rig.port.caller = Digest{2};
        rig.desk.ask(others);
        rig.desk.attested(away);

        CHECK(exchange.status == 403);
        CHECK(others.says("vault:v3:"));
    }

    TEST_CASE("a probe that the service refuses lets the vault start, and wait sealed") {
        Rig rig(9);
        rig.attest();
        FakeExchange exchange;

        rig.desk.ask(exchange);
        rig.desk.answered(reply_of(403));

        CHECK(exchange.status == 200);
        CHECK(exchange.says("vault:v3:"));
    }

    TEST_CASE(
        "a decrypt is refused at once while the service is away, so that the vault asks again") {
        Rig rig;
        auto exchange = decrypt();
        auto next = decrypt();

        rig.desk.ask(exchange);
        rig.desk.attested(away);
        CHECK(exchange.status == 403);
        CHECK(exchange.says("E3104"));

        // Nobody is locked out for having failed: the next ask tries at once.
        rig.desk.ask(next);
        CHECK(rig.port.attests == 2);
    }

    TEST_CASE("an encrypt is held over the service's absence, and served when it is back") {
        Rig rig;
        auto exchange = encrypt();

        rig.desk.ask(exchange);
        rig.desk.attested(away);
        REQUIRE(exchange.status == 0);
        rig.pass(300);
        REQUIRE(rig.port.attests == 2);
        rig.desk.attested(an_hour);
        rig.desk.answered(reply_of(200));

        CHECK(exchange.status == 200);
    }

    TEST_CASE("encrypts are held 45 s in all, then 503 and never 4xx") {
        Rig rig;
        auto first = encrypt();
        rig.desk.ask(first);
        rig.desk.attested(away);
        for (int round = 0; round < 450 && first.status == 0; ++round) {
            rig.pass(100);
            if (rig.port.attests > 1) rig.desk.attested(away);
            rig.port.attests = 1;
        }
        REQUIRE(first.status == 503);
        auto second = encrypt();

        rig.desk.ask(second);
        rig.desk.attested(away);

        CHECK(second.status == 503);
        CHECK(second.says("E3104"));
        rig.clock.pass(61'000);
        auto later = encrypt();
        rig.desk.ask(later);
        rig.desk.attested(away);
        CHECK(later.status == 0);
        rig.desk.end();
    }

    TEST_CASE("tries of its own are spread out, and end when no vault has asked for a minute") {
        Rig rig;
        auto exchange = decrypt();
        rig.desk.ask(exchange);
        rig.desk.attested(away);
        const int asked = rig.port.attests;
        for (int round = 0; round < 1'200; ++round) {
            const int before = rig.port.attests;
            rig.pass(100);
            if (rig.port.attests > before) rig.desk.attested(away);
        }
        const int tries = rig.port.attests - asked;
        CHECK(tries >= 4);
        CHECK(tries <= 12);
    }

    TEST_CASE("an answer that does not come ends the session and the vault hears it in time") {
        Rig rig;
        rig.attest();
        auto exchange = decrypt();
        auto behind = decrypt();

        rig.desk.ask(exchange);
        rig.desk.ask(behind);
        rig.pass(50'100);

        CHECK(exchange.status == 403);
        CHECK(behind.status != 0);
        CHECK(rig.port.given_up == 1);
        CHECK_FALSE(rig.desk.has_session());
    }

    TEST_CASE("a client that leaves takes its ask along, unless that is under way") {
        Rig rig;
        rig.attest();
        auto first = encrypt("1");
        auto second = encrypt("2");
        auto third = encrypt("3");
        rig.desk.ask(first);
        rig.desk.ask(second);
        rig.desk.ask(third);

        rig.desk.forget(second);
        rig.desk.forget(first);
        rig.desk.answered(reply_of(200));
        rig.desk.answered(reply_of(200));

        CHECK(first.status == 0);
        CHECK(second.status == 0);
        CHECK(third.status == 200);
        REQUIRE(rig.port.asked.size() == 2);
        CHECK(rig.port.asked[1].body == "3");
        CHECK(rig.desk.waiting() == 0);
    }

    TEST_CASE("at most 64 asks wait") {
        Rig rig;
        std::list<FakeExchange> waiting(agent::line_max);
        for (auto& each : waiting) rig.desk.ask(each);
        FakeExchange one_more;

        rig.desk.ask(one_more);

        CHECK(one_more.status == 503);
        CHECK(one_more.says("E3103"));
        CHECK(waiting.front().status == 0);
        rig.desk.end();
        CHECK(waiting.back().status != 0);
    }

    TEST_CASE("who is not the vault's process is refused before its path is read") {
        Rig rig;
        rig.port.is_stranger = true;
        FakeExchange exchange;

        rig.desk.ask(exchange);

        CHECK(exchange.status == 403);
        CHECK(rig.port.attests == 0);
    }

    TEST_CASE("another key, another path and a token renewal never reach the service") {
        Rig rig;
        FakeExchange key;
        key.path = "/v1/transit/encrypt/other";
        FakeExchange mount;
        mount.path = "/v1/other/encrypt/key";
        FakeExchange node;
        node.asked = http::Method::post;
        node.path = "/v1/node/begin";
        FakeExchange renew;
        renew.path = "/v1/auth/token/renew-self";

        for (auto* each : {&key, &mount, &node, &renew}) rig.desk.ask(*each);

        CHECK(key.status == 404);
        CHECK(mount.status == 404);
        CHECK(node.status == 404);
        CHECK(renew.status == 403);  // Never 204: a vault would not start.
        CHECK(rig.port.attests == 0);
    }

    TEST_CASE("a session without a lifetime is none") {
        Rig rig;
        auto exchange = decrypt();

        rig.desk.ask(exchange);
        rig.desk.attested(agent::Attested{3, 0});

        CHECK(exchange.status == 403);
        CHECK_FALSE(rig.desk.has_session());
    }

    TEST_CASE("an attestation that never ends is given up") {
        Rig rig;
        auto exchange = decrypt();

        rig.desk.ask(exchange);
        rig.pass(75'100);

        CHECK(rig.port.given_up == 1);
        CHECK(exchange.status == 403);
    }
}
