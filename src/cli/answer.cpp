#include "answer.hpp"

#include "error_catalogue.hpp"
#include "sealwright/core/log.hpp"
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

void talk_now(const std::string& text) {
    // Nothing depends on whether it was read: what is signed is also in the journal.
    static_cast<void>(write_to(stderr, text));
}

Answer answer_of(const Settings& settings, const Waiting& waiting) {
    const auto json = Json::object({{"request", Json::text(waiting.request)},
                                    {"state", Json::text(waiting.state)},
                                    {"approvals", Json::number(waiting.approvals)},
                                    {"needed", Json::number(waiting.needed)},
                                    {"until", Json::text(render_utc(waiting.until_ms))}});
    const Failure words(waiting);
    auto answer = answer_of(settings, json, "");
    answer.exit = Exit::pending;
    answer.talk = words.what + ": " + words.remedy + "\n";
    return answer;
}

Answer answer_of(const Settings& settings, const Failure& failure) {
    if (failure.waiting) return answer_of(settings, *failure.waiting);
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
