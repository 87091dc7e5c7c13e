#include "sealwright/crypto/sealed_box.hpp"
#include "sealwright/hsm/errors.hpp"
#include "token_process.hpp"

#include <memory>

using namespace sealwright;
using namespace sealwright::test;
using hsm::TokenState;

namespace {

hsm::LoginAsk login_with(const hsm::Status& status, std::string_view pin) {
    return {*crypto::SealedBox::seal(status.startup_key, view_of(pin))};
}

}  // namespace

TEST_SUITE("token/login") {
    TEST_CASE("a refused PIN is served as such for a moment and ends the process with 77") {
        Place place;
        place.softhsm.add_token("a", good_pin);
        place.add("a", "this-is-not-the-pin-of-the-token");

        TokenProcess process(place, "a");

        CHECK(process.status().state == TokenState::pin_refused);
        CHECK(process.refusal_of(login_with(process.status(), good_pin)) ==
              errors::hsm_ask_illegal.code);
        CHECK(process.wait() == 77);
    }

    TEST_CASE("a person's login works through a box that only this process opens") {
        Place place;
        place.softhsm.add_token("a", good_pin);
        place.add("a").pin = config::PinSource::terminal;
        TokenProcess process(place, "a");
        const auto waiting = process.status();
        REQUIRE(waiting.state == TokenState::waiting_for_pin);
        CHECK(waiting.label == "a");
        CHECK_FALSE(waiting.serial.empty());
        auto stranger = waiting;
        stranger.startup_key = crypto::SealedBox::generate().public_key();

        CHECK(process.ask(login_with(stranger, good_pin)).type == claims::Refusal::type);
        CHECK(process.status().state == TokenState::waiting_for_pin);
        CHECK(process.status_after(login_with(waiting, good_pin)).state == TokenState::no_key);
    }

    TEST_CASE("a PIN from a descriptor logs in") {
        Place place;
        place.softhsm.add_token("a", good_pin);
        place.add("a").pin = config::PinSource::descriptor;

        TokenProcess process(place, "a", pipe_with(std::string(good_pin) + "\n"));

        CHECK(process.status().state == TokenState::no_key);
    }

    TEST_CASE("a PIN file that others can read is not used, and the status says why") {
        Place place;
        place.softhsm.add_token("a", good_pin);
        const auto& token = place.add("a");
        ::chmod((token.credentials + "/pin").c_str(), 0440);

        TokenProcess process(place, "a");

        const auto status = process.status();
        CHECK(status.state == TokenState::waiting_for_pin);
        CHECK(status.detail.find("PIN") != std::string::npos);
        CHECK(process.status_after(login_with(status, good_pin)).state == TokenState::no_key);
    }

    TEST_CASE("SoftHSM gets no PIN under 22 characters, since it never locks") {
        Place place;
        place.softhsm.add_token("a", "123456");
        place.add("a", "123456");

        TokenProcess process(place, "a");

        const auto status = process.status();
        CHECK(status.state == TokenState::waiting_for_pin);
        CHECK(process.refusal_of(login_with(status, "123456")) == errors::hsm_pin_unusable.code);
        CHECK(process.status().state == TokenState::waiting_for_pin);
    }

    TEST_CASE("kill -9 during a login leaves a token that opens") {
        Place place;
        place.softhsm.add_token("a", good_pin);
        place.add("a");
        {
            TokenProcess process(place, "a");
            REQUIRE(process.status_after(hsm::EnrolAsk{1}).state == TokenState::ready);
        }
        for (unsigned round = 0; round < 20; ++round) {
            {
                TokenProcess process(place, "a");
                ::usleep(4'000 + round * 1'500);
                process.end(SIGKILL);
            }
            TokenProcess process(place, "a");
            REQUIRE(process.status().state == TokenState::ready);
        }
    }

    TEST_CASE("a token file that a dead process left empty is put back") {
        Place place;
        place.softhsm.add_token("a", good_pin);
        place.add("a");
        {
            TokenProcess process(place, "a");
            REQUIRE(process.status_after(hsm::EnrolAsk{1}).state == TokenState::ready);
        }
        const auto file = place.softhsm.token_object();
        REQUIRE(std::filesystem::file_size(file) > 0);
        std::filesystem::resize_file(file, 0);

        TokenProcess process(place, "a");

        CHECK(process.status().state == TokenState::ready);
        CHECK(std::filesystem::file_size(file) > 0);
    }

    TEST_CASE(
        "token processes that share a SoftHSM folder start at once without losing each other") {
        Place place;
        for (const auto* name : {"a", "b", "c"}) {
            place.softhsm.add_token(name, good_pin);
            place.add(name);
        }
        for (int round = 0; round < 10; ++round) {
            std::vector<std::unique_ptr<TokenProcess>> processes;
            for (const auto* name : {"a", "b", "c"}) {
                processes.push_back(std::make_unique<TokenProcess>(place, name));
            }
            for (const auto& process : processes) {
                CHECK(process->status().state == TokenState::no_key);
            }
        }
    }
}
