#include "fake_service.hpp"
#include "sealwright/ipc/peer.hpp"

#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace sealwright;
using fake::eventually;
using fake::FakeService;
using fake::is_alive;
using supervise::PeerKind;
using supervise::Presence;

namespace {

bool tcp_answers(std::uint16_t port) {
    const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return ::connect(socket.number(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
}

unsigned mode_of(const std::string& path) {
    struct stat facts {};
    return ::stat(path.c_str(), &facts) == 0 ? facts.st_mode & 07777U : 0;
}

std::uint32_t uid_of(int pid) {
    struct stat facts {};
    const auto path = "/proc/" + std::to_string(pid);
    return ::stat(path.c_str(), &facts) == 0 ? facts.st_uid : 0;
}

}  // namespace

TEST_SUITE("supervisor") {
    TEST_CASE("the first packet to a keeper is what its configuration says") {
        FakeService service;
        service.start();

        const auto settings = service.play_keeper();

        CHECK(settings.environment == "test");
        CHECK(settings.owner == "tests");
        CHECK(settings.token_group == "main");
        CHECK(settings.threshold == 1);
        CHECK(settings.tokens == std::vector<std::string>{"a"});
        CHECK(settings.front_uid == ::geteuid());
    }

    TEST_CASE("folders and sockets get the modes that keep others out") {
        FakeService service;
        service.start();
        service.wait_for_start("token");

        CHECK(mode_of(service.config.run) == 0755);
        CHECK(mode_of(service.config.state) == 0711);
        CHECK(mode_of(service.config.state + "/depot") == 0700);
        CHECK(mode_of(service.config.state + "/tls") == 0711);
        CHECK(mode_of(service.config.state + "/token/a") == 0700);
        CHECK(mode_of(service.config.socket("keeper")) == 0600);
        CHECK(mode_of(service.config.socket("operator")) == 0660);
        CHECK(mode_of(service.config.socket("node")) == 0666);
        CHECK(mode_of(service.config.socket("depot")) == 0600);
        CHECK(mode_of(service.config.socket("token@a")) == 0600);
    }

    TEST_CASE("a state folder that others can write is refused and left as it was") {
        FakeService service;
        ::mkdir(service.config.state.c_str(), 0700);
        ::chmod(service.config.state.c_str(), 0777);

        const auto end = service.start_and_wait();

        CHECK(end.code == 1);
        CHECK(end.log.find("file-mode-unsafe") != std::string::npos);
        CHECK(mode_of(service.config.state) == 0777);
        CHECK_FALSE(service.exists("state/depot"));
        CHECK(service.starts("depot").empty());
    }

    TEST_CASE("a run folder whose place others can take is refused and nothing is made in it") {
        FakeService service;
        const auto open_to_all = service.folder + "/open";
        ::mkdir(open_to_all.c_str(), 0700);
        ::chmod(open_to_all.c_str(), 0777);
        service.config.run = open_to_all + "/run";

        const auto end = service.start_and_wait();

        CHECK(end.code == 1);
        CHECK(end.log.find("file-mode-unsafe") != std::string::npos);
        CHECK_FALSE(service.exists("open/run"));
    }

    TEST_CASE("started by root, each process runs as its own user, and the keeper reaches them") {
        if (::geteuid() != 0) return;
        FakeService service;
        service.use_other_users();
        service.write("server.pem", "a certificate");
        service.start();
        service.play_keeper();

        CHECK(uid_of(service.wait_for_start("front")) == 64101);
        CHECK(uid_of(service.wait_for_start("keeper")) == 64102);
        CHECK(uid_of(service.wait_for_start("depot")) == 64103);
        CHECK(uid_of(service.wait_for_start("token")) == 64111);
        CHECK(service.ask(PeerKind::depot, "").message.presence == Presence::connected);
        CHECK(service.ask(PeerKind::token, "a").message.presence == Presence::connected);
    }

    TEST_CASE("a second sealwrightd refuses, and the first one's service goes on") {
        FakeService service;
        service.start();
        service.play_keeper();
        service.wait_for_start("depot");
        service.wait_for_start("token");

        const auto end = service.start_and_wait();

        CHECK(end.code == 1);
        CHECK(end.log.find("supervisor-running") != std::string::npos);
        CHECK(service.starts("depot").size() == 1);
        CHECK(service.starts("token").size() == 1);
    }

    TEST_CASE("the front is started when there is a certificate, and not before") {
        FakeService service;
        service.start();
        service.wait_for_start("depot");
        fake::sleep_ms(700);
        REQUIRE(service.starts("front").empty());

        service.write("server.pem", "a certificate");

        CHECK(is_alive(service.wait_for_start("front")));
    }

    TEST_CASE("the keeper is given connected descriptors to depot and token") {
        FakeService service;
        service.start();
        service.play_keeper();
        service.wait_for_start("depot");
        const auto token_pid = service.wait_for_start("token");

        const auto depot = service.ask(PeerKind::depot, "");
        const auto token = service.ask(PeerKind::token, "a");

        CHECK(depot.message.presence == Presence::connected);
        CHECK(depot.connection.is_open());
        CHECK(token.message.presence == Presence::connected);
        CHECK(token.message.name == "a");
        REQUIRE(token.connection.is_open());
        CHECK((::fcntl(token.connection.number(), F_GETFL) & O_NONBLOCK) != 0);
        const auto peer = ipc::peer_of(token.connection.number());
        REQUIRE(peer.ok());
        CHECK(static_cast<int>(peer->pid) == token_pid);
    }

    TEST_CASE("a peer that no configuration names is away, and nothing is started for it") {
        FakeService service;
        service.start();
        service.play_keeper();

        const auto given = service.ask(PeerKind::token, "nobody");
        service.wish("nobody", false);
        service.wish("../../escaped", false);

        CHECK(given.message.presence == Presence::away);
        CHECK_FALSE(given.connection.is_open());
        CHECK(service.ask(PeerKind::token, "nobody").message.presence == Presence::away);
        CHECK_FALSE(service.exists("state/stopped/nobody"));
        CHECK_FALSE(service.exists("escaped"));
    }

    TEST_CASE("a dead keeper is started again and disturbs neither token, depot nor front") {
        FakeService service;
        service.write("server.pem", "a certificate");
        service.start();
        service.play_keeper();
        const auto keeper = service.wait_for_start("keeper");
        const auto front = service.wait_for_start("front");
        const auto depot = service.wait_for_start("depot");
        const auto token = service.wait_for_start("token");

        ::kill(keeper, SIGKILL);
        CHECK(tcp_answers(service.config.listen_port));
        const auto settings = service.play_keeper();

        CHECK(settings.tokens.size() == 1);
        CHECK(service.ask(PeerKind::token, "a").message.presence == Presence::connected);
        CHECK(is_alive(front));
        CHECK(is_alive(depot));
        CHECK(is_alive(token));
        CHECK(service.starts("token").size() == 1);
    }

    TEST_CASE("connections wait at the front's address while it is started again") {
        FakeService service;
        service.write("server.pem", "a certificate");
        service.start();
        const auto front = service.wait_for_start("front");

        ::kill(front, SIGKILL);

        CHECK(tcp_answers(service.config.listen_port));
        CHECK(service.wait_for_start("front", 2) != front);
    }

    TEST_CASE("asked to end, sealwrightd ends its processes and leaves tokens alone") {
        FakeService service;
        service.write("server.pem", "a certificate");
        service.start();
        service.play_keeper();
        const auto front = service.wait_for_start("front");
        const auto depot = service.wait_for_start("depot");
        const auto token = service.wait_for_start("token");

        service.signal(SIGTERM);

        CHECK(service.wait_for_end() == 0);
        CHECK_FALSE(is_alive(front));
        CHECK_FALSE(is_alive(depot));
        CHECK(is_alive(token));
        CHECK_FALSE(tcp_answers(service.config.listen_port));
    }
}
