#include "fake_service.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
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

std::vector<std::string> words_of(const std::string& text) {
    std::vector<std::string> words;
    std::istringstream split(text);
    for (std::string word; split >> word;) words.push_back(word);
    return words;
}

// Each command that the program itself lists, as "noun verb".
void add_commands(const std::string& above, std::set<std::string>& found) {
    auto words = words_of(above);
    words.emplace_back("--help");
    const auto help = run_program(words);
    CHECK_MESSAGE(help.exit == 0, above);
    const auto list = help.out.find("\nSubcommands:\n");
    if (list == std::string::npos) {
        found.insert(above);
        return;
    }
    // A command that may also be followed by one of its own, as `ceremony transcript` is.
    if (help.out.find("[SUBCOMMAND]") != std::string::npos && !above.empty()) found.insert(above);
    const std::regex entry(R"(\n  ([a-z][a-z-]*))");
    const auto tail = help.out.substr(list + 1);
    for (std::sregex_iterator at(tail.begin(), tail.end(), entry), end; at != end; ++at) {
        add_commands(above.empty() ? (*at)[1].str() : above + " " + (*at)[1].str(), found);
    }
}

const std::set<std::string>& commands() {
    static const auto all = [] {
        std::set<std::string> found;
        add_commands("", found);
        return found;
    }();
    return all;
}

// The program lists it to nobody: it makes a page.
constexpr auto unlisted = "error-reference";

bool begins_with_command(const std::string& text) {
    std::string begun;
    for (const auto& word : words_of(text)) {
        begun += (begun.empty() ? "" : " ") + word;
        if (commands().contains(begun) || begun == unlisted) return true;
    }
    return false;
}

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
        CHECK(commands().size() > 60);
        for (const auto& command : commands()) {
            CHECK_MESSAGE(reference.find("`" + command) != std::string::npos, command);
            CHECK_MESSAGE(manual.find("Ic " + command) != std::string::npos, command);
        }
    }

    TEST_CASE("every command that an error tells its reader to run exists") {
        const auto reference = page("docs/reference/errors.md");
        const std::regex told(R"(sealwright((?: [a-z][a-z-]*)+))");
        std::size_t found = 0;
        for (std::sregex_iterator at(reference.begin(), reference.end(), told), end; at != end;
             ++at) {
            CHECK_MESSAGE(begins_with_command((*at)[1].str()), (*at)[0].str());
            ++found;
        }
        CHECK(found > 60);
    }
}
