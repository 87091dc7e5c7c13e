#include "fields.hpp"
#include "sealwright/http/errors.hpp"
#include "sealwright/http/strict.hpp"

#include <algorithm>

namespace sealwright::http {
namespace {

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

// "HTTP/1.1 200 OK". An interim answer, and one that may have no body, is none that we wait for.
Result<std::uint16_t> status_of(std::string_view line) {
    constexpr std::string_view version = "HTTP/1.1 ";
    constexpr std::size_t digits = 3;
    if (!line.starts_with(version)) return errors::http_answer_line;
    const auto rest = line.substr(version.size());
    const bool is_whole = rest.size() >= digits &&
                          std::all_of(rest.begin(), rest.begin() + digits, is_digit) &&
                          (rest.size() == digits || rest[digits] == ' ');
    if (!is_whole) return errors::http_answer_line;
    std::uint16_t status = 0;
    for (const char digit : rest.substr(0, digits)) {
        status = static_cast<std::uint16_t>(status * 10 + (digit - '0'));
    }
    if (status < 200 || status > 599 || status == 204 || status == 304) {
        return errors::http_answer_line;
    }
    return status;
}

struct Seen {
    std::size_t fields = 0;
    std::size_t lengths = 0;
};

Result<void> check_field(std::string_view line,
                         std::size_t body_max,
                         AnswerHead& head,
                         Seen& seen) {
    TRY(field, field_of(line));
    if (++seen.fields > fields_max) return errors::http_fields_too_many;
    const auto& [name, value] = field;
    if (same_word(name, "Content-Length")) {
        if (++seen.lengths > 1) return errors::http_content_length;
        TRY(length, length_of(value, body_max));
        head.content_length = length;
    }
    if (same_word(name, "Transfer-Encoding")) return errors::http_transfer_encoding;
    if (same_word(name, "Upgrade")) return errors::http_expect;
    if (same_word(name, "Connection") && !same_word(value, "keep-alive")) head.keep_alive = false;
    return done;
}

}  // namespace

Result<AnswerHead> check_answer_head(std::string_view head, std::size_t body_max) {
    TRY(size, head_size(view_of(head), 0));
    if (!size || *size != head.size()) return errors::http_line_ending;

    AnswerHead checked;
    Seen seen;
    auto rest = head;
    const auto first_end = rest.find(line_end);
    TRY(status, status_of(rest.substr(0, first_end)));
    checked.status = status;
    rest.remove_prefix(first_end + line_end.size());
    while (rest != line_end) {
        const auto field_end = rest.find(line_end);
        TRY(check_field(rest.substr(0, field_end), body_max, checked, seen));
        rest.remove_prefix(field_end + line_end.size());
    }
    if (seen.lengths != 1) return errors::http_content_length;
    return checked;
}

}  // namespace sealwright::http
