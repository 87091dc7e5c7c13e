#include "sealwright/http/problem.hpp"

namespace sealwright::http {
namespace {

// A quote and a backslash are all that JSON escapes in printable ASCII; nothing else is written.
void append_escaped(std::string& json, std::string_view text) {
    for (const char letter : text) {
        const bool is_plain = letter >= ' ' && letter <= '~';
        if (letter == '"' || letter == '\\') json += '\\';
        json += is_plain ? letter : '?';
    }
}

// The same for each status, whatever happened.
std::string_view title_of(std::uint16_t status) {
    switch (status) {
        case 400:
            return "Unreadable";
        case 401:
            return "Not known";
        case 403:
            return "Refused";
        case 404:
            return "Not here";
        case 405:
            return "Not with this method";
        case 409:
            return "Conflict";
        case 413:
            return "Too large";
        case 415:
            return "Not JSON";
        case 429:
            return "Too much";
        case 503:
            return "Not now";
    }
    return "Not done";
}

void append_member(std::string& json, std::string_view name, std::string_view text) {
    json += R"(,")";
    json += name;
    json += R"(":")";
    append_escaped(json, text);
    json += '"';
}

}  // namespace

std::string problem(const Error& error) {
    const auto text =
        error.sentence() + "; " + error.spec().remedy + " (E" + std::to_string(error.code()) + ")";
    std::string json = R"({"errors":[")";
    append_escaped(json, text);
    return json + R"("]})";
}

std::string problem_details(const Problem& problem) {
    const auto code = std::to_string(problem.code);
    std::string json = R"({"type":"urn:sealwright:error:)" + code + '"';
    append_member(json, "title", title_of(problem.status));
    json += R"(,"status":)" + std::to_string(problem.status);
    append_member(json, "detail", problem.detail);
    append_member(json, "code", "E" + code);
    append_member(json, "remedy", problem.remedy);
    if (!problem.answer.empty()) append_member(json, "answer", problem.answer);
    return json + '}';
}

std::string problem_details(std::uint16_t status, const Error& error) {
    const auto sentence = error.sentence();
    return problem_details({status, error.code(), sentence, error.spec().remedy});
}

}  // namespace sealwright::http
