#include "answer.hpp"

#include "error_catalogue.hpp"
#include "table.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace sealwright::cli {
namespace {

bool write_to(std::FILE* stream, std::string_view text) {
    const auto written = std::fwrite(text.data(), 1, text.size(), stream);
    return std::fflush(stream) == 0 && written == text.size();
}

// Past the stream's own buffer, which nobody wipes.
bool write_secret(View secret) {
    while (!secret.empty()) {
        const auto count = ::write(STDOUT_FILENO, secret.data(), secret.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        secret = secret.subspan(static_cast<std::size_t>(count));
    }
    return true;
}

std::string name_of(const Failure& failure) {
    const auto* spec = find_error(failure.code);
    return spec == nullptr ? "" : spec->name;
}

}  // namespace

Answer answer_of(const Settings& settings, const Json& json, std::string table) {
    if (settings.format == Format::json) return {Exit::ok, json.str() + "\n", "", {}};
    return {Exit::ok, std::move(table), "", {}};
}

Answer answer_of(const Settings& settings, const Failure& failure) {
    const auto code = "E" + std::to_string(failure.code);
    Answer answer;
    answer.exit = failure.exit;
    answer.talk = "what: " + printable(failure.what) + "\n" + "do:   " + printable(failure.remedy) +
                  "\n" + "code: " + code + " " + name_of(failure) + "\n";
    if (settings.format == Format::json) {
        const auto error = Json::object({{"code", Json::text(code)},
                                         {"name", Json::text(name_of(failure))},
                                         {"what", Json::text(failure.what)},
                                         {"do", Json::text(failure.remedy)}});
        answer.data = Json::object({{"error", error}}).str() + "\n";
    }
    return answer;
}

Exit print(const Answer& answer) {
    if (!write_to(stdout, answer.data) || !write_secret(answer.secret)) return Exit::usage;
    if (!write_to(stderr, answer.talk)) return Exit::usage;
    return answer.exit;
}

}  // namespace sealwright::cli
