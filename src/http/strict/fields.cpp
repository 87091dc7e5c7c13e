#include "fields.hpp"

#include "sealwright/http/errors.hpp"

#include <algorithm>

namespace sealwright::http {
namespace {

char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace

bool is_alphanumeric(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9');
}

bool is_token(std::string_view text) {
    static constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char letter) {
        return is_alphanumeric(letter) || marks.find(letter) != std::string_view::npos;
    });
}

bool same_word(std::string_view left, std::string_view right) {
    return left.size() == right.size() &&
           std::equal(left.begin(), left.end(), right.begin(), [](char one, char other) {
               return lower(one) == lower(other);
           });
}

Result<std::size_t> length_of(std::string_view digits, std::size_t size_max) {
    // Eight digits cannot overflow.
    if (digits.empty() || digits.size() > 8) return errors::http_content_length;
    if (digits.front() == '0' && digits.size() > 1) return errors::http_content_length;
    std::size_t length = 0;
    for (const char digit : digits) {
        if (digit < '0' || digit > '9') return errors::http_content_length;
        length = length * 10 + static_cast<std::size_t>(digit - '0');
    }
    if (length > size_max) return errors::http_body_too_big;
    return length;
}

Result<Field> field_of(std::string_view line) {
    if (line.front() == ' ' || line.front() == '\t') return errors::http_folded;
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
        return errors::http_field;
    }
    return Field{line.substr(0, colon), trimmed(line.substr(colon + 1))};
}

}  // namespace sealwright::http
