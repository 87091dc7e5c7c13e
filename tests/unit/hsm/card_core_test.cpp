#include "sealwright/hsm/card/core.hpp"
#include "sealwright/hsm/errors.hpp"
#include "sealwright/hsm/messages.hpp"
#include "sealwright/person/statement.hpp"
#include "software_card.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::test;
using hsm::CardState;
using person::Statement;

namespace {

constexpr std::size_t pin_min = 22;

struct Process {
    SoftwareCard card;
    hsm::card::Core core{pin_min, card};

    template <class Ask>
    Result<hsm::Answer> ask(const Ask& ask) {
        return core.answer(Ask::type, wire::encode(ask));
    }
    template <class Ask>
    std::uint16_t refusal_of(const Ask& made) {
        const auto answer = ask(made);
        REQUIRE_FALSE(answer.ok());
        return answer.error().code();
    }
    Result<hsm::Answer> login(std::string_view pin) {
        const auto bytes = view_of(pin);
        return ask(hsm::CardLoginAsk{WipedBytes(bytes.begin(), bytes.end())});
    }
    void begin_logged_in() {
        core.begin();
        REQUIRE(login(card.pin).ok());
    }
    hsm::Card shown() {
        const auto answer = ask(hsm::CardAsk{});
        REQUIRE(answer.ok());
        return *wire::decode<hsm::Card>(answer->body);
    }
};

hsm::CardSignAsk to_sign(const Statement& statement) {
    return {statement.bytes()};
}

ceremony::Act some_act() {
    ceremony::Act act;
    act.environment = "lab";
    act.person = "ana";
    act.plan.fill(7);
    return act;
}

operate::Question some_question() {
    operate::Question question;
    question.environment = "lab";
    question.type = 0x0574;
    question.body = {1, 2, 3};
    return question;
}

}  // namespace

TEST_SUITE("hsm/card_core") {
    TEST_CASE("a card signs an act, a question and a proof of its own key, over their digests") {
        Process process;
        process.begin_logged_in();

        for (const auto& statement : {Statement::of(some_act()),
                                      Statement::of(some_question()),
                                      Statement::of_key("ana", process.card.key)}) {
            const auto answer = process.ask(to_sign(statement));
            REQUIRE(answer.ok());
            const auto signed_it = wire::decode<hsm::CardSignature>(answer->body);
            REQUIRE(signed_it.ok());
            CHECK(crypto::verify(process.card.key, statement.digest(), signed_it->signature).ok());
        }
    }

    TEST_CASE("a card signs no other bytes, whatever they begin with") {
        Process process;
        process.begin_logged_in();
        auto longer = Statement::of(some_act()).bytes();
        longer.push_back(0);
        auto shorter = Statement::of(some_question()).bytes();
        shorter.pop_back();
        auto domain = Statement::of(some_act()).bytes();
        domain[9] = 'B';
        const Digest digest{};

        for (const auto& bytes : {Bytes(),
                                  Bytes(digest.begin(), digest.end()),
                                  longer,
                                  shorter,
                                  domain,
                                  Bytes(32, 0x41)}) {
            CHECK(process.refusal_of(hsm::CardSignAsk{bytes}) == errors::card_statement.code);
        }

        CHECK(process.card.signatures == 0);
        CHECK(process.ask(to_sign(Statement::of(some_act()))).ok());
    }

    TEST_CASE("a card proves no key but its own") {
        Process process;
        process.begin_logged_in();
        auto other = process.card.key;
        other[0] ^= 1;

        CHECK(process.refusal_of(to_sign(Statement::of_key("ana", other))) ==
              errors::card_statement.code);

        CHECK(process.card.signatures == 0);
    }

    TEST_CASE("a card's process answers no PRF and no other ask of a service's token") {
        Process process;
        process.begin_logged_in();

        CHECK(process.refusal_of(hsm::PrfAsk{}) == errors::hsm_ask_unknown.code);
        CHECK(process.refusal_of(hsm::StatusAsk{}) == errors::hsm_ask_unknown.code);
        CHECK(process.refusal_of(hsm::EnrolAsk{}) == errors::hsm_ask_unknown.code);
        CHECK(process.refusal_of(hsm::LoginAsk{}) == errors::hsm_ask_unknown.code);
        CHECK(process.refusal_of(hsm::StopAsk{}) == errors::hsm_ask_unknown.code);

        CHECK(process.shown().state == CardState::ready);
    }

    TEST_CASE("a refused PIN reaches the module once, and after it nothing is answered") {
        Process process;
        process.core.begin();

        const auto refused = process.login("a-pin-of-somebody-else");
        REQUIRE_FALSE(refused.ok());
        CHECK(refused.error().is(errors::card_pin_refused));

        const auto again = process.login(process.card.pin);
        REQUIRE_FALSE(again.ok());
        CHECK(again.error().is(errors::card_pin_refused));
        CHECK(process.refusal_of(hsm::CardAsk{}) == errors::card_pin_refused.code);
        CHECK(process.refusal_of(to_sign(Statement::of(some_act()))) ==
              errors::card_pin_refused.code);
        CHECK(process.card.logins == 1);
    }

    TEST_CASE("what is no PIN does not reach the module, and the right one may follow") {
        Process process;
        process.core.begin();

        CHECK_FALSE(process.login("").ok());
        CHECK_FALSE(process.login("short").ok());
        CHECK_FALSE(process.login("with\ta control character in it").ok());
        CHECK(process.card.logins == 0);

        CHECK(process.login(process.card.pin).ok());
    }

    TEST_CASE("a card that says its PIN is locked is given none") {
        Process process;
        process.card.tries = hsm::PinTries::none;
        process.core.begin();

        CHECK(process.refusal_of(hsm::CardAsk{}) == errors::card_pin_locked.code);
        CHECK_FALSE(process.login(process.card.pin).ok());

        CHECK(process.card.logins == 0);
    }

    TEST_CASE("before the PIN a card shows itself and its count of tries, and signs nothing") {
        Process process;
        process.card.tries = hsm::PinTries::one;
        process.core.begin();

        const auto shown = process.shown();
        CHECK(shown.state == CardState::waiting_for_pin);
        CHECK(shown.serial == "c0ffee");
        CHECK(shown.tries == hsm::PinTries::one);
        CHECK(shown.key == Digest{});
        CHECK(process.refusal_of(to_sign(Statement::of(some_act()))) ==
              errors::hsm_ask_illegal.code);
        CHECK(process.refusal_of(hsm::CardMakeAsk{}) == errors::hsm_ask_illegal.code);
        CHECK(process.card.signatures + process.card.keys_made == 0);
    }

    TEST_CASE("a key is made when asked for, and never beside one that is there") {
        Process process;
        process.card.has_key = false;
        process.begin_logged_in();
        CHECK(process.shown().state == CardState::no_key);
        CHECK(process.refusal_of(to_sign(Statement::of(some_act()))) ==
              errors::card_key_absent.code);

        REQUIRE(process.ask(hsm::CardMakeAsk{}).ok());
        CHECK(process.shown().key == process.card.key);
        CHECK(process.refusal_of(hsm::CardMakeAsk{}) == errors::card_key_there.code);

        CHECK(process.card.keys_made == 1);
    }

    TEST_CASE("a signature that the card's own key does not confirm leaves nobody's process") {
        Process process;
        process.begin_logged_in();
        process.card.is_lying = true;

        CHECK(process.refusal_of(to_sign(Statement::of(some_act()))) ==
              errors::hsm_module_defect.code);

        process.card.is_lying = false;
        CHECK(process.refusal_of(to_sign(Statement::of(some_act()))) ==
              errors::hsm_module_defect.code);
    }

    TEST_CASE("a card that is not there answers every ask with why") {
        Process process;
        process.card.absence = Error(errors::card_absent, {fact("serial", "c0ffee")});
        process.core.begin();

        CHECK(process.refusal_of(hsm::CardAsk{}) == errors::card_absent.code);
        CHECK_FALSE(process.login(process.card.pin).ok());
        CHECK(process.card.logins == 0);
    }
}
