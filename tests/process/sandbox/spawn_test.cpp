#include "sealwright/sandbox/spawn.hpp"

#include "sealwright/core/descriptor.hpp"
#include "sealwright/sandbox/errors.hpp"
#include "sealwright/sandbox/programs.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

using namespace sealwright;

namespace {

struct Pipe {
    Pipe() {
        std::array<int, 2> ends{};
        check(::pipe2(ends.data(), O_CLOEXEC) == 0);
        read = Descriptor(ends[0]);
        write = Descriptor(ends[1]);
    }
    std::string read_all() {
        write.close();
        std::string text;
        std::array<char, 512> part{};
        for (;;) {
            const auto count = ::read(read.number(), part.data(), part.size());
            if (count <= 0) return text;
            text.append(part.data(), static_cast<std::size_t>(count));
        }
    }
    Descriptor read;
    Descriptor write;
};

sandbox::Program shell(const std::string& script) {
    sandbox::Program program;
    program.path = "/bin/sh";
    program.arguments = {"-c", script};
    program.uid = ::geteuid();
    program.gid = ::getegid();
    program.environment = {"PATH=/usr/bin:/bin"};
    return program;
}

int end_of(int pid) {
    int status = 0;
    ::waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

std::string output_of(sandbox::Program program) {
    Pipe pipe;
    program.descriptors.push_back({"out", pipe.write.number()});
    auto pid = sandbox::spawn(program);
    REQUIRE(pid.ok());
    auto text = pipe.read_all();
    end_of(*pid);
    return text;
}

// Pids of this process's children, those of other test cases included.
std::string children() {
    std::ifstream file("/proc/thread-self/children");
    REQUIRE(file.is_open());
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

TEST_SUITE("sandbox/spawn") {
    TEST_CASE("a child finds its descriptors at 3 and on, and is told so") {
        const auto text =
            output_of(shell("echo $LISTEN_FDS $LISTEN_FDNAMES $((LISTEN_PID - $$)) >&3"));

        CHECK(text == "1 out 0\n");
    }

    TEST_CASE("a child has no descriptor but the ones it was given") {
        const Descriptor file(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        const Descriptor stray(::fcntl(file.number(), F_DUPFD, 40));  // Not close-on-exec.

        const auto text = output_of(shell("for n in /proc/$$/fd/*; do echo ${n##*/}; done >&3"));

        auto line = std::to_string(stray.number());
        line += '\n';
        CHECK(text.find(line) == std::string::npos);
    }

    TEST_CASE("a child has no environment but the one it was given") {
        ::setenv("SEALWRIGHT_STRAY", "1", 1);

        CHECK(output_of(shell("env >&3")).find("SEALWRIGHT_STRAY") == std::string::npos);
        ::unsetenv("SEALWRIGHT_STRAY");
    }

    TEST_CASE("a child leads a session of its own, out of reach of its starter's terminal") {
        const auto pid = sandbox::spawn(shell("sleep 10"));
        REQUIRE(pid.ok());

        const auto session = ::getsid(*pid);

        CHECK(session == *pid);
        CHECK(session != ::getsid(0));
        ::kill(*pid, SIGKILL);
        end_of(*pid);
    }

    TEST_CASE("a program that is not there is a failure with its path, and leaves no child") {
        auto program = shell("");
        program.path = "/nowhere/sealwright-keeper";

        const auto before = children();

        const auto pid = sandbox::spawn(program);

        REQUIRE_FALSE(pid.ok());
        CHECK(pid.error().is(errors::sandbox_spawn));
        CHECK(pid.error().sentence().find("/nowhere/sealwright-keeper") != std::string::npos);
        CHECK(children() == before);
    }

    TEST_CASE("a child starts with no signal blocked or ignored") {
        ::signal(SIGTERM, SIG_IGN);
        sigset_t blocked;
        ::sigemptyset(&blocked);
        ::sigaddset(&blocked, SIGTERM);
        ::sigprocmask(SIG_BLOCK, &blocked, nullptr);

        const auto pid = sandbox::spawn(shell("kill -TERM $$; exit 0"));

        ::signal(SIGTERM, SIG_DFL);
        ::sigprocmask(SIG_UNBLOCK, &blocked, nullptr);
        REQUIRE(pid.ok());
        CHECK(end_of(*pid) == -SIGTERM);
    }

    TEST_CASE("started by root, a child runs as its own user without other groups") {
        if (::geteuid() != 0) return;
        auto program = shell("id -u >&3; id -G >&3");
        program.uid = 64101;
        program.gid = 64102;

        CHECK(output_of(program) == "64101\n64102\n");
    }

    TEST_CASE("a child that ends with its parent is killed when the parent dies") {
        Pipe pipe;
        const auto parent = ::fork();
        if (parent == 0) {
            auto program = shell("echo ready >&3; exec sleep 30");
            program.ends_with_parent = true;
            program.descriptors = {{"out", pipe.write.number()}};
            ::_exit(sandbox::spawn(program).ok() ? 0 : 1);
        }
        REQUIRE(end_of(parent) == 0);

        // The pipe's other end closes when the grandchild is gone; without the kill this waits 30
        // s.
        const auto before = ::time(nullptr);
        static_cast<void>(pipe.read_all());
        CHECK(::time(nullptr) - before < 10);
    }

    TEST_CASE("a process that was not given descriptors says so") {
        CHECK_FALSE(sandbox::expect_inherited(2).ok());
    }

    TEST_CASE("programs are looked for beside the running one") {
        const auto folder = sandbox::programs_folder();

        REQUIRE(folder.ok());
        CHECK(std::filesystem::is_directory(*folder));
    }
}
