#include "sealwright/hsm/errors.hpp"
#include "token_process.hpp"

#include <sys/socket.h>

using namespace sealwright;
using namespace sealwright::test;
using hsm::TokenState;

namespace {

int run_token(std::vector<std::string> arguments) {
    sandbox::Program program;
    program.path = std::string(SEALWRIGHT_PROGRAMS) + "/sealwright-token";
    program.arguments = std::move(arguments);
    program.uid = ::geteuid();
    program.gid = ::getegid();
    const auto pid = sandbox::spawn(program);
    REQUIRE(pid.ok());
    int status = 0;
    ::waitpid(*pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

std::string kernels_word(int pid, const std::string& name) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/status");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with(name + ":")) return line.substr(line.find_last_of(" \t") + 1);
    }
    return {};
}

struct OneToken : Place {
    OneToken() {
        softhsm.add_token("a", good_pin);
        add("a");
    }
};

}  // namespace

TEST_SUITE("token/process") {
    TEST_CASE("the system-call filter is on before anybody is answered") {
        OneToken place;
        TokenProcess process(place, "a");

        REQUIRE(process.status().state == TokenState::no_key);

        CHECK(kernels_word(process.pid(), "Seccomp") == "2");
        CHECK(kernels_word(process.pid(), "NoNewPrivs") == "1");
    }

    TEST_CASE("a stop is answered and ends the process with 0, and so does SIGTERM") {
        OneToken place;
        TokenProcess stopped(place, "a");
        CHECK(stopped.status_after(hsm::StopAsk{}).name == "a");
        CHECK(stopped.wait() == 0);

        TokenProcess terminated(place, "a");
        REQUIRE(terminated.status().name == "a");
        CHECK(terminated.end(SIGTERM) == 0);
    }

    TEST_CASE("a token that is not there is said so, and the process ends to be started again") {
        OneToken place;
        place.config.tokens[0].label = "b";
        TokenProcess process(place, "a");

        const auto status = process.status();

        CHECK(status.state == TokenState::broken);
        CHECK(status.detail.find("label") != std::string::npos);
        CHECK(process.wait() == 75);
    }

    TEST_CASE("two tokens with the configured label are refused, and the serial chooses") {
        OneToken place;
        std::string serial;
        {
            TokenProcess process(place, "a");
            serial = process.status().serial;
        }
        place.softhsm.add_token("a", good_pin);
        {
            TokenProcess process(place, "a");
            const auto status = process.status();
            CHECK(status.state == TokenState::broken);
            CHECK(status.detail.find("two tokens") != std::string::npos);
        }
        place.config.tokens[0].serial = serial;

        TokenProcess process(place, "a");

        CHECK(process.status().serial == serial);
        CHECK(process.status().state == TokenState::no_key);
    }

    TEST_CASE("a module that others could change is not loaded") {
        OneToken place;
        const auto copy = place.path() + "/module.so";
        std::filesystem::copy_file(place.config.tokens[0].module, copy);
        ::chmod(copy.c_str(), 0775);
        for (const auto& path : {copy, std::string("libsofthsm2.so")}) {
            place.config.tokens[0].module = path;
            TokenProcess process(place, "a");
            const auto status = process.status();
            CHECK(status.state == TokenState::broken);
            CHECK(status.detail.find("only root") != std::string::npos);
        }
    }

    TEST_CASE("a connection over the limit is closed and the others go on") {
        OneToken place;
        TokenProcess process(place, "a");
        const SystemClock clock;
        const auto is_answered = [&](ipc::Connection& connection) {
            const auto deadline = clock.now().boottime_ms + 5'000;
            return ipc::call(connection, hsm::StatusAsk::type, 1, {}, clock, deadline).ok();
        };
        std::vector<ipc::Connection> connections;
        for (int count = 0; count < 16; ++count) {
            connections.push_back(process.connect());
            REQUIRE(is_answered(connections.back()));
        }

        auto surplus = process.connect();

        CHECK_FALSE(is_answered(surplus));
        CHECK(is_answered(connections.front()));
        connections.pop_back();
        auto next = process.connect();
        CHECK(is_answered(next));
    }

    TEST_CASE("a broken frame costs its sender the connection and nobody else") {
        OneToken place;
        TokenProcess process(place, "a");
        auto healthy = process.connect();
        auto broken = process.connect();
        const std::string junk(64, '\xff');
        REQUIRE(::send(broken.number(), junk.data(), junk.size(), 0) == 64);
        const SystemClock clock;
        const auto deadline = clock.now().boottime_ms + 5'000;

        CHECK(ipc::receive(broken, clock, deadline).error().code() == 1300);
        CHECK(ipc::call(healthy, hsm::StatusAsk::type, 1, {}, clock, deadline).ok());
        CHECK(process.refusal_of(hsm::EnrolAsk{0}) != 0);
    }

    TEST_CASE("a second process does not take the socket of one that answers") {
        OneToken place;
        TokenProcess first(place, "a");
        REQUIRE(first.status().name == "a");

        CHECK(run_token({"--config", place.write_config(), "--name", "a"}) == 78);
        CHECK(first.status().state == TokenState::no_key);
    }

    TEST_CASE("a wrong command line and an unknown name are told apart") {
        OneToken place;

        CHECK(run_token({}) == 64);
        CHECK(run_token({"--config"}) == 64);
        CHECK(run_token({"--config", "x", "--name", "a", "--pin", "1234"}) == 64);
        CHECK(run_token({"--help"}) == 0);
        CHECK(run_token({"--config", place.write_config(), "--name", "b"}) == 78);
        CHECK(run_token({"--config", place.path() + "/none", "--name", "a"}) == 78);
    }

    TEST_CASE("a process of another user is not answered" * doctest::skip(::geteuid() != 0)) {
        OneToken place;
        ::chmod(place.path().c_str(), 0755);
        ::chmod(place.config.run.c_str(), 0755);
        TokenProcess process(place, "a");
        REQUIRE(process.status().name == "a");
        const auto socket = place.config.socket("token@a");

        const auto child = ::fork();
        if (child == 0) {
            if (::setuid(65534) != 0) ::_exit(9);
            auto connected = ipc::connect_to(socket);
            if (!connected) ::_exit(8);
            ipc::Connection connection(std::move(*connected));
            const SystemClock clock;
            const auto deadline = clock.now().boottime_ms + 5'000;
            const auto answer = ipc::call(connection, hsm::StatusAsk::type, 1, {}, clock, deadline);
            ::_exit(answer.ok() ? 1 : 0);
        }
        int status = 0;
        ::waitpid(child, &status, 0);

        REQUIRE(WIFEXITED(status));
        CHECK(WEXITSTATUS(status) == 0);
    }
}
