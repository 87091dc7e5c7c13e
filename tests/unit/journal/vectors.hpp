// The rows of tests/vectors/journal.txt that begin with one name, without it, word by word.
#pragma once

#include "sealwright/core/bytes.hpp"

#include <charconv>
#include <string>
#include <string_view>
#include <vector>

namespace sealwright::journal_test {

std::vector<std::vector<std::string>> vectors(std::string_view name);

inline Bytes from_hex(std::string_view digits) {
    Bytes bytes(digits.size() / 2);
    for (std::size_t index = 0; index < bytes.size(); ++index) {
        const auto* at = digits.data() + 2 * index;
        std::from_chars(at, at + 2, bytes[index], 16);
    }
    return bytes;
}

}  // namespace sealwright::journal_test
