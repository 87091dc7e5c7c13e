// A module that fails, lies, hangs or dies costs its own token and nothing else.
#include "sealwright/hsm/errors.hpp"
#include "token_process.hpp"

using namespace sealwright;
using namespace sealwright::test;
using hsm::TokenState;

namespace {

// A token `a` with its key, behind the hostile module, which behaves until a fault is ordered.
struct HostileToken : Place {
    HostileToken() : calls(path() + "/calls") {
        softhsm.add_token("a", good_pin);
        auto& token = add("a");
        token.module = std::string(SEALWRIGHT_PROGRAMS) + "/../tests/process/token/hostile.so";
        token.environment.push_back({"HOSTILE_MODULE", softhsm_module()});
        token.environment.push_back({"HOSTILE_CALLS", calls});
        token.environment.push_back({"HOSTILE_FAULT", ""});
        TokenProcess process(*this, "a");
        const auto status = process.status_after(hsm::EnrolAsk{1});
        REQUIRE(status.state == TokenState::ready);
        question = prf_for(context_for(status));
        right = process.ask(question).body;
        process.end(SIGTERM);
        std::filesystem::remove(calls);
    }
    void order(const std::string& fault) { config.tokens[0].environment.back().value = fault; }
    [[nodiscard]] std::size_t count() const { return std::filesystem::file_size(calls); }

    std::string calls;
    hsm::PrfAsk question;
    WipedBytes right;  // The answer of an honest module.
};

struct Met {
    std::uint16_t refusal = 0;
    TokenState state{};
    int exit = 0;
};

// What the process makes of the fault: refused, broken, and ended so that it is started again.
Met meet(HostileToken& place, const std::string& fault) {
    place.order(fault);
    TokenProcess process(place, "a");
    REQUIRE(process.status().state == TokenState::ready);
    Met met;
    met.refusal = process.refusal_of(place.question);
    met.state = process.status().state;
    met.exit = process.wait();
    return met;
}

}  // namespace

// The module check wants root's file, which a build by another user does not make.
TEST_SUITE("token/hostile" * doctest::skip(::geteuid() != 0)) {
    TEST_CASE("a module that answers with a wrong length, nothing, or wants more is not believed") {
        HostileToken place;
        for (const auto* fault : {"short:0", "long:0", "wanting:0", "silent:0"}) {
            CAPTURE(fault);
            const auto met = meet(place, fault);

            CHECK(met.refusal == errors::hsm_module_defect.code);
            CHECK(met.state == TokenState::broken);
            CHECK(met.exit == 75);
        }
    }

    TEST_CASE("a login that the session knows nothing of is none") {
        HostileToken place;
        place.order("pretend:0");
        TokenProcess process(place, "a");

        CHECK(process.status().state == TokenState::broken);
        CHECK(process.refusal_of(place.question) == errors::hsm_ask_illegal.code);
        CHECK(process.wait() == 75);
    }

    TEST_CASE("a locked PIN is told as a refused one, and not tried again") {
        HostileToken place;
        place.order("locked:0");
        {
            TokenProcess process(place, "a");
            CHECK(process.status().state == TokenState::pin_refused);
            CHECK(process.wait() == 77);
        }
        const auto calls = place.count();
        TokenProcess next(place, "a");
        CHECK(next.status().state == TokenState::pin_refused);
        CHECK(next.wait() == 77);

        CHECK(place.count() < 2 * calls);  // It has opened a session, and has not logged in.
    }

    TEST_CASE("an error at any call gives the right answer or none, and a new process is well") {
        HostileToken place;
        std::size_t calls = 0;
        {
            TokenProcess process(place, "a");
            REQUIRE(process.status().state == TokenState::ready);
            REQUIRE(process.ask(place.question).body == place.right);
            calls = place.count();
        }
        for (const auto* fault : {"error:", "gone:"}) {
            for (std::size_t call = 1; call <= calls; call += 2) {
                place.order(fault + std::to_string(call));
                CAPTURE(place.config.tokens[0].environment.back().value);
                TokenProcess process(place, "a");
                const auto frame = process.ask(place.question);
                const bool is_right =
                    frame.type == hsm::PrfAnswer::type && frame.body == place.right;

                CHECK((is_right || frame.type == claims::Refusal::type));
                std::filesystem::remove(place.config.state + "/token/a/pin-refused");
            }
        }
        place.order("");
        TokenProcess process(place, "a");
        CHECK(process.ask(place.question).body == place.right);
    }

    TEST_CASE("a module that dies takes its own process with it, and the next one is well") {
        HostileToken place;
        std::size_t calls = 0;
        {
            TokenProcess process(place, "a");
            REQUIRE(process.status().state == TokenState::ready);
            calls = place.count();
        }
        place.order("crash:" + std::to_string(calls + 1));
        {
            TokenProcess process(place, "a");
            REQUIRE(process.status().state == TokenState::ready);
            auto connection = process.connect();
            const SystemClock clock;
            const auto deadline = clock.now().boottime_ms + 10'000;
            const auto frame = ipc::call(
                connection, hsm::PrfAsk::type, 7, wire::encode(place.question), clock, deadline);
            CHECK_FALSE(frame.ok());
            CHECK(process.wait() == -SIGSEGV);
        }
        place.order("");
        TokenProcess process(place, "a");
        CHECK(process.ask(place.question).body == place.right);
    }

    TEST_CASE("a second process on a token's state folder refuses, and the first one serves on") {
        HostileToken place;
        TokenProcess first(place, "a");
        REQUIRE(first.status().state == TokenState::ready);

        auto elsewhere = place.config;
        elsewhere.run = place.path() + "/run-2";
        std::filesystem::create_directories(elsewhere.run);
        std::swap(place.config, elsewhere);
        TokenProcess second(place, "a");
        std::swap(place.config, elsewhere);

        CHECK(second.wait() == 78);
        CHECK(first.ask(place.question).body == place.right);
    }
}
