#include "sealwright/sandbox/filter.hpp"

#include "sealwright/core/log.hpp"
#include "sealwright/sandbox/self_test.hpp"

#include <doctest/doctest.h>
#include <pthread.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

using namespace sealwright;
using sandbox::Filter;
using sandbox::Outcome;

namespace {

const sandbox::Attempt& attempt_named(std::string_view name) {
    for (const auto& attempt : sandbox::attempts()) {
        if (name == attempt.name) return attempt;
    }
    check(false);
    std::abort();
}

Outcome outcome(Filter filter, std::string_view name) {
    return sandbox::try_out(filter, attempt_named(name));
}

// Enters `filter` in a child and does `act` there; the child's wait status.
int status_of(Filter filter, int (*act)()) {
    const auto pid = ::fork();
    if (pid == 0) {
        if (!sandbox::enter(filter)) ::_exit(99);
        ::_exit(act());
    }
    int status = 0;
    ::waitpid(pid, &status, 0);
    return status;
}

void* nothing(void* unused) {
    return unused;
}

int start_thread() {
    pthread_t thread{};
    if (::pthread_create(&thread, nullptr, nothing, nullptr) != 0) return 1;
    return ::pthread_join(thread, nullptr) == 0 ? 0 : 2;
}

int write_a_line() {
    log(LogLevel::info, "a line from inside the filter");
    return 0;
}

int write_a_file() {
    char path[] = "/tmp/sealwright-filter-XXXXXX";
    const auto file = ::mkstemp(path);
    if (file < 0) return 1;
    const bool wrote = ::pwrite(file, "x", 1, 0) == 1 && ::fsync(file) == 0;
    return wrote && ::ftruncate(file, 0) == 0 && ::unlink(path) == 0 ? 0 : 2;
}

constexpr std::array every_filter{
    Filter::keeper, Filter::depot, Filter::front, Filter::token, Filter::token_with_network};

int break_an_invariant() {
    ::signal(SIGABRT, SIG_DFL);  // The test framework's own handler asks for more.
    check(false);
    return 0;
}

}  // namespace

TEST_SUITE("sandbox/filter") {
    TEST_CASE("without a filter every act of the self-test reaches the kernel") {
        // io_uring, userfaultfd and namespaces may be switched off for the whole machine.
        for (const auto& attempt : sandbox::attempts()) {
            const auto result = sandbox::try_out(std::nullopt, attempt);
            CHECK_MESSAGE(result != Outcome::killed, attempt.name);
            CHECK_MESSAGE(result != Outcome::broken, attempt.name);
        }
        CHECK(sandbox::try_out(std::nullopt, attempt_named("socket(AF_UNIX)")) == Outcome::reached);
        CHECK(sandbox::try_out(std::nullopt, attempt_named("execve")) == Outcome::reached);
        CHECK(sandbox::try_out(std::nullopt, attempt_named("open a file")) == Outcome::reached);
        CHECK(sandbox::try_out(std::nullopt, attempt_named("mprotect exec")) == Outcome::reached);
    }

    TEST_CASE("the keeper can make no socket, open no file and start no process") {
        CHECK(outcome(Filter::keeper, "socket(AF_INET)") == Outcome::killed);
        CHECK(outcome(Filter::keeper, "socket(AF_UNIX)") == Outcome::killed);
        CHECK(outcome(Filter::keeper, "connect") == Outcome::killed);
        CHECK(outcome(Filter::keeper, "open a file") == Outcome::killed);
        CHECK(outcome(Filter::keeper, "fork") == Outcome::killed);
        CHECK(outcome(Filter::keeper, "execve") == Outcome::killed);
        CHECK(outcome(Filter::keeper, "mprotect exec") == Outcome::killed);
    }

    TEST_CASE("a token makes a socket only when its configuration grants network") {
        CHECK(outcome(Filter::token, "socket(AF_INET)") == Outcome::refused);
        CHECK(outcome(Filter::token, "socket(AF_UNIX)") == Outcome::refused);
        CHECK(outcome(Filter::token, "connect") == Outcome::refused);
        CHECK(outcome(Filter::token_with_network, "socket(AF_INET)") == Outcome::reached);
        CHECK(outcome(Filter::token_with_network, "socket(AF_NETLINK)") == Outcome::refused);
        CHECK(outcome(Filter::token_with_network, "bind") == Outcome::refused);
    }

    TEST_CASE("the front makes local sockets only, and listens nowhere else") {
        CHECK(outcome(Filter::front, "socket(AF_UNIX)") == Outcome::reached);
        CHECK(outcome(Filter::front, "socket(AF_INET)") == Outcome::refused);
        CHECK(outcome(Filter::front, "socket(AF_INET6)") == Outcome::refused);
        CHECK(outcome(Filter::front, "socket(AF_NETLINK)") == Outcome::refused);
        CHECK(outcome(Filter::front, "bind") == Outcome::refused);
        CHECK(outcome(Filter::front, "fork") != Outcome::reached);
    }

    TEST_CASE("no filter lets a process look into another one or run a program") {
        for (const auto filter : every_filter) {
            CHECK(outcome(filter, "ptrace") == Outcome::killed);
            CHECK(outcome(filter, "process_vm_readv") == Outcome::killed);
            CHECK(outcome(filter, "execve") == Outcome::killed);
            CHECK(outcome(filter, "io_uring_setup") == Outcome::killed);
            CHECK(outcome(filter, "userfaultfd") == Outcome::killed);
        }
    }

    TEST_CASE("inside every filter a process can write its log") {
        for (const auto filter : every_filter) {
            CHECK(status_of(filter, write_a_line) == 0);
        }
    }

    TEST_CASE("a broken invariant ends the keeper as itself, not as a broken filter") {
        const auto status = status_of(Filter::keeper, break_an_invariant);

        REQUIRE(WIFSIGNALED(status));
        CHECK(WTERMSIG(status) == SIGABRT);
    }

    TEST_CASE("depot and token can use files") {
        CHECK(status_of(Filter::depot, write_a_file) == 0);
        CHECK(status_of(Filter::token, write_a_file) == 0);
    }

    TEST_CASE("a token's module can start threads and a depot cannot") {
        CHECK(status_of(Filter::token, start_thread) == 0);
        CHECK(status_of(Filter::depot, start_thread) != 0);
    }

    TEST_CASE("the self-test holds in every row on this machine") {
        const auto rows = sandbox::self_test();

        for (const auto& row : rows) CHECK_MESSAGE(row.holds, row.subject, ": ", row.act);
        CHECK(rows.size() > every_filter.size() * sandbox::attempts().size());
    }
}
