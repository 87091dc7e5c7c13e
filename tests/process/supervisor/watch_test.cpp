// What sealwrightd says of the service, and what it does with a process that hangs.
#include "fake_service.hpp"
#include "notices.hpp"
#include "supervisor/liveness.hpp"

#include <doctest/doctest.h>

#include <signal.h>

using namespace sealwright;
using fake::eventually;
using fake::FakeService;
using fake::is_alive;
using supervise::KeeperPhase;
using supervisor::Liveness;

namespace {

const std::string hearing_front = R"(#!/usr/bin/python3
import signal, socket, os, time
voice = socket.socket(fileno=4)
def hear(*_):
    open("FOLDER/heard", "w").close()
    voice.send(b"READY=1\nSTATUS=again")
signal.signal(signal.SIGHUP, hear)
with open("FOLDER/starts", "a") as file: file.write(f"front {os.getpid()}\n")
voice.send(b"READY=1")
while True: time.sleep(1); voice.send(b"WATCHDOG=1")
)";

bool contains(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
}

}  // namespace

TEST_SUITE("supervisor/watch") {
    TEST_CASE("READY is said when keeper and depot answer, and not before") {
        FakeService service;
        fake::Notices notices(service.folder + "/notify");
        service.notify_socket = notices.path();
        service.start();
        service.play_keeper();
        const auto before = notices.wait_for("STATUS=the keeper is away, no certificate");

        service.be_alive(KeeperPhase::empty, 1);

        CHECK_FALSE(contains(before, "READY=1"));
        const auto until = notices.wait_for("READY=1");
        CHECK_FALSE(contains(until, "STATUS=empty"));
        CHECK(contains(notices.wait_for("1 needed"),
                       "STATUS=empty, waits for `sealwright init`, 1 of 1 tokens ready"));
    }

    TEST_CASE("with a certificate READY waits for the front") {
        FakeService service;
        service.write("sealwright-front",
                      "#!/bin/sh\necho \"front $$\" >> FOLDER/starts\nsleep 600\n");
        service.write("server.pem", "a certificate");
        fake::Notices notices(service.folder + "/notify");
        service.notify_socket = notices.path();
        service.start();
        service.play_keeper();
        service.wait_for_start("front");

        service.be_alive(KeeperPhase::open, 1);

        CHECK_FALSE(contains(notices.wait_for("the front is away"), "READY=1"));
    }

    TEST_CASE("a phase that changes changes the status, and the watchdog is fed meanwhile") {
        FakeService service;
        fake::Notices notices(service.folder + "/notify");
        service.notify_socket = notices.path();
        service.start();
        service.play_keeper();
        service.be_alive(KeeperPhase::locked, 0);
        notices.wait_for("READY=1");
        notices.wait_for("STATUS=locked");

        service.be_alive(KeeperPhase::open, 1);

        notices.wait_for("STATUS=open, 1 of 1 tokens ready, 1 needed");
        notices.wait_for("WATCHDOG=1");
        notices.wait_for("WATCHDOG=1");
        service.signal(SIGTERM);
        notices.wait_for("STOPPING=1");
    }

    TEST_CASE("SIGHUP ends nothing, and without a front there is nothing to read again") {
        FakeService service;
        service.start();
        service.play_keeper();
        const auto depot = service.wait_for_start("depot");

        service.signal(SIGHUP);

        CHECK(eventually([&] { return contains(service.log(), "no front of ours serves now"); }));
        CHECK(is_alive(depot));
        CHECK(service.ask(supervise::PeerKind::token, "a").message.name == "a");
    }

    TEST_CASE("a reload is over when the front says so") {
        FakeService service;
        service.write("sealwright-front", hearing_front);
        service.write("server.pem", "a certificate");
        fake::Notices notices(service.folder + "/notify");
        service.notify_socket = notices.path();
        service.start();
        service.play_keeper();
        const auto front = service.wait_for_start("front");
        service.be_alive(KeeperPhase::open, 1);
        notices.wait_for("READY=1");

        service.signal(SIGHUP);

        notices.wait_for("RELOADING=1");
        CHECK(eventually([&] { return service.exists("heard"); }));
        notices.wait_for("READY=1");
        CHECK(is_alive(front));
        CHECK(service.starts("front").size() == 1);
    }

    // The fakes say once that they are ready and then nothing, as a process that hangs.
    TEST_CASE("front, keeper and depot that fall silent are ended and started again") {
        FakeService service;
        service.write("server.pem", "a certificate");
        fake::Notices notices(service.folder + "/notify");
        service.notify_socket = notices.path();
        service.start();
        service.play_keeper();
        const auto keeper = service.wait_for_start("keeper");
        const auto front = service.wait_for_start("front");
        const auto depot = service.wait_for_start("depot");
        service.be_alive(KeeperPhase::open, 1);
        notices.wait_for("READY=1");
        const auto token = service.wait_for_start("token");

        const auto all_again = [&] {
            return service.starts("keeper").size() > 1 && service.starts("front").size() > 1 &&
                   service.starts("depot").size() > 1;
        };
        // As many times ten seconds as it takes to be sure that they are never ended.
        const bool again = eventually(all_again) || eventually(all_again) ||
                           eventually(all_again) || eventually(all_again);

        CHECK(again);
        for (const auto pid : {keeper, front, depot}) CHECK_FALSE(is_alive(pid));
        CHECK(contains(service.log(), "supervisor-hung"));
        CHECK(is_alive(token));
        CHECK(service.starts("token").size() == 1);
    }

    TEST_CASE("a process that has not said it is ready is never judged") {
        Liveness liveness;

        for (int look = 0; look < 10'000; ++look) liveness.passed(1'000);

        CHECK_FALSE(liveness.is_hung());
    }

    TEST_CASE("silence counts while we look, and each word ends it") {
        Liveness liveness;
        liveness.ready();
        for (int look = 0; look < 20; ++look) liveness.passed(1'000);
        CHECK_FALSE(liveness.is_hung());

        liveness.heard();
        for (int look = 0; look < 20; ++look) liveness.passed(1'000);
        CHECK_FALSE(liveness.is_hung());
        liveness.passed(1);

        CHECK(liveness.is_hung());
    }

    TEST_CASE("a host that slept for an hour ends nobody") {
        Liveness liveness;
        liveness.ready();

        liveness.passed(3'600'000);

        CHECK_FALSE(liveness.is_hung());
    }
}
