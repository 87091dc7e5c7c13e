#include "pin.hpp"

#include "errors.hpp"
#include "sealwright/core/descriptor.hpp"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

namespace sealwright::cli {
namespace {

// A signal must not leave the terminal without echo: the handler only notes it, and it is raised
// again when the terminal is as it was.
volatile sig_atomic_t caught_signal = 0;
void note_signal(int number) {
    caught_signal = number;
}

class QuietTerminal {
public:
    explicit QuietTerminal(int terminal) : terminal_(terminal) {
        struct sigaction noting {};
        noting.sa_handler = note_signal;
        for (std::size_t index = 0; index < signals.size(); ++index) {
            ::sigaction(signals.at(index), &noting, &former_.at(index));
        }
        quiet_ = ::tcgetattr(terminal_, &settings_) == 0;
        auto silent = settings_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        silent.c_lflag |= ECHONL;
        quiet_ = quiet_ && ::tcsetattr(terminal_, TCSAFLUSH, &silent) == 0;
    }
    ~QuietTerminal() {
        if (quiet_) ::tcsetattr(terminal_, TCSAFLUSH, &settings_);
        for (std::size_t index = 0; index < signals.size(); ++index) {
            ::sigaction(signals.at(index), &former_.at(index), nullptr);
        }
        if (caught_signal != 0) ::raise(caught_signal);
    }
    QuietTerminal(const QuietTerminal&) = delete;
    QuietTerminal& operator=(const QuietTerminal&) = delete;

    [[nodiscard]] bool is_quiet() const { return quiet_; }

private:
    static constexpr std::array signals = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};

    int terminal_;
    bool quiet_ = false;
    struct termios settings_ {};
    std::array<struct sigaction, signals.size()> former_{};
};

Error no_pin(std::string_view why) {
    return {errors::cli_pin_source, {fact("why", why)}};
}

// Up to a line end or the end of the file, whichever comes first.
Result<WipedBytes> read_line(int source) {
    WipedBytes pin;
    for (;;) {
        std::uint8_t letter = 0;
        const auto count = ::read(source, &letter, 1);
        if (count < 0 && errno == EINTR && caught_signal == 0) continue;
        if (count < 0) return no_pin("the source cannot be read");
        if (count == 0 || letter == '\n') break;
        if (pin.size() > pin_size_max) return no_pin("longer than 255 bytes");
        pin.push_back(letter);
        sodium_memzero(&letter, 1);
    }
    if (!pin.empty() && pin.back() == '\r') pin.pop_back();
    if (pin.empty()) return no_pin("nothing came from the source");
    if (pin.size() > pin_size_max) return no_pin("longer than 255 bytes");
    return pin;
}

Result<WipedBytes> read_from_terminal(int terminal, const std::string& prompt) {
    const QuietTerminal quiet(terminal);
    if (!quiet.is_quiet()) return no_pin("the terminal's echo cannot be switched off");
    if (::write(terminal, prompt.data(), prompt.size()) < 0) return no_pin("no terminal");
    return read_line(terminal);
}

}  // namespace

Result<WipedBytes> read_pin(const std::string& prompt, std::optional<int> descriptor) {
    if (descriptor && ::isatty(*descriptor) == 0) return read_line(*descriptor);
    const Descriptor terminal(::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC));
    if (!terminal.is_open()) return no_pin("there is no terminal");
    return read_from_terminal(terminal.number(), prompt);
}

}  // namespace sealwright::cli
