#include "sealwright/hsm/token/core.hpp"
#include "sealwright/wire/errors.hpp"
#include "token_asks.hpp"

using namespace sealwright;
using namespace sealwright::test;
using hsm::TokenState;

TEST_SUITE("hsm/token_states") {
    TEST_CASE("each ask is legal only in the states of its row") {
        struct Row {
            TokenState state;
            bool enrol, login, prf;
        };
        const auto in_state = [](TokenState state) {
            auto token = std::make_unique<SoftwareToken>("a", "test");
            if (state == TokenState::ready) return token;
            if (state == TokenState::no_key) token->room.generation.reset();
            if (state == TokenState::broken) token->room.absence = Error(errors::hsm_token_absent);
            token->restart();
            if (state == TokenState::no_key) token->login();
            if (state == TokenState::pin_refused) {
                const auto wrong = hsm::PinEntry::from_bytes(view_of("wrong"));
                CHECK(token->core().login(*wrong).ok());
            }
            REQUIRE(token->status().state == state);
            return token;
        };
        for (const auto& row : {Row{TokenState::waiting_for_pin, false, true, false},
                                Row{TokenState::no_key, true, false, false},
                                Row{TokenState::ready, false, false, true},
                                Row{TokenState::pin_refused, false, false, false},
                                Row{TokenState::broken, false, false, false}}) {
            const auto is_legal = [&](std::uint16_t type, View body) {
                const auto token = in_state(row.state);
                const auto answer = token->answer(type, body);
                return answer.type != claims::Refusal::type ||
                       refusal_code(answer) != errors::hsm_ask_illegal.code;
            };
            CHECK(is_legal(hsm::StatusAsk::type, {}));
            CHECK(is_legal(hsm::StopAsk::type, {}));
            CHECK(is_legal(hsm::EnrolAsk::type, wire::encode(hsm::EnrolAsk{1})) == row.enrol);
            CHECK(is_legal(hsm::LoginAsk::type, wire::encode(hsm::LoginAsk{})) == row.login);
            CHECK(is_legal(hsm::PrfAsk::type, wire::encode(hsm::PrfAsk{})) == row.prf);
        }
    }

    TEST_CASE("an unknown ask and a frame with a tail are refused") {
        SoftwareToken token("a", "test");
        const Bytes tail{0};

        CHECK(refusal_code(token.answer(0x02ff, {})) == errors::hsm_ask_unknown.code);
        CHECK(refusal_code(token.answer(hsm::StatusAsk::type, tail)) == errors::wire_trailing.code);
        CHECK(refusal_code(token.answer(hsm::StopAsk::type, tail)) == errors::wire_trailing.code);
        CHECK_FALSE(token.core().stopping());
    }

    TEST_CASE("a missing key stays missing until it is enrolled") {
        SoftwareToken token("a", "test");
        token.room.generation.reset();
        token.restart();
        token.login();

        CHECK(token.status().state == TokenState::no_key);
        CHECK(token.status().generation == 0);
        CHECK(refusal_code(token.answer(ask_for({token.context()}))) ==
              errors::hsm_ask_illegal.code);
        CHECK(token.room.keys_made == 0);

        const auto status = status_in(token.answer(hsm::EnrolAsk{1}));
        CHECK(token.room.keys_made == 1);
        CHECK(status.state == TokenState::ready);
        CHECK(status.key_id == hsm::token_key_id("a-serial", 1));
        CHECK(refusal_code(token.answer(hsm::EnrolAsk{2})) == errors::hsm_ask_illegal.code);
        CHECK(token.room.keys_made == 1);
    }

    TEST_CASE("a key of generation 0 is not made") {
        SoftwareToken token("a", "test");
        token.room.generation.reset();
        token.restart();
        token.login();

        CHECK(refusal_code(token.answer(hsm::EnrolAsk{0})) == errors::wire_value.code);
        CHECK(token.room.keys_made == 0);
        CHECK(token.status().state == TokenState::no_key);
    }

    TEST_CASE("a login's PIN comes in a box that only this process opens") {
        SoftwareToken token("a", "test");
        token.restart();
        const auto key = token.status().startup_key;
        const auto box = *crypto::SealedBox::seal(key, view_of(token.room.pin));

        const auto status = status_in(token.answer(hsm::LoginAsk{box}));

        CHECK(status.state == TokenState::ready);
        token.restart();
        CHECK(token.status().startup_key != key);
        CHECK(token.answer(hsm::LoginAsk{box}).type == claims::Refusal::type);
        CHECK(token.status().state == TokenState::waiting_for_pin);
        CHECK(token.room.logins == 2);
    }

    TEST_CASE("a refused PIN is tried once and never again") {
        SoftwareToken token("a", "test");
        token.restart();
        token.room.logins = 0;
        const auto key = token.status().startup_key;
        const auto wrong = *crypto::SealedBox::seal(key, view_of("wrong"));
        const auto right = *crypto::SealedBox::seal(key, view_of(token.room.pin));

        CHECK(status_in(token.answer(hsm::LoginAsk{wrong})).state == TokenState::pin_refused);
        CHECK(refusal_code(token.answer(hsm::LoginAsk{right})) == errors::hsm_ask_illegal.code);
        CHECK(refusal_code(token.answer(hsm::LoginAsk{wrong})) == errors::hsm_ask_illegal.code);

        CHECK(token.room.logins == 1);
        CHECK(status_in(token.answer(hsm::StatusAsk{})).state == TokenState::pin_refused);
    }

    TEST_CASE("a PIN under the module's minimum is refused before the module sees it") {
        test::SoftwareRoom room("short");
        test::MemoryLedger ledger;
        const test::StillClock clock;
        hsm::token::Core core({"short", "test", 22}, room, ledger, clock);
        core.begin();
        const auto pin = hsm::PinEntry::from_bytes(view_of("123456789012345678901"));

        const auto login = core.login(*pin);

        REQUIRE_FALSE(login.ok());
        CHECK(login.error().is(errors::hsm_pin_unusable));
        CHECK(room.logins == 0);
        CHECK(core.state() == TokenState::waiting_for_pin);
    }

    TEST_CASE("a token that fails while it answers gives nothing and is broken") {
        SoftwareToken token("a", "test");
        token.room.trouble = Error(errors::hsm_device_gone);

        const auto answer = token.answer(ask_for({token.context()}));

        CHECK(refusal_code(answer) == errors::hsm_device_gone.code);
        const auto status = status_in(token.answer(hsm::StatusAsk{}));
        CHECK(status.state == TokenState::broken);
        CHECK_FALSE(status.detail.empty());
    }

    TEST_CASE("a key that does not pass its checks breaks the token and is not replaced") {
        SoftwareToken token("a", "test");
        token.room.trouble = Error(errors::hsm_key_unsafe);
        token.restart();
        token.login();

        CHECK(token.status().state == TokenState::broken);
        CHECK(refusal_code(token.answer(hsm::EnrolAsk{1})) == errors::hsm_ask_illegal.code);
        CHECK(token.room.keys_made == 0);
    }

    TEST_CASE("a stop is answered and remembered") {
        SoftwareToken token("a", "test");

        CHECK(status_in(token.answer(hsm::StopAsk{})).name == "a");
        CHECK(token.core().stopping());
    }
}
