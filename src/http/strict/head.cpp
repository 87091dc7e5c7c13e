#include "fields.hpp"
#include "sealwright/http/errors.hpp"
#include "sealwright/http/strict.hpp"

#include <algorithm>

namespace sealwright::http {
namespace {

bool is_plain_path(std::string_view target) {
    if (target.size() < 2 || target.front() != '/') return false;
    auto rest = target.substr(1);
    for (;;) {
        const auto segment = rest.substr(0, rest.find('/'));
        if (segment.empty() || segment == "." || segment == "..") return false;
        const bool plain = std::all_of(segment.begin(), segment.end(), [](char letter) {
            return is_alphanumeric(letter) || std::string_view("._~-").find(letter) < 4;
        });
        if (!plain) return false;
        if (segment.size() == rest.size()) return true;
        rest.remove_prefix(segment.size() + 1);
    }
}

bool is_host(std::string_view value) {
    return !value.empty() && std::all_of(value.begin(), value.end(), [](char letter) {
        return is_alphanumeric(letter) || std::string_view(".-_:[]").find(letter) < 6;
    });
}

Result<Method> method_of(std::string_view word) {
    if (word == "PUT") return Method::put;
    if (word == "POST") return Method::post;
    if (word == "GET") return Method::get;
    return errors::http_method;
}

Result<void> check_request_line(std::string_view line, Head& head) {
    const auto first = line.find(' ');
    const auto second = line.find(' ', first == std::string_view::npos ? first : first + 1);
    if (second == std::string_view::npos || line.find_first_of(" \t", second + 1) < line.size()) {
        return errors::http_request_line;
    }
    TRY(method, method_of(line.substr(0, first)));
    head.method = method;
    head.target = line.substr(first + 1, second - first - 1);
    if (line.substr(second + 1) != "HTTP/1.1") return errors::http_version;
    if (!is_plain_path(head.target)) return errors::http_target;
    return done;
}

struct Seen {
    std::size_t body_max = body_size_max;
    std::size_t fields = 0;
    std::size_t hosts = 0;
    std::size_t lengths = 0;
    std::size_t content_types = 0;
    std::size_t idempotency_keys = 0;
};

Result<void> check_field(std::string_view line, Head& head, Seen& seen) {
    TRY(field, field_of(line));
    if (++seen.fields > fields_max) return errors::http_fields_too_many;
    const auto& [name, value] = field;
    if (same_word(name, "Host")) {
        if (++seen.hosts > 1 || !is_host(value)) return errors::http_host;
    }
    if (same_word(name, "Content-Length")) {
        if (++seen.lengths > 1) return errors::http_content_length;
        TRY(length, length_of(value, seen.body_max));
        head.content_length = length;
    }
    if (same_word(name, "Transfer-Encoding")) return errors::http_transfer_encoding;
    if (same_word(name, "Expect") || same_word(name, "Upgrade")) return errors::http_expect;
    if (same_word(name, "Content-Type")) {
        head.is_doubled |= ++seen.content_types > 1;
        head.content_type = value;
    }
    if (same_word(name, "Idempotency-Key")) {
        head.is_doubled |= ++seen.idempotency_keys > 1;
        head.idempotency_key = value;
    }
    // Anything but a plain "keep-alive" ends the connection after the answer, which is always safe.
    if (same_word(name, "Connection") && !same_word(value, "keep-alive")) head.keep_alive = false;
    return done;
}

}  // namespace

Result<std::optional<std::size_t>> head_size(View received, std::size_t searched) {
    const auto end = std::min(received.size(), head_size_max);
    for (auto at = searched; at < end; ++at) {
        const auto byte = received[at];
        const auto before = at > 0 ? received[at - 1] : std::uint8_t{0};
        if ((byte == '\n') != (before == '\r')) return errors::http_line_ending;
        if (byte == '\n' && at >= 3 && received[at - 2] == '\n') {
            return std::optional<std::size_t>(at + 1);
        }
        const bool blank = byte == '\r' || byte == '\n' || byte == '\t';
        if (!blank && (byte < 0x20 || byte > 0x7e)) return errors::http_byte;
    }
    if (received.size() >= head_size_max) return errors::http_head_too_big;
    return std::optional<std::size_t>();
}

bool asks_for_people(std::string_view head) {
    const auto line = head.substr(0, head.find(line_end));
    const auto first = line.find(' ');
    if (first == std::string_view::npos) return false;
    const auto rest = line.substr(first + 1);
    return is_for_people(rest.substr(0, rest.find(' ')));
}

Result<Head> check_head(std::string_view head) {
    TRY(size, head_size(view_of(head), 0));
    if (!size || *size != head.size()) return errors::http_line_ending;

    Head checked;
    Seen seen;
    auto rest = head;
    const auto request_end = rest.find(line_end);
    TRY(check_request_line(rest.substr(0, request_end), checked));
    rest.remove_prefix(request_end + line_end.size());
    if (is_for_people(checked.target)) seen.body_max = people_body_size_max;
    while (rest != line_end) {
        const auto field_end = rest.find(line_end);
        TRY(check_field(rest.substr(0, field_end), checked, seen));
        rest.remove_prefix(field_end + line_end.size());
    }
    if (seen.hosts != 1) return errors::http_host;
    if (checked.method == Method::get && checked.content_length > 0) {
        return errors::http_body_unexpected;
    }
    return checked;
}

}  // namespace sealwright::http
