// sealwrightd's command line, as a person or a package's test would use it.
#include "sealwright/core/descriptor.hpp"

#include <doctest/doctest.h>

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <string>

namespace {

struct Ran {
    int code = -1;
    std::string output;
};

Ran sealwrightd(const std::string& arguments) {
    const std::string line = SEALWRIGHT_PROGRAMS "/sealwrightd " + arguments + " 2>&1";
    std::FILE* pipe = ::popen(line.c_str(), "r");
    REQUIRE(pipe != nullptr);
    Ran ran;
    std::array<char, 512> part{};
    while (std::fgets(part.data(), part.size(), pipe) != nullptr) ran.output += part.data();
    const auto status = ::pclose(pipe);
    ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return ran;
}

bool has_line(const std::string& text,
              const std::string& subject,
              const std::string& act,
              const std::string& outcome) {
    const auto place = text.find(subject + " ");
    for (auto line = place; line != std::string::npos; line = text.find(subject + " ", line + 1)) {
        const auto whole = text.substr(line, text.find('\n', line) - line);
        if (whole.find(" " + act + " ") != std::string::npos && whole.ends_with(outcome))
            return true;
    }
    return false;
}

}  // namespace

TEST_SUITE("supervisor/program") {
    TEST_CASE(
        "the self-test shows that the keeper can make no socket, and that nothing got through") {
        const auto ran = sealwrightd("--self-test-sandbox");

        CHECK(ran.code == 0);
        CHECK(has_line(ran.output, "keeper", "socket(AF_INET)", "killed"));
        CHECK(has_line(ran.output, "keeper", "socket(AF_UNIX)", "killed"));
        CHECK(has_line(ran.output, "token", "socket(AF_INET)", "refused"));
        CHECK(has_line(ran.output, "every process", "core file", "off"));
        CHECK(ran.output.find("memory of secrets") != std::string::npos);
        CHECK(ran.output.find("MUST NOT BE") == std::string::npos);
    }

    TEST_CASE("a command line that is not known is a usage error that says what to do") {
        for (const auto* words : {"", "--nope", "--config"}) {
            const auto ran = sealwrightd(words);

            CHECK(ran.code == 2);
            CHECK(ran.output.find("sealwrightd --help") != std::string::npos);
        }
    }

    TEST_CASE("a configuration that is not compiled is refused with the command that compiles it") {
        const auto ran = sealwrightd("--config /etc/passwd");

        CHECK(ran.code == 1);
        CHECK(ran.output.find("check-config") != std::string::npos);
    }

    TEST_CASE("help names every option") {
        const auto ran = sealwrightd("--help");

        CHECK(ran.code == 0);
        for (const auto* option : {"--config", "--programs", "--self-test-sandbox"}) {
            CHECK(ran.output.find(option) != std::string::npos);
        }
    }
}
