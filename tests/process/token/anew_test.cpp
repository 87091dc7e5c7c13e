// A token that somebody initialises anew while its process serves, or between two processes.
#include "sealwright/hsm/errors.hpp"
#include "token_process.hpp"

#include <cstdlib>

using namespace sealwright;
using namespace sealwright::test;
using hsm::TokenState;

namespace {

struct InitialisedToken : Place {
    InitialisedToken() {
        softhsm.add_token("a", good_pin);
        add("a");
        TokenProcess process(*this, "a");
        const auto status = process.status_after(hsm::EnrolAsk{1});
        REQUIRE(status.state == TokenState::ready);
        question = prf_for(context_for(status));
        right = process.ask(question).body;
        process.end(SIGTERM);
    }
    // As a person would do it, with the officer's PIN of the tests' tokens.
    void initialise_anew(const std::string& pin) const {
        const auto line = "SOFTHSM2_CONF=" + softhsm.configuration() +
                          " softhsm2-util --init-token --token a --label a --so-pin "
                          "officer-pin-of-a-test --pin " +
                          pin + " > /dev/null 2>&1";
        REQUIRE(std::system(line.c_str()) == 0);
    }

    hsm::PrfAsk question;
    WipedBytes right;
};

}  // namespace

TEST_SUITE("token/anew") {
    TEST_CASE("a token initialised anew between two starts has no key, and gets none by itself") {
        InitialisedToken place;
        place.initialise_anew(good_pin);

        TokenProcess process(place, "a");
        const auto status = process.status();

        CHECK(status.state == TokenState::no_key);
        CHECK(status.detail.find("no key of ours") != std::string::npos);
        CHECK(process.refusal_of(place.question) == errors::hsm_ask_illegal.code);
        CHECK(process.status().state == TokenState::no_key);
    }

    TEST_CASE("a token initialised anew with another PIN refuses ours once") {
        InitialisedToken place;
        place.initialise_anew("ffffffffffffffffffffffffffffffff");

        TokenProcess process(place, "a");

        CHECK(process.status().state == TokenState::pin_refused);
        CHECK(process.wait() == 77);
    }

    TEST_CASE("a token initialised anew while it serves gives its right answer or none") {
        InitialisedToken place;
        TokenProcess process(place, "a");
        REQUIRE(process.ask(place.question).body == place.right);
        place.initialise_anew(good_pin);

        const auto frame = process.ask(place.question);

        const bool is_right = frame.type == hsm::PrfAnswer::type && frame.body == place.right;
        CHECK((is_right || frame.type == claims::Refusal::type));
        process.end(SIGTERM);
        TokenProcess next(place, "a");
        CHECK(next.status().state == TokenState::no_key);
    }
}
