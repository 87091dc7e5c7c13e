#include "confirm.hpp"

#include "errors.hpp"
#include "sealwright/core/descriptor.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace sealwright::cli {
namespace {

constexpr std::size_t line_max = 64;

// Up to a line end; a longer line is none that was asked for.
std::string line_from(int terminal) {
    std::string line;
    while (line.size() < line_max) {
        char letter = 0;
        const auto count = ::read(terminal, &letter, 1);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0 || letter == '\n') break;
        line += letter;
    }
    return line;
}

}  // namespace

Result<void> confirm(const std::string& word) {
    const Descriptor terminal(::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC));
    if (!terminal.is_open()) return errors::cli_not_confirmed;
    const auto prompt = "Type `" + word + "` to sign it: ";
    if (::write(terminal.number(), prompt.data(), prompt.size()) < 0) {
        return errors::cli_not_confirmed;
    }
    if (line_from(terminal.number()) != word) return errors::cli_not_confirmed;
    return done;
}

}  // namespace sealwright::cli
