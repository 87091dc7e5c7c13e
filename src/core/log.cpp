#include "sealwright/core/log.hpp"

#include "sealwright/core/now.hpp"

#include <unistd.h>

#include <cstdio>
#include <ctime>

namespace sealwright {
namespace {

std::string& process_name() {
    static std::string name = "sealwright";
    return name;
}

std::string_view text_of_level(LogLevel level) {
    switch (level) {
        case LogLevel::info:
            return "info";
        case LogLevel::warning:
            return "warning";
        case LogLevel::error:
            return "error";
    }
    return "error";
}

void write_line(LogLevel level, std::string line) {
    line = render_utc(SystemClock{}.now().wall_ms) + " " + process_name() + " " +
           std::string(text_of_level(level)) + " " + line + "\n";
    // One write a line, so that lines of several processes do not mix. A log that cannot be
    // written must not stop an unseal.
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace

void log_as(std::string_view name) {
    process_name() = PublicText(name).str();
}

void log(LogLevel level, std::string_view literal, std::initializer_list<Fact> facts) {
    std::string line(literal);
    for (const auto& each : facts) line.append(" ").append(each.render());
    write_line(level, std::move(line));
}

void log(LogLevel level, std::string_view literal, const Error& error) {
    write_line(level, std::string(literal) + ": " + error.advice());
}

std::string render_utc(std::uint64_t wall_ms) {
    const auto seconds = static_cast<std::time_t>(wall_ms / 1000);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char text[40];
    const auto size = std::snprintf(text,
                                    sizeof text,
                                    "%04d-%02d-%02dT%02d:%02d:%02d.%03uZ",
                                    parts.tm_year + 1900,
                                    parts.tm_mon + 1,
                                    parts.tm_mday,
                                    parts.tm_hour,
                                    parts.tm_min,
                                    parts.tm_sec,
                                    static_cast<unsigned>(wall_ms % 1000));
    return {text, static_cast<std::size_t>(size)};
}

}  // namespace sealwright
