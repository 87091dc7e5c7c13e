#include "agent/errors.hpp"
#include "fakes.hpp"

#include <doctest/doctest.h>

#include <array>
#include <list>

using namespace agent_test;

namespace {

const agent::Attested an_hour{3, 3'600'000};
const Result<agent::Attested> away = Error(errors::agent_away);
const Result<session::Reply> lost = Error(errors::agent_away);

// What a task's handler has heard, in its order.
struct Heard {
    std::vector<std::uint16_t> statuses;
    std::vector<std::string> bodies;
    std::vector<Error> failures;

    [[nodiscard]] std::size_t times() const { return statuses.size() + failures.size(); }
    [[nodiscard]] bool is_only(const ErrorSpec& spec) const {
        return times() == 1 && failures.size() == 1 && failures.front().is(spec);
    }
};

struct Rig {
    SetClock clock;
    HighRandom random;
    FakePort port;
    agent::Desk desk{clock, random, port, {"transit", "key"}, std::nullopt};
    Heard heard;

    // A session is open, and nothing waits.
    void attest() {
        auto exchange = encrypt();
        desk.ask(exchange);
        desk.attested(an_hour);
        desk.answered(reply_of(200));
        port.asked.clear();
        port.attests = 0;
    }
    void ask_task(std::string_view text = "task") {
        const auto bytes = view_of(text);
        desk.ask_task(WipedBytes(bytes.begin(), bytes.end()), [this](Result<session::Reply> reply) {
            if (!reply) return heard.failures.push_back(reply.error());
            heard.statuses.push_back(reply->status);
            heard.bodies.emplace_back(text_of(reply->body));
        });
    }
    void pass(std::uint64_t milliseconds) {
        constexpr std::uint64_t step_ms = 100;
        for (std::uint64_t passed = 0; passed < milliseconds; passed += step_ms) {
            clock.pass(step_ms);
            desk.tick();
        }
    }
    [[nodiscard]] std::vector<std::string> bodies_asked() const {
        std::vector<std::string> bodies;
        for (const auto& each : port.asked) bodies.push_back(each.body);
        return bodies;
    }
};

}  // namespace

TEST_SUITE("agent/desk: tasks") {
    TEST_CASE("a task is asked in the session that is open, as an operation of its own") {
        Rig rig;
        rig.attest();

        rig.ask_task("what is to be done?");

        REQUIRE(rig.port.asked.size() == 1);
        CHECK(static_cast<std::uint8_t>(rig.port.asked[0].operation) == session::task_operation);
        CHECK(rig.port.asked[0].body == "what is to be done?");
        CHECK(rig.port.asked[0].process == Digest{});
        CHECK(rig.port.attests == 0);
        CHECK(rig.heard.times() == 0);
        rig.desk.answered(reply_of(200, "nothing"));
        CHECK(rig.heard.bodies == std::vector<std::string>{"nothing"});
        CHECK(rig.desk.waiting() == 0);
    }

    TEST_CASE("its reply is handed over whatever its status, and the session goes on") {
        for (const std::uint16_t status :
             std::array<std::uint16_t, 6>{200, 204, 403, 503, 0, 999}) {
            CAPTURE(status);
            Rig rig;
            rig.attest();

            rig.ask_task();
            rig.desk.answered(reply_of(status, "whatever"));

            CHECK(rig.heard.statuses == std::vector<std::uint16_t>{status});
            CHECK(rig.heard.bodies == std::vector<std::string>{"whatever"});
            CHECK(rig.heard.failures.empty());
            CHECK(rig.desk.has_session());
        }
    }

    TEST_CASE("what the vault asks goes behind a task that is under way") {
        Rig rig;
        rig.attest();
        auto exchange = decrypt();

        rig.ask_task();
        rig.desk.ask(exchange);
        REQUIRE(rig.port.asked.size() == 1);
        rig.desk.answered(reply_of(200, "task's"));
        REQUIRE(rig.port.asked.size() == 2);
        CHECK(exchange.status == 0);
        rig.desk.answered(reply_of(200, "vault's"));

        CHECK(rig.heard.bodies == std::vector<std::string>{"task's"});
        CHECK(exchange.json == "vault's");
    }

    TEST_CASE("what the vault asks goes before a task that waits behind the vault's") {
        Rig rig;
        rig.attest();
        std::list<FakeExchange> vaults;
        for (const auto* const text : {"1", "2", "3"}) vaults.push_back(encrypt(text));
        auto each = vaults.begin();

        rig.desk.ask(*each++);
        rig.ask_task("task");
        rig.desk.ask(*each++);
        rig.desk.ask(*each++);
        for (int answer = 0; answer < 4; ++answer) {
            CHECK(rig.heard.times() == 0);
            rig.desk.answered(reply_of(200));
        }

        CHECK(rig.bodies_asked() == std::vector<std::string>{"1", "2", "3", "task"});
        CHECK(rig.heard.times() == 1);
        for (const auto& vault : vaults) CHECK(vault.status == 200);
    }

    TEST_CASE("what the vault asks goes before a task while this node proves what it is") {
        Rig rig;
        auto exchange = encrypt("vault");

        rig.ask_task("task");
        REQUIRE(rig.port.attests == 1);
        rig.desk.ask(exchange);
        rig.desk.attested(an_hour);
        rig.desk.answered(reply_of(200));
        rig.desk.answered(reply_of(200));

        CHECK(rig.bodies_asked() == std::vector<std::string>{"vault", "task"});
        CHECK(exchange.status == 200);
        CHECK(rig.heard.times() == 1);
    }

    TEST_CASE("without a session this node attests for a task, and then asks") {
        Rig rig;

        rig.ask_task();
        CHECK(rig.port.attests == 1);
        CHECK(rig.port.asked.empty());
        rig.desk.attested(an_hour);
        REQUIRE(rig.port.asked.size() == 1);
        rig.desk.answered(reply_of(200, "yes"));

        CHECK(rig.heard.bodies == std::vector<std::string>{"yes"});
        CHECK(rig.port.attests == 1);
    }

    TEST_CASE("a session that is over by its own word is opened anew by a task") {
        Rig rig;
        rig.attest();
        rig.clock.pass(3'599'000);

        rig.ask_task();

        CHECK(rig.port.asked.empty());
        CHECK(rig.port.attests == 1);
    }

    TEST_CASE("where no session can be made a task hears why, once") {
        Rig rig;

        rig.ask_task();
        rig.desk.attested(away);
        CHECK(rig.heard.is_only(errors::agent_away));
        rig.pass(60'000);

        CHECK(rig.heard.times() == 1);
        CHECK(rig.desk.waiting() == 0);
    }

    TEST_CASE("a task does not try before the time for it, as the vault's asks do") {
        Rig rig;
        rig.ask_task();
        rig.desk.attested(away);

        rig.ask_task();
        CHECK(rig.port.attests == 1);
        rig.pass(300);
        REQUIRE(rig.port.attests == 2);
        rig.desk.attested(an_hour);
        rig.desk.answered(reply_of(200));

        CHECK(rig.heard.statuses == std::vector<std::uint16_t>{200});
    }

    TEST_CASE("a task alone keeps nobody proving: with the last of it the tries end") {
        Rig rig;

        rig.ask_task();
        rig.desk.attested(away);
        rig.pass(60'000);

        CHECK(rig.port.attests == 1);
    }

    TEST_CASE("a task whose session is lost is asked once more in a new one") {
        Rig rig;
        rig.attest();

        rig.ask_task();
        rig.desk.answered(lost);
        REQUIRE(rig.port.attests == 1);
        CHECK(rig.heard.times() == 0);
        rig.desk.attested(an_hour);
        rig.desk.answered(reply_of(200));

        CHECK(rig.bodies_asked() == std::vector<std::string>{"task", "task"});
        CHECK(rig.heard.statuses == std::vector<std::uint16_t>{200});
    }

    TEST_CASE("a task whose session is lost twice hears it, once") {
        Rig rig;
        rig.attest();

        rig.ask_task();
        rig.desk.answered(lost);
        rig.desk.attested(an_hour);
        rig.desk.answered(lost);

        CHECK(rig.heard.is_only(errors::agent_away));
        CHECK_FALSE(rig.desk.has_session());
        rig.pass(60'000);
        CHECK(rig.heard.times() == 1);
    }

    TEST_CASE("a task goes on where proving takes long, as no decrypt does") {
        Rig rig;
        rig.ask_task();
        rig.clock.pass(1'500);
        rig.desk.attested(an_hour);

        rig.desk.answered(lost);
        REQUIRE(rig.port.attests == 2);
        rig.pass(2'000);
        CHECK(rig.heard.times() == 0);
        rig.desk.attested(an_hour);
        rig.desk.answered(reply_of(200));

        CHECK(rig.heard.statuses == std::vector<std::uint16_t>{200});
    }

    TEST_CASE("fresh evidence is asked for once a task, and then its reply is the task's") {
        Rig rig;
        rig.attest();
        auto wants = reply_of(403, "stale");
        wants.wants_fresh_evidence = true;

        rig.ask_task();
        rig.desk.answered(wants);
        REQUIRE(rig.port.attests == 1);
        CHECK(rig.heard.times() == 0);
        rig.desk.attested(an_hour);
        CHECK(rig.bodies_asked() == std::vector<std::string>{"task", "task"});
        rig.desk.answered(wants);

        CHECK(rig.port.attests == 1);
        CHECK(rig.heard.statuses == std::vector<std::uint16_t>{403});
        CHECK(rig.heard.bodies == std::vector<std::string>{"stale"});
    }

    TEST_CASE("who ends tells the task that waits, and the one under way, once") {
        Rig under_way;
        under_way.attest();
        Rig proving;

        under_way.ask_task();
        proving.ask_task();
        under_way.desk.end();
        proving.desk.end();

        CHECK(under_way.heard.is_only(errors::agent_away));
        CHECK(under_way.port.given_up == 1);
        CHECK(proving.heard.is_only(errors::agent_away));
        CHECK(proving.desk.waiting() == 0);
    }

    TEST_CASE("a task under way is given up after 50 s, with its session") {
        Rig rig;
        rig.attest();

        rig.ask_task();
        rig.pass(49'900);
        REQUIRE(rig.heard.times() == 0);
        rig.pass(200);

        CHECK(rig.heard.is_only(errors::agent_away));
        CHECK(rig.port.given_up == 1);
        CHECK_FALSE(rig.desk.has_session());
    }

    TEST_CASE("a task waits 50 s for a session, which goes on being made for the next one") {
        Rig rig;

        rig.ask_task();
        rig.pass(49'900);
        REQUIRE(rig.heard.times() == 0);
        rig.pass(200);

        CHECK(rig.heard.is_only(errors::agent_not_yet));
        CHECK(rig.port.given_up == 0);
        rig.desk.attested(an_hour);
        CHECK(rig.port.asked.empty());
        CHECK(rig.heard.times() == 1);
    }

    TEST_CASE("a task waits 50 s behind the vault's, and hears it though its session is good") {
        Rig rig;
        rig.attest();
        auto first = encrypt("1");
        auto second = encrypt("2");

        rig.desk.ask(first);
        rig.ask_task();
        rig.pass(30'000);
        rig.desk.ask(second);
        rig.desk.answered(reply_of(200));
        rig.pass(20'100);

        CHECK(rig.heard.is_only(errors::agent_away));
        CHECK(rig.desk.has_session());
        rig.desk.answered(reply_of(200));
        CHECK(second.status == 200);
        CHECK(rig.bodies_asked() == std::vector<std::string>{"1", "2"});
    }

    TEST_CASE("where 64 asks wait a task hears it at once") {
        Rig rig;
        std::list<FakeExchange> waiting(agent::line_max);
        for (auto& each : waiting) rig.desk.ask(each);

        rig.ask_task();

        CHECK(rig.heard.is_only(errors::agent_busy));
        CHECK(rig.desk.waiting() == agent::line_max);
        rig.desk.end();
        CHECK(rig.heard.times() == 1);
    }

    TEST_CASE("a vault's client that leaves takes no task along") {
        Rig rig;
        rig.attest();
        auto exchange = encrypt("vault");

        rig.desk.ask(exchange);
        rig.ask_task("task");
        rig.desk.forget(exchange);
        rig.desk.answered(reply_of(200));
        rig.desk.answered(reply_of(200));

        CHECK(rig.bodies_asked() == std::vector<std::string>{"vault", "task"});
        CHECK(rig.heard.times() == 1);
    }

    TEST_CASE("one task after another is asked, each with its own reply") {
        Rig rig;
        rig.attest();

        for (const auto* const text : {"1", "2", "3"}) {
            rig.ask_task(text);
            rig.desk.answered(reply_of(200, text));
        }

        CHECK(rig.heard.bodies == std::vector<std::string>{"1", "2", "3"});
        CHECK(rig.port.attests == 0);
    }
}
