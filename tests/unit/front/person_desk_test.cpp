#include "front/errors.hpp"
#include "people.hpp"
#include "sealwright/claims/refusal.hpp"
#include "sealwright/http/peer.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace front_test;
using front::PersonDesk;

namespace {

operate::PersonCarried refused(std::uint16_t status, const ErrorSpec& why) {
    return {status, operate::Carried::refusal, wire::encode(claims::Refusal(Error(why)))};
}

}  // namespace

TEST_SUITE("front/person_desk") {
    TEST_CASE("a signed question passes as it came, and its signed answer as it was made") {
        People bench;
        const auto ask = asked(operate::RosterAsk::type, {});

        auto& exchange = bench.ask(posted(roster_path, ask));

        REQUIRE(bench.keeper.sent.size() == 1);
        CHECK(bench.keeper.sent[0].carry.ask == Bytes(ask.begin(), ask.end()));
        CHECK(bench.keeper.sent[0].carry.route == operate::RosterAsk::type);
        bench.answer(0, answered("the answer"));
        CHECK(exchange.status == 200);
        CHECK(exchange.media == http::Media::json);
        CHECK(exchange.json == R"({"answer":")" + to_base64(view_of("the answer")) + R"("})");
    }

    TEST_CASE("a refusal becomes a problem with the keeper's own code and words") {
        People bench;
        auto& exchange = bench.ask();

        bench.answer(0, refused(409, errors::front_people_nonce));

        CHECK(exchange.status == 409);
        CHECK(exchange.media == http::Media::problem);
        CHECK(says(exchange, R"("type":"urn:sealwright:error:3364")"));
        CHECK(says(exchange, R"("title":"Conflict","status":409)"));
        CHECK(says(exchange, R"("code":"E3364")"));
        CHECK(says(exchange, R"("remedy":")"));
    }

    TEST_CASE(
        "a refusal that the keeper has signed goes along with the problem, as it was signed") {
        People bench;
        operate::PersonAnswer answer;
        answer.answer_type = claims::Refusal::type;
        answer.body = wire::encode(claims::Refusal(Error(errors::front_people_nonce)));
        const auto bytes = wire::encode(answer);
        auto& exchange = bench.ask();
        auto& plain = bench.ask();
        auto& odd = bench.ask();

        bench.answer(0, operate::PersonCarried{409, operate::Carried::signed_refusal, bytes});
        bench.answer(1, refused(409, errors::front_people_nonce));
        bench.answer(2, operate::PersonCarried{409, operate::Carried::signed_refusal, {1, 2}});

        CHECK(exchange.status == 409);
        CHECK(says(exchange, R"("code":"E3364")"));
        CHECK(says(exchange, R"(","answer":")" + to_base64(bytes) + R"("})"));
        CHECK_FALSE(says(plain, R"("answer")"));
        CHECK(odd.status == 503);
    }

    TEST_CASE("text of a refusal cannot leave its place in the problem") {
        People bench;
        auto& exchange = bench.ask();
        claims::Refusal forged;
        forged.code = 3208;
        forged.sentence = "a\"},{\"\\\n\x01\xff";
        forged.remedy = "b";

        bench.answer(0,
                     operate::PersonCarried{403, operate::Carried::refusal, wire::encode(forged)});

        CHECK(says(exchange, R"("detail":"a\"},{\"\\???")"));
    }

    TEST_CASE("who is not known hears the same on every path, and has to come again") {
        People bench;
        auto& query = bench.ask();
        auto& change = bench.ask(posted("/v1/requests/vault-add", proposed(0x0518, 1)));
        auto& act = bench.ask(posted("/v1/acts", asked(operate::DecideAsk::type, {})));
        auto& stream = bench.ask(posted("/v1/events", asked(operate::RequestsAsk::type, {})));

        for (std::size_t index = 0; index < 4; ++index) {
            bench.answer(index, refused(401, errors::front_people_route));
        }

        for (const auto* each : {&query, &change, &act, &stream}) {
            CHECK(each->status == 401);
            CHECK(each->json == query.json);
            CHECK(each->after == http::After::close);
            CHECK_FALSE(each->is_stream);
        }
    }

    TEST_CASE("what cannot be read never reaches the keeper") {
        People bench;
        auto odd = roster_ask();
        odd.text += "x";
        auto plain = roster_ask();
        plain.said.content_type = "text/plain";

        CHECK(bench.ask(odd).status == 400);
        CHECK(bench.ask(plain).status == 415);
        CHECK(bench.ask(posted("/v1/queries/secrets", asked(1, {}))).status == 404);
        CHECK(bench.ask(posted("/v1/requests/init", proposed(0x0503, 1))).status == 404);
        CHECK(bench.keeper.sent.empty());
        CHECK(bench.desk.waiting() == 0);
    }

    TEST_CASE("a flood from one address delays nobody's act from another") {
        // Whichever address comes first in an order of them.
        for (const auto& [flooder, other] :
             {std::pair{"10.6.6.6:", "10.0.0.1:5000"}, std::pair{"10.0.0.1:", "10.6.6.6:5000"}}) {
            People bench;
            for (int count = 0; count < 300; ++count) bench.ask(flooder + std::to_string(count));
            const auto flooded = bench.keeper.sent.size();

            auto& act = bench.ask(posted("/v1/acts", asked(operate::DecideAsk::type, {})), other);
            for (std::size_t turn = 0; turn < 2; ++turn) {
                bench.answer(turn, refused(401, errors::front_people_route));
            }

            CHECK(flooded == PersonDesk::sent_max);
            REQUIRE(bench.keeper.sent.size() == flooded + 2);
            const auto is_act = [](const FakePersonKeeper::Sent& sent) {
                return sent.carry.route == operate::DecideAsk::type;
            };
            const auto at = std::ranges::find_if(bench.keeper.sent, is_act);
            REQUIRE(at != bench.keeper.sent.end());
            bench.desk.keeper_answers(at->correlation, answered());
            CHECK(act.status == 200);
        }
    }

    TEST_CASE("whoever has a /64 of IPv6 addresses is one client, and another /64 is another") {
        People bench;
        const auto of_one = PersonDesk::sent_max + PersonDesk::waiting_address_max;
        for (std::size_t count = 0; count < of_one; ++count) {
            bench.ask("2001:db8:0:1::" + std::to_string(count + 1) + ":5000");
        }

        CHECK(bench.ask("2001:db8:0:1:ffff:ffff:ffff:ffff:5000").status == 503);
        CHECK(bench.ask("[2001:DB8:0:1::abcd]:5000").status == 503);
        CHECK(bench.ask("2001:db8:0:2::1:5000").status == 0);
        CHECK(bench.ask("10.0.0.1:5000").status == 0);
    }

    TEST_CASE("an IPv4 address is one client, also when it comes mapped into IPv6") {
        CHECK(http::line_of("10.0.0.1:5000") == "10.0.0.1");
        CHECK(http::line_of("::ffff:10.0.0.1:5000") == "10.0.0.1");
        CHECK(http::line_of("fe80::1%eth0:5000") == http::line_of("fe80::2%eth0:5000"));
        CHECK(http::line_of("fe80::1:5000") == "fe80::/64");
        CHECK(http::line_of("no address:1") == "no address");
    }

    TEST_CASE("one address has only so many questions waiting, and all together so many") {
        People bench;
        const auto of_one = PersonDesk::sent_max + PersonDesk::waiting_address_max;
        for (std::size_t count = 0; count < of_one; ++count) bench.ask("10.6.6.6:1");

        auto& over = bench.ask("10.6.6.6:2");
        CHECK(over.status == 503);
        CHECK(over.media == http::Media::problem);
        CHECK(bench.ask("10.0.0.1:1").status == 0);
        for (int address = 0; bench.desk.waiting() < PersonDesk::sent_max + PersonDesk::waiting_max;
             ++address) {
            bench.ask("h" + std::to_string(address) + ":1");
        }
        CHECK(bench.ask("10.0.0.2:1").status == 503);
    }

    TEST_CASE("who asks while the keeper is on its way waits for it, and not for long") {
        People bench;
        bench.keeper.is_there = false;
        auto& early = bench.ask();
        bench.clock.pass(PersonDesk::keeper_wait_ms - 1);
        auto& later = bench.ask();
        bench.desk.keeper_left();  // As after each attempt to reach it.
        bench.desk.tick();
        CHECK(early.status == 0);

        bench.clock.pass(1);
        bench.desk.tick();
        CHECK(early.status == 503);
        CHECK(says(early, "E3368"));
        CHECK(later.status == 0);
        CHECK(bench.desk.waiting() == 1);
        CHECK(bench.keeper.sent.empty());

        bench.keeper.is_there = true;
        bench.desk.keeper_came();
        REQUIRE(bench.keeper.sent.size() == 1);
        bench.answer(0);
        CHECK(later.status == 200);
        CHECK(bench.desk.waiting() == 0);
    }

    TEST_CASE("who waits for a keeper when the process ends hears that it is away") {
        People bench;
        bench.keeper.is_there = false;
        auto& waits = bench.ask();

        bench.desk.give_up();

        CHECK(waits.status == 503);
        CHECK(bench.desk.waiting() == 0);
    }

    TEST_CASE("when the keeper leaves or falls silent, nobody waits") {
        People bench;
        auto& left = bench.ask();
        bench.desk.keeper_left();
        CHECK(left.status == 503);
        auto& silent = bench.ask();
        bench.clock.pass(PersonDesk::silence_max_ms);
        bench.desk.tick();
        CHECK(silent.status == 503);
        CHECK(says(silent, "E3369"));

        bench.answer(0);  // Too late: nobody is answered twice.
        bench.answer(1);
        CHECK(bench.desk.waiting() == 0);
    }

    TEST_CASE("an answer of the keeper that is none is not passed on") {
        People bench;
        auto& exchange = bench.ask();
        auto& other = bench.ask();

        bench.answer(0, Error(errors::front_answer_invalid));
        bench.answer(1, operate::PersonCarried{403, operate::Carried::refusal, {1, 2}});

        CHECK(exchange.status == 503);
        CHECK(other.status == 503);
    }

    TEST_CASE("how asks ended is counted by status") {
        People bench;
        bench.ask();
        bench.ask();
        bench.answer(0);
        bench.answer(1, refused(401, errors::front_people_route));
        bench.ask(posted("/v1/queries/secrets", asked(1, {})));

        CHECK(bench.desk.answered() ==
              std::map<std::uint16_t, std::uint64_t>{{200, 1}, {401, 1}, {404, 1}});
    }

    TEST_CASE("the description is lent and asks nobody") {
        People bench;
        FakeExchange exchange;
        exchange.asked = http::Method::get;
        exchange.path = "/v1/openapi.json";

        auto& answered_one = bench.ask(exchange);

        CHECK(answered_one.status == 200);
        CHECK(!answered_one.lent.empty());
        CHECK(bench.keeper.sent.empty());
    }
}
