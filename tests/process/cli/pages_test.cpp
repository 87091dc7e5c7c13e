#include "fake_service.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

using namespace sealwright;
using namespace sealwright::cli_test;

namespace sealwright::cli_test {
std::string_view source_root();
}

namespace {

std::string page(const std::string& path) {
    std::ifstream file(std::string(source_root()) + "/" + path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<std::string> error_headers() {
    std::vector<std::string> found;
    for (const auto* folder : {"include", "src", "hsm", "ceremony"}) {
        const auto root = std::filesystem::path(source_root()) / folder;
        if (!std::filesystem::exists(root)) continue;
        for (const auto& each : std::filesystem::recursive_directory_iterator(root)) {
            if (each.path().filename() != "errors.hpp") continue;
            found.push_back(std::filesystem::relative(each.path(), source_root()).string());
        }
    }
    return found;
}

const std::vector<std::string> commands = {"check-config",
                                           "init",
                                           "status",
                                           "explain",
                                           "token status",
                                           "token enrol",
                                           "token start",
                                           "token stop",
                                           "token login",
                                           "vault add",
                                           "vault allow-init",
                                           "vault status",
                                           "vault seal-config",
                                           "node add",
                                           "node revoke",
                                           "node list",
                                           "journal show",
                                           "journal export",
                                           "journal verify"};

}  // namespace

TEST_SUITE("cli/pages") {
    TEST_CASE("every error of every module is in the reference") {
        const auto reference = run_program({"error-reference"}).out;
        const std::regex spec(R"(ErrorSpec\s+\w+\s*\{\s*(\d+),\s*"([^"]+)\")");
        std::size_t found = 0;
        for (const auto& header : error_headers()) {
            const auto text = page(header);
            for (std::sregex_iterator at(text.begin(), text.end(), spec), end; at != end; ++at) {
                const auto row = "| E" + (*at)[1].str() + " | `" + (*at)[2].str() + "` |";
                CHECK_MESSAGE(reference.find(row) != std::string::npos, header, " has ", row);
                ++found;
            }
        }
        CHECK(found > 100);
    }

    TEST_CASE("no two errors share a code") {
        const auto reference = run_program({"error-reference"}).out;
        const std::regex row(R"(\| (E\d+) \|)");
        std::map<std::string, int> seen;
        for (std::sregex_iterator at(reference.begin(), reference.end(), row), end; at != end;
             ++at) {
            CHECK_MESSAGE(++seen[(*at)[1].str()] == 1, (*at)[1].str());
        }
    }

    TEST_CASE("docs/reference/errors.md is what `sealwright error-reference` prints") {
        CHECK_MESSAGE(page("docs/reference/errors.md") == run_program({"error-reference"}).out,
                      "run: sealwright error-reference > docs/reference/errors.md");
    }

    TEST_CASE("every command has its place in the reference and in the manual") {
        const auto reference = page("docs/reference/commands.md");
        const auto manual = page("docs/man/sealwright.1");
        for (const auto& command : commands) {
            CHECK_MESSAGE(reference.find("`" + command) != std::string::npos, command);
            CHECK_MESSAGE(manual.find("Ic " + command) != std::string::npos, command);
            std::vector<std::string> words;
            std::istringstream split(command);
            for (std::string word; split >> word;) words.push_back(word);
            words.emplace_back("--help");
            CHECK_MESSAGE(run_program(words).exit == 0, command);
        }
    }
}
