// Document: a parsed TOML text as plain values with their lines, so that one file only knows
// toml++.
//
// Private to config/toml. A kind of value that our configuration has no use for (a date, a float)
// is kept as `Other`, to be refused with its line.
#pragma once

#include "sealwright/core/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sealwright::config::toml_form {

struct Other {};
struct Value;
struct Entry;

struct Table {
    std::vector<Entry> entries;
    [[nodiscard]] const Entry* find(std::string_view key) const;
};

struct Value {
    std::uint32_t line = 0;
    std::variant<Other, std::string, std::int64_t, bool, std::vector<Value>, Table> data;
};

struct Entry {
    std::string key;
    Value value;
};

Result<Table> parse_document(std::string_view text);

}  // namespace sealwright::config::toml_form
