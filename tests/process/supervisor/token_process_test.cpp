#include "fake_service.hpp"

#include <doctest/doctest.h>

#include <signal.h>
#include <unistd.h>

using namespace sealwright;
using fake::eventually;
using fake::FakeService;
using fake::is_alive;
using supervise::PeerKind;
using supervise::Presence;

TEST_SUITE("supervisor/token_process") {
    TEST_CASE("a dead token is started again, and is away until then") {
        FakeService service;
        service.start();
        service.play_keeper();
        const auto token = service.wait_for_start("token");

        ::kill(token, SIGKILL);
        const bool away = eventually(
            [&] { return service.ask(PeerKind::token, "a").message.presence == Presence::away; });

        CHECK(away);
        CHECK(service.wait_for_start("token", 2) != token);
        CHECK(eventually([&] {
            return service.ask(PeerKind::token, "a").message.presence == Presence::connected;
        }));
    }

    TEST_CASE("a token that dies at once is started ever more slowly") {
        FakeService service;
        service.write("token-exit", "1");
        service.start();
        service.wait_for_start("token");

        fake::sleep_ms(2'000);

        // 0.1 + 0.2 + 0.4 + 0.8 s, and the time the fake itself takes to start.
        const auto count = service.starts("token").size();
        CHECK(count >= 3);
        CHECK(count <= 6);
    }

    TEST_CASE("after a refused PIN a token waits for an operator, over our own restart too") {
        FakeService service;
        service.write("token-exit", "77");
        service.start();
        service.play_keeper();
        service.wait_for_start("token");
        CHECK(eventually([&] {
            return service.ask(PeerKind::token, "a").message.presence == Presence::pin_refused;
        }));

        service.signal(SIGTERM);
        REQUIRE(service.wait_for_end() == 0);
        service.start();
        service.play_keeper();
        fake::sleep_ms(500);
        CHECK(service.starts("token").size() == 1);
        CHECK(service.ask(PeerKind::token, "a").message.presence == Presence::pin_refused);

        ::unlink((service.folder + "/token-exit").c_str());
        service.wish("a", true);
        CHECK(is_alive(service.wait_for_start("token", 2)));
        CHECK(service.ask(PeerKind::token, "a").message.presence == Presence::connected);
    }

    TEST_CASE("a token whose own mark says that its PIN was refused is not started") {
        FakeService service;
        service.start();
        service.play_keeper();
        const auto first = service.wait_for_start("token");
        service.write("state/token/a/pin-refused", "");
        ::kill(first, SIGKILL);

        CHECK(eventually([&] {
            return service.ask(PeerKind::token, "a").message.presence == Presence::pin_refused;
        }));
        CHECK(service.starts("token").size() == 1);

        service.wish("a", true);
        CHECK(is_alive(service.wait_for_start("token", 2)));
        CHECK_FALSE(service.exists("state/token/a/pin-refused"));
    }

    TEST_CASE("a stopped token ends, and stays stopped until it is started, over our restart too") {
        FakeService service;
        service.start();
        service.play_keeper();
        const auto token = service.wait_for_start("token");

        service.wish("a", false);
        CHECK(service.ask(PeerKind::token, "a").message.presence == Presence::stopped);
        // The fake does not listen to the keeper: sealwrightd ends it after its patience.
        CHECK(eventually([&] { return !is_alive(token); }));

        service.signal(SIGTERM);
        REQUIRE(service.wait_for_end() == 0);
        service.start();
        service.play_keeper();
        fake::sleep_ms(500);
        CHECK(service.starts("token").size() == 1);
        CHECK(service.ask(PeerKind::token, "a").message.presence == Presence::stopped);

        service.wish("a", true);
        CHECK(is_alive(service.wait_for_start("token", 2)));
        CHECK_FALSE(service.exists("state/stopped/a"));
    }

    TEST_CASE("tokens outlive a killed sealwrightd with their login; the others end with it") {
        FakeService service;
        service.write("server.pem", "a certificate");
        service.start();
        service.play_keeper();
        const auto keeper = service.wait_for_start("keeper");
        const auto front = service.wait_for_start("front");
        const auto depot = service.wait_for_start("depot");
        const auto token = service.wait_for_start("token");

        service.signal(SIGKILL);
        REQUIRE(service.wait_for_end() == -SIGKILL);
        CHECK(
            eventually([&] { return !is_alive(keeper) && !is_alive(front) && !is_alive(depot); }));
        REQUIRE(is_alive(token));
        service.start();
        service.play_keeper();

        CHECK(service.ask(PeerKind::token, "a").message.presence == Presence::connected);
        CHECK(is_alive(token));
        CHECK(service.starts("token").size() == 1);

        // It is not our child now, and is ended and replaced all the same.
        service.wish("a", false);
        CHECK(eventually([&] { return !is_alive(token); }));
        service.wish("a", true);
        CHECK(service.wait_for_start("token", 2) != token);
    }

    TEST_CASE("a token that we did not start is replaced after it has died") {
        FakeService service;
        service.start();
        const auto token = service.wait_for_start("token");
        service.signal(SIGKILL);
        service.wait_for_end();
        service.start();
        service.wait_for_start("depot", 2);

        ::kill(token, SIGKILL);

        CHECK(is_alive(service.wait_for_start("token", 2)));
    }
}
