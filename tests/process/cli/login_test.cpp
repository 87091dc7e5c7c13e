#include "fake_service.hpp"
#include "sealwright/crypto/sealed_box.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cstdlib>

using namespace sealwright;
using namespace sealwright::cli_test;

namespace {

// The program at a terminal of its own: what it prints comes out of `master`.
class AtTerminal {
public:
    explicit AtTerminal(const std::vector<std::string>& words)
        : master_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
        REQUIRE(master_.is_open());
        REQUIRE(::grantpt(master_.number()) == 0);
        REQUIRE(::unlockpt(master_.number()) == 0);
        const std::string name = ::ptsname(master_.number());
        keeps_open_ = Descriptor(::open(name.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
        child_ = ::fork();
        REQUIRE(child_ >= 0);
        if (child_ == 0) become(name, words);
    }

    void type(const std::string& text) const {
        REQUIRE(::write(master_.number(), text.data(), text.size()) ==
                static_cast<ssize_t>(text.size()));
    }
    void read_what_is_there() {
        pollfd polled{master_.number(), POLLIN, 0};
        while (::poll(&polled, 1, 1) == 1) {
            char chunk[512];
            const auto count = ::read(master_.number(), chunk, sizeof chunk);
            if (count <= 0) return;
            shown.append(chunk, static_cast<std::size_t>(count));
        }
    }
    [[nodiscard]] bool has_echo() const {
        termios settings{};
        REQUIRE(::tcgetattr(keeps_open_.number(), &settings) == 0);
        return (settings.c_lflag & ECHO) != 0;
    }
    // Whether it ended; then `status` is how.
    bool ended() { return ::waitpid(child_, &status, WNOHANG) == child_; }

    std::string shown;
    int status = 0;

private:
    [[noreturn]] static void become(const std::string& terminal,
                                    const std::vector<std::string>& words) {
        ::setsid();
        const auto slave = ::open(terminal.c_str(), O_RDWR);
        if (slave < 0 || ::ioctl(slave, TIOCSCTTY, 0) != 0) ::_exit(126);
        for (const int stream : {0, 1, 2}) ::dup2(slave, stream);
        auto all = words;
        all.insert(all.begin(), program());
        std::vector<char*> arguments;
        for (auto& word : all) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        ::execv(program().c_str(), arguments.data());
        ::_exit(127);
    }

    Descriptor master_;
    Descriptor keeps_open_;
    pid_t child_ = -1;
};

// Serves until the program has ended; types `text` once, at the prompt.
void talk_with(FakeService& service, AtTerminal& terminal, const std::string& text) {
    bool typed = false;
    for (int step = 0; !terminal.ended(); ++step) {
        REQUIRE(step < 5000);
        service.serve();
        terminal.read_what_is_there();
        if (typed || terminal.shown.find("PIN of token a: ") == std::string::npos) continue;
        CHECK_FALSE(terminal.has_echo());
        terminal.type(text);
        typed = true;
    }
    terminal.read_what_is_there();
}

}  // namespace

TEST_SUITE("cli/login at a terminal") {
    TEST_CASE("a PIN that is typed is not shown, and the terminal echoes again after it") {
        FakeService service;
        const auto box = crypto::SealedBox::generate();
        std::string opened;
        operate::TokenInfo waiting;
        waiting.name = "a";
        waiting.state = "waiting for pin";
        waiting.startup_key = box.public_key();
        service.on<operate::TokensAsk>(reply(operate::Tokens{{waiting}}));
        service.on<operate::TokenLoginAsk>([&](const operate::TokenLoginAsk& ask) {
            opened = std::string(text_of(*box.open(ask.box)));
            auto after = waiting;
            after.state = "logged in";
            return reply(operate::Tokens{{after}});
        });

        AtTerminal terminal({"--socket", service.socket(), "token", "login", "a"});
        talk_with(service, terminal, "s3cret-pin\n");

        CHECK(WIFEXITED(terminal.status));
        CHECK(WEXITSTATUS(terminal.status) == 0);
        CHECK(opened == "s3cret-pin");
        CHECK(terminal.shown.find("s3cret-pin") == std::string::npos);
        CHECK(terminal.has_echo());
    }

    TEST_CASE(
        "an interrupt at the prompt ends the program, sends nothing and brings the echo back") {
        FakeService service;
        const auto box = crypto::SealedBox::generate();
        operate::TokenInfo waiting;
        waiting.name = "a";
        waiting.startup_key = box.public_key();
        service.on<operate::TokensAsk>(reply(operate::Tokens{{waiting}}));

        AtTerminal terminal({"--socket", service.socket(), "token", "login", "a"});
        talk_with(service, terminal, "half\x03");

        CHECK(WIFSIGNALED(terminal.status));
        CHECK(terminal.has_echo());
        CHECK(service.asked() == std::vector{operate::TokensAsk::type});
    }
}
