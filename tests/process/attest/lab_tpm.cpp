#include "lab_tpm.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace sealwright::cli_test {
// Of the checkout; configured for the tests of the pages.
std::string_view source_root();
}  // namespace sealwright::cli_test

namespace sealwright::test {
namespace {

// The shell and its folder, for as long as this program runs. It ends at the end of its input, so
// it does so as well when this program is killed.
class Shell {
public:
    static Shell& only() {
        static Shell shell;
        return shell;
    }

    // What came back, or nothing: the shell has ended.
    std::string say(const std::string& order) {
        const auto line = order + "\n";
        std::string answer;
        if (::write(to_, line.data(), line.size()) < 0) return answer;
        for (char letter = 0; ::read(from_, &letter, 1) == 1 && letter != '\n';) answer += letter;
        return answer;
    }

    std::string ask(const std::string& order) {
        const auto answer = say(order);
        REQUIRE_MESSAGE(answer.starts_with("ok"), (order + ": " + answer));
        return answer.size() > 3 ? answer.substr(3) : "";
    }

    [[nodiscard]] const std::string& folder() const { return folder_; }

    std::string next_name() { return "t" + std::to_string(++count_); }

    void have_factory(const std::string& name) {
        if (!std::filesystem::exists(folder_ + "/" + name)) ask("make " + name);
    }

private:
    Shell() {
        REQUIRE(::mkdtemp(folder_.data()) != nullptr);
        int orders[2];
        int answers[2];
        REQUIRE(::pipe2(orders, O_CLOEXEC) == 0);
        REQUIRE(::pipe2(answers, O_CLOEXEC) == 0);
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_adddup2(&actions, orders[0], STDIN_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions, answers[1], STDOUT_FILENO);
        const std::string root(cli_test::source_root());
        ::posix_spawn_file_actions_addchdir_np(&actions, root.c_str());
        std::string words[] = {"python3", "-B", "-m", "scripts.lab.tpm_shell", folder_};
        char* arguments[] = {words[0].data(),
                             words[1].data(),
                             words[2].data(),
                             words[3].data(),
                             words[4].data(),
                             nullptr};
        REQUIRE(::posix_spawnp(&child_, "python3", &actions, nullptr, arguments, environ) == 0);
        ::posix_spawn_file_actions_destroy(&actions);
        ::close(orders[0]);
        ::close(answers[1]);
        to_ = orders[1];
        from_ = answers[0];
    }
    ~Shell() {
        ::close(to_);
        ::waitpid(child_, nullptr, 0);
        ::close(from_);
        std::filesystem::remove_all(folder_);
    }

    std::string folder_ = "/tmp/sealwright-tpm-XXXXXX";
    pid_t child_ = -1;
    int to_ = -1;
    int from_ = -1;
    int count_ = 0;
};

}  // namespace

LabTpm::LabTpm(From from) : name_(Shell::only().next_name()) {
    const std::string factory = from == From::factory ? "factory" : "other";
    Shell::only().have_factory(factory);
    Shell::only().ask("copy " + factory + " " + name_);
    tell("start");
    address_ = get("tcti");
}

LabTpm::~LabTpm() {
    Shell::only().say("do " + name_ + " kill");
}

std::string LabTpm::tell(const std::string& method) const {
    return Shell::only().ask("do " + name_ + " " + method);
}

std::string LabTpm::get(const std::string& attribute) const {
    return Shell::only().ask("get " + name_ + " " + attribute);
}

void LabTpm::put_relay_between() {
    address_ = Shell::only().ask("relay " + name_);
}

void LabTpm::set(const std::string& what) const {
    Shell::only().ask("set " + name_ + " " + what);
}

void LabTpm::plain() const {
    Shell::only().ask("plain " + name_);
}

std::size_t LabTpm::commands_seen() const {
    std::istringstream words(Shell::only().ask("commands " + name_));
    std::size_t count = 0;
    for (std::string word; words >> word;) ++count;
    return count;
}

attest::TpmSettings LabTpm::settings() const {
    attest::TpmSettings settings;
    settings.address = address_;
    return settings;
}

std::string LabTpm::path(const std::string& file) const {
    return Shell::only().folder() + "/" + name_ + "/" + file;
}

std::string file_text(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

void write_file(const std::string& path, View bytes) {
    std::ofstream file(path, std::ios::binary);
    file << text_of(bytes);
    REQUIRE(file.good());
}

}  // namespace sealwright::test
