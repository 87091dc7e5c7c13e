#include "running_agent.hpp"

#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

using namespace agent_test;

namespace {

constexpr uid_t somebody = 65'534;
const std::string older_kernel = SEALWRIGHT_PROGRAMS "/../tests/process/agent/older-kernel.so";

// What `act` does in a child that is somebody else, as its exit code.
template <class Act>
int as_somebody(Act act) {
    const auto pid = ::fork();
    if (pid == 0) {
        if (::setresgid(somebody, somebody, somebody) != 0) ::_exit(99);
        if (::setresuid(somebody, somebody, somebody) != 0) ::_exit(99);
        ::_exit(act());
    }
    int status = 0;
    REQUIRE(::waitpid(pid, &status, 0) == pid);
    return WEXITSTATUS(status);
}

}  // namespace

TEST_SUITE("agent/caller") {
    TEST_CASE("a process of another user than the vault's is refused") {
        if (::geteuid() != 0) return;
        RunningAgent agent;
        agent.enrol();
        agent.config.vault_uid = somebody;
        agent.write_config();
        agent.start();
        auto root = agent.vault();

        const auto heard = root.put(decrypt_path, a_decrypt);

        CHECK(heard.status == 403);
        CHECK(heard.body.find("E3109") != std::string::npos);
        CHECK(agent.service().script.asks == 0);
    }

    TEST_CASE("a connection that was handed to another user is closed unanswered") {
        if (::geteuid() != 0) return;
        RunningAgent agent;
        agent.enrol();
        agent.start();
        auto vault = agent.vault();
        REQUIRE(vault.put(decrypt_path, a_decrypt).status == 200);

        const int heard = as_somebody([&] { return vault.put(decrypt_path, a_decrypt).status; });

        CHECK(heard == 0);
        CHECK(agent.service().script.asks == 1);
        CHECK(agent.log().find("E2227") != std::string::npos);
    }

    TEST_CASE("a connection that was handed to another process of the same user is closed") {
        RunningAgent agent;
        agent.enrol();
        agent.start();
        auto vault = agent.vault();
        REQUIRE(vault.put(decrypt_path, a_decrypt).status == 200);

        const auto pid = ::fork();
        if (pid == 0) ::_exit(vault.put(decrypt_path, a_decrypt).status == 0 ? 0 : 1);
        int status = 0;
        REQUIRE(::waitpid(pid, &status, 0) == pid);

        CHECK(WEXITSTATUS(status) == 0);
        CHECK(agent.service().script.asks == 1);
    }

    TEST_CASE("a connection outlives neither the process that made it nor that process's user") {
        if (::geteuid() != 0) return;
        RunningAgent agent;
        agent.enrol();
        agent.start();

        // Connects as root, becomes somebody else, and asks: the kernel still calls it root.
        const auto pid = ::fork();
        if (pid == 0) {
            auto vault = agent.vault();
            if (::setresuid(somebody, somebody, somebody) != 0) ::_exit(99);
            ::_exit(vault.put(decrypt_path, a_decrypt).status == 0 ? 0 : 1);
        }
        int status = 0;
        REQUIRE(::waitpid(pid, &status, 0) == pid);

        CHECK(WEXITSTATUS(status) == 0);
        CHECK(agent.service().script.asks == 0);
    }

    TEST_CASE("where the kernel gives no pidfd of the peer, pid and start time say the same") {
        RunningAgent agent;
        agent.enrol();
        agent.start();
        REQUIRE(agent.vault().put(decrypt_path, a_decrypt).status == 200);
        const auto mark = agent.service().process;
        agent.stop(SIGTERM);
        agent.start(older_kernel);

        auto vault = agent.vault();
        CHECK(vault.put(decrypt_path, a_decrypt).status == 200);

        CHECK(agent.log().find("older kernel: no pidfd of the peer") != std::string::npos);
        CHECK(agent.service().process == mark);
        CHECK(mark != sealwright::Digest{});
        const int before = agent.service().script.asks;
        const auto pid = ::fork();
        if (pid == 0) {
            auto own = agent.vault();
            ::_exit(own.put(decrypt_path, a_decrypt).status == 200 ? 0 : 1);
        }
        int status = 0;
        REQUIRE(::waitpid(pid, &status, 0) == pid);
        CHECK(WEXITSTATUS(status) == 0);
        CHECK(agent.service().script.asks == before + 1);
        CHECK(agent.service().process != mark);
    }

    TEST_CASE(
        "without a pidfd of the peer a connection that was handed on is closed all the same") {
        if (::geteuid() != 0) return;
        RunningAgent agent;
        agent.enrol();
        agent.start(older_kernel);
        auto vault = agent.vault();
        REQUIRE(vault.put(decrypt_path, a_decrypt).status == 200);

        const int handed_on =
            as_somebody([&] { return vault.put(decrypt_path, a_decrypt).status; });

        CHECK(handed_on == 0);
        CHECK(agent.service().script.asks == 1);
    }

    TEST_CASE("without a pidfd of the peer a process that has ended is nobody") {
        RunningAgent agent;
        agent.enrol();
        agent.start(older_kernel);
        int ends[2];
        REQUIRE(::pipe(ends) == 0);

        // Asks, and has ended before anybody can look at it: its child holds the connection open.
        const auto pid = ::fork();
        if (pid == 0) {
            agent.stop_reading();
            const auto vault = agent.vault();
            vault.send(request_of(decrypt_path, a_decrypt));
            if (::fork() != 0) ::_exit(0);
            char byte = 0;
            ::close(ends[1]);
            [[maybe_unused]] const auto ignored = ::read(ends[0], &byte, 1);
            ::_exit(0);
        }
        int status = 0;
        REQUIRE(::waitpid(pid, &status, 0) == pid);
        agent.go_on();
        auto vault = agent.vault();
        CHECK(vault.put(decrypt_path, a_decrypt).status == 200);
        ::close(ends[0]);
        ::close(ends[1]);

        CHECK(agent.log().find("E3110") != std::string::npos);
        CHECK(agent.service().script.asks == 1);
    }
}
