#include "fake_service.hpp"
#include "json_form.hpp"
#include "sealwright/crypto/sealed_box.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::cli_test;

namespace {

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

operate::TokenInfo token(const std::string& name, const std::string& state) {
    operate::TokenInfo info;
    info.name = name;
    info.state = state;
    return info;
}

// A token that waits, with a start-up key of the test's; what was opened is kept.
struct WaitingToken {
    crypto::SealedBox box = crypto::SealedBox::generate();
    std::string opened;

    void serve_on(FakeService& service, const std::string& after = "logged in") {
        auto waiting = token("a", "waiting for pin");
        waiting.startup_key = box.public_key();
        service.on<operate::TokensAsk>(reply(operate::Tokens{{waiting}}));
        service.on<operate::TokenLoginAsk>([this, after](const operate::TokenLoginAsk& ask) {
            auto pin = box.open(ask.box);
            REQUIRE(pin.ok());
            opened = std::string(text_of(*pin));
            return reply(operate::Tokens{{token(ask.name, after)}});
        });
    }
};

}  // namespace

TEST_SUITE("cli/token") {
    TEST_CASE("token status shows each token's state in both formats") {
        FakeService service;
        service.on<operate::TokensAsk>(
            reply(operate::Tokens{{token("a", "logged in"), token("b", "away")}}));

        const auto ran = service.run({"token", "status"});
        const auto json = service.run_json({"token", "status"});

        CHECK(ran.exit == 0);
        CHECK(says(ran.out, "a      logged in"));
        CHECK(is_one_document(json.out));
        CHECK(says(json.out, R"({"tokens":[{"name":"a","state":"logged in")"));
    }

    TEST_CASE("enrol, start and stop each ask exactly their act") {
        for (const auto& [word, verb] : {std::pair{"enrol", operate::TokenVerb::enrol},
                                         {"start", operate::TokenVerb::start},
                                         {"stop", operate::TokenVerb::stop}}) {
            FakeService service;
            std::vector<operate::TokenActAsk> acts;
            service.on<operate::TokenActAsk>([&acts](const operate::TokenActAsk& ask) {
                acts.push_back(ask);
                return reply(operate::Tokens{{token(ask.name, "stopped")}});
            });

            const auto ran = service.run({"token", word, "a"});

            CHECK(ran.exit == 0);
            REQUIRE(acts.size() == 1);
            CHECK(acts.front().name == "a");
            CHECK(acts.front().verb == verb);
        }
    }

    TEST_CASE("a token act that is refused prints no tokens") {
        FakeService service;
        service.on<operate::TokenActAsk>(refuse(2418, "before init only", "nothing was changed"));

        const auto ran = service.run({"token", "enrol", "a"});

        CHECK(ran.exit == 2);
        CHECK(ran.out.empty());
    }

    TEST_CASE("a PIN from stdin reaches the token's process sealed, without its line end") {
        FakeService service;
        WaitingToken waiting;
        waiting.serve_on(service);

        const auto ran = service.run({"token", "login", "a", "-"}, "12 34\n");

        CHECK(ran.exit == 0);
        CHECK(waiting.opened == "12 34");
        CHECK_FALSE(says(ran.out + ran.talk, "12 34"));
    }

    TEST_CASE("a PIN from a descriptor reaches the token's process") {
        FakeService service;
        WaitingToken waiting;
        waiting.serve_on(service);

        const auto ran = service.run({"token", "login", "a", "--from-fd", "0"}, "123456");

        CHECK(ran.exit == 0);
        CHECK(waiting.opened == "123456");
    }

    TEST_CASE("a login after which the token is not logged in is exit 2") {
        FakeService service;
        WaitingToken waiting;
        waiting.serve_on(service, "pin refused");

        CHECK(service.run({"token", "login", "a", "-"}, "1234").exit == 2);
    }

    TEST_CASE("no PIN, or one that is too long, is exit 1 and sends nothing") {
        for (const auto& input : {std::string(), std::string("\n"), std::string(300, '1')}) {
            FakeService service;
            WaitingToken waiting;
            waiting.serve_on(service);

            const auto ran = service.run({"token", "login", "a", "-"}, input);

            CHECK(ran.exit == 1);
            CHECK(waiting.opened.empty());
            CHECK(service.asked() == std::vector{operate::TokensAsk::type});
        }
    }

    TEST_CASE("without a terminal a login says how else a PIN can come") {
        FakeService service;
        WaitingToken waiting;
        waiting.serve_on(service);

        const auto ran = service.run({"token", "login", "a"});

        CHECK(ran.exit == 1);
        CHECK(says(ran.talk, "--from-fd N"));
        CHECK(waiting.opened.empty());
    }

    TEST_CASE("a token whose process is away takes no PIN, and an unknown one neither") {
        FakeService service;
        service.on<operate::TokensAsk>(reply(operate::Tokens{{token("a", "stopped")}}));

        const auto away = service.run({"token", "login", "a", "-"}, "1234");
        const auto unknown = service.run({"token", "login", "z", "-"}, "1234");

        CHECK(away.exit == 2);
        CHECK(says(away.talk, "sealwright token start NAME"));
        CHECK(unknown.exit == 2);
        CHECK(service.asked() == std::vector{operate::TokensAsk::type, operate::TokensAsk::type});
    }
}
