// Header fields, read the one way: shared by the readers of requests and of answers. Private to
// http/strict. Spec: RFC 9110 section 5, narrowed in docs/protocol/seal.md section 1.
#pragma once

#include "sealwright/core/result.hpp"

#include <string_view>

namespace sealwright::http {

inline constexpr std::string_view line_end = "\r\n";

bool is_alphanumeric(char letter);
// RFC 9110 section 5.6.2.
bool is_token(std::string_view text);
// Without regard to case.
bool same_word(std::string_view left, std::string_view right);

// Canonical: no sign, no list, no leading zero; more than `size_max` is http_body_too_big.
Result<std::size_t> length_of(std::string_view digits, std::size_t size_max);

struct Field {
    std::string_view name;
    std::string_view value;  // Without the blanks around it.
};

// One line without its end.
Result<Field> field_of(std::string_view line);

}  // namespace sealwright::http
