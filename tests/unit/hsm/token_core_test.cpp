#include "sealwright/crypto/hash.hpp"
#include "sealwright/hsm/token/core.hpp"
#include "sealwright/wire/errors.hpp"
#include "token_asks.hpp"

using namespace sealwright;
using namespace sealwright::test;
using hsm::TokenState;

namespace {

// Refused with `code`, and neither token, ledger nor state has seen it.
void check_refused(SoftwareToken& token, const hsm::PrfAsk& ask, const ErrorSpec& spec) {
    const auto signatures = token.room.signatures;
    const auto records = token.ledger.records.size();

    CHECK(refusal_code(token.answer(ask)) == spec.code);

    CHECK(token.room.signatures == signatures);
    CHECK(token.ledger.records.size() == records);
    CHECK(token.status().state == TokenState::ready);
}

}  // namespace

TEST_SUITE("hsm/token_core") {
    TEST_CASE("each context gets one HMAC output of 32 bytes, in order") {
        SoftwareToken token("a", "test");
        auto second = token.context();
        second.key_version = 2;

        const auto both = token.answer(ask_for({token.context(), second}));
        const auto alone = token.answer(ask_for({second}));

        REQUIRE(both.type == hsm::PrfAnswer::type);
        const auto outputs = wire::decode<hsm::PrfAnswer>(both.body);
        const auto output = wire::decode<hsm::PrfAnswer>(alone.body);
        REQUIRE(outputs.ok());
        REQUIRE(outputs->outputs.size() == 64);
        CHECK(std::equal(outputs->outputs.begin() + 32,
                         outputs->outputs.end(),
                         output->outputs.begin(),
                         output->outputs.end()));
    }

    TEST_CASE("two tokens answer the same context differently") {
        SoftwareToken a("a", "test");
        SoftwareToken b("b", "test");

        CHECK(a.answer(ask_for({a.context()})).body != b.answer(ask_for({b.context()})).body);
    }

    TEST_CASE("every asked context is in the ledger with its place before it is answered") {
        SoftwareToken token("a", "test");
        const auto ask = ask_for({token.context()}, 3, 9);
        token.room.trouble = Error(errors::hsm_device_gone);

        token.answer(ask);

        REQUIRE(token.ledger.records.size() == 1);
        CHECK(token.ledger.records[0].place == hsm::token::Place{3, 9});
        CHECK(token.ledger.records[0].context_hash == crypto::sha256(ask.questions[0].context));
    }

    TEST_CASE("a ledger that cannot be written does not stop an answer") {
        SoftwareToken token("a", "test");
        token.ledger.is_full = true;

        CHECK(token.answer(ask_for({token.context()})).type == hsm::PrfAnswer::type);
        CHECK(token.room.signatures == 1);
    }

    TEST_CASE("a context of another environment, serial, generation or key is refused") {
        SoftwareToken token("a", "test");
        auto environment = token.context();
        environment.environment = "production";
        auto serial = token.context();
        serial.token_serial = "b-serial";
        auto generation = token.context();
        generation.generation = 2;
        auto key = token.context();
        key.token_key_id.fill(1);

        for (const auto& context : {environment, serial, generation, key}) {
            check_refused(token, ask_for({context}), errors::hsm_context_elsewhere);
        }
    }

    TEST_CASE("one wrong context among many refuses the whole ask") {
        SoftwareToken token("a", "test");
        auto wrong = token.context();
        wrong.generation = 2;

        check_refused(token,
                      ask_for({token.context(), wrong, token.context()}),
                      errors::hsm_context_elsewhere);
    }

    TEST_CASE("a context that is not canonical is refused") {
        SoftwareToken token("a", "test");
        auto trailing = ask_for({token.context()});
        trailing.questions[0].context.push_back(0);
        auto torn = ask_for({token.context()});
        torn.questions[0].context.pop_back();
        auto suite = ask_for({token.context()});
        suite.questions[0].context[1] = 9;
        auto empty = ask_for({token.context()});
        empty.questions[0].context.clear();

        for (const auto& ask : {trailing, torn, suite, empty}) {
            check_refused(token, ask, errors::hsm_context_invalid);
        }
    }

    TEST_CASE("a place that falls is refused, and an equal one is not") {
        SoftwareToken token("a", "test");
        token.answer(ask_for({token.context()}, 2, 5));

        check_refused(token, ask_for({token.context()}, 2, 4), errors::hsm_place_falls);
        check_refused(token, ask_for({token.context()}, 1, 9), errors::hsm_place_falls);
        CHECK(token.answer(ask_for({token.context()}, 2, 5)).type == hsm::PrfAnswer::type);
        CHECK(token.answer(ask_for({token.context()}, 3, 0)).type == hsm::PrfAnswer::type);
    }

    TEST_CASE("a place still may not fall after a restart") {
        SoftwareToken token("a", "test");
        token.answer(ask_for({token.context()}, 2, 5));

        token.restart();
        token.login();

        check_refused(token, ask_for({token.context()}, 2, 4), errors::hsm_place_falls);
    }

    TEST_CASE("an ask for the service key may not lie behind, and teaches the token nothing") {
        SoftwareToken token("a", "test");
        auto service_key = token.context();
        service_key.subject = hsm::KeySubject::service_key;
        auto data_key = token.context();
        data_key.subject = hsm::KeySubject::vault_data_key;
        token.answer(ask_for({data_key}, 2, 5));

        check_refused(token, ask_for({service_key}, 2, 4), errors::hsm_place_falls);
        CHECK(token.answer(ask_for({service_key}, 9, 9)).type == hsm::PrfAnswer::type);
        token.restart();
        token.login();

        CHECK(token.answer(ask_for({data_key}, 2, 5)).type == hsm::PrfAnswer::type);
    }

    TEST_CASE("a refused ask does not move the place") {
        SoftwareToken token("a", "test");
        auto wrong = token.context();
        wrong.generation = 2;
        check_refused(token, ask_for({wrong}, 9, 9), errors::hsm_context_elsewhere);

        CHECK(token.answer(ask_for({token.context()}, 1, 1)).type == hsm::PrfAnswer::type);
    }

    TEST_CASE("1,024 contexts are answered, one more and none at all are refused") {
        SoftwareToken token("a", "test");
        std::vector<hsm::ShareContext> contexts(hsm::contexts_max, token.context());
        CHECK(token.answer(ask_for(contexts)).type == hsm::PrfAnswer::type);
        contexts.push_back(token.context());

        check_refused(token, ask_for(contexts), errors::wire_limit);
        check_refused(token, ask_for({}), errors::hsm_ask_empty);
    }
}
