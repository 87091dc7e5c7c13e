#include "token_source.hpp"

#include "errors.hpp"

#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

namespace sealwright::agent {
namespace {

constexpr std::size_t token_size_max = 128;

void say(std::string_view text) {
    [[maybe_unused]] const auto ignored = ::write(STDERR_FILENO, text.data(), text.size());
}

// One line, or all there is.
Result<WipedBytes> read_line(int descriptor) {
    WipedBytes text(token_size_max);
    std::size_t size = 0;
    while (size < text.size()) {
        const auto count = ::read(descriptor, text.data() + size, text.size() - size);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) {
            return Error(errors::agent_token_source,
                         {fact("descriptor", static_cast<std::uint64_t>(descriptor)),
                          fact("errno", static_cast<std::uint64_t>(errno))});
        }
        if (count == 0) break;
        size += static_cast<std::size_t>(count);
        if (text[size - 1] == '\n') break;
    }
    text.resize(size);
    return text;
}

// The terminal is as it was when this goes. Ctrl-C ends us with the terminal quiet for the rest of
// the line only: its own driver still shows what a shell's line editor echoes.
class QuietTerminal {
public:
    QuietTerminal() : is_quiet_(::tcgetattr(STDIN_FILENO, &settings_) == 0) {
        if (!is_quiet_) return;
        auto quiet = settings_;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        is_quiet_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
    }
    ~QuietTerminal() {
        if (is_quiet_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings_);
    }
    QuietTerminal(const QuietTerminal&) = delete;
    QuietTerminal& operator=(const QuietTerminal&) = delete;

    [[nodiscard]] bool is_quiet() const { return is_quiet_; }

private:
    termios settings_{};
    bool is_quiet_ = false;
};

Result<WipedBytes> ask_person() {
    const QuietTerminal terminal;
    if (!terminal.is_quiet()) return errors::agent_token_source;
    say("Enrolment token: ");
    auto text = read_line(STDIN_FILENO);
    say("\n");
    return text;
}

}  // namespace

Result<attest::EnrolmentToken> read_token(std::optional<int> descriptor) {
    const bool is_person = !descriptor && ::isatty(STDIN_FILENO) == 1;
    TRY(text, is_person ? ask_person() : read_line(descriptor.value_or(STDIN_FILENO)));
    auto token = attest::EnrolmentToken::parse(text);
    if (!token) return errors::agent_token_invalid;
    return token;
}

}  // namespace sealwright::agent
