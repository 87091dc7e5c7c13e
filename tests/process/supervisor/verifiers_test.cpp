#include "fake_service.hpp"

#include <doctest/doctest.h>

#include <signal.h>

using namespace sealwright;
using fake::eventually;
using fake::FakeService;
using fake::is_alive;
using supervise::PeerKind;
using supervise::Presence;

namespace {

// Ends when whoever has its other end is gone, as one that nobody needs does.
const std::string verifier = R"(#!/usr/bin/python3
import os, socket
connection = socket.socket(fileno=3)
connection.setblocking(True)
with open("FOLDER/starts", "a") as file: file.write(f"verifier {os.getpid()}\n")
connection.recv(1)
)";

}  // namespace

TEST_SUITE("supervisor/verifiers") {
    TEST_CASE("each ask is given a verifier of its own, and a fifth one none until one has ended") {
        FakeService service;
        service.write("sealwright-verifier", verifier);
        service.start();
        service.play_keeper();
        CHECK(service.starts("verifier").empty());

        std::vector<Descriptor> given;
        for (int count = 0; count < 4; ++count) {
            auto answer = service.ask(PeerKind::verifier, "");
            REQUIRE(answer.message.presence == Presence::connected);
            REQUIRE(answer.connection.is_open());
            given.push_back(std::move(answer.connection));
        }
        service.wait_for_start("verifier", 4);
        const auto fifth = service.ask(PeerKind::verifier, "");
        CHECK(fifth.message.presence == Presence::away);
        CHECK_FALSE(fifth.connection.is_open());
        CHECK(service.starts("verifier").size() == 4);

        given.pop_back();
        CHECK(eventually([&] {
            return service.ask(PeerKind::verifier, "").message.presence == Presence::connected;
        }));
    }

    TEST_CASE("after the first ask one is kept ready, and one that was killed is replaced") {
        FakeService service;
        service.write("sealwright-verifier", verifier);
        service.start();
        service.play_keeper();

        const auto first = service.ask(PeerKind::verifier, "");
        CHECK(first.message.presence == Presence::connected);
        // Which of the two is the spare one the order of their first words does not say.
        service.wait_for_start("verifier", 2);
        for (const auto pid : service.starts("verifier")) ::kill(pid, SIGKILL);
        const auto another = service.wait_for_start("verifier", 3);

        CHECK(is_alive(another));
        CHECK(service.log().find("a verifier failed") != std::string::npos);
        CHECK(service.ask(PeerKind::verifier, "").message.presence == Presence::connected);
    }

    TEST_CASE("verifiers end with sealwrightd, and one that cannot be started is away") {
        FakeService service;
        service.start();
        service.play_keeper();
        CHECK(service.ask(PeerKind::verifier, "").message.presence == Presence::away);
        CHECK(service.log().find("a verifier could not be started") != std::string::npos);

        service.write("sealwright-verifier", verifier);
        Descriptor kept;
        REQUIRE(eventually([&] {
            kept = service.ask(PeerKind::verifier, "").connection;
            return kept.is_open();
        }));
        const auto pid = service.wait_for_start("verifier");
        service.signal(SIGKILL);
        service.wait_for_end();

        CHECK(eventually([&] { return !is_alive(pid); }));
    }
}
