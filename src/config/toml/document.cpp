#include "document.hpp"

#include "sealwright/config/errors.hpp"

// Without exceptions and in this file only; the shared library has no such form.
#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_FORMATTERS 0
#define TOML_ENABLE_UNRELEASED_FEATURES 0
#include <toml++/toml.h>

#include <optional>

namespace sealwright::config::toml_form {
namespace {

Value value_of(const toml::node& node);

Table table_of(const toml::table& table) {
    Table result;
    for (const auto& [key, node] : table) {
        result.entries.push_back({std::string(key.str()), value_of(node)});
    }
    return result;
}

std::vector<Value> list_of(const toml::array& array) {
    std::vector<Value> result;
    for (const auto& node : array) result.push_back(value_of(node));
    return result;
}

Value value_of(const toml::node& node) {
    Value result;
    result.line = node.source().begin.line;
    if (const auto* text = node.as_string()) result.data = text->get();
    if (const auto* number = node.as_integer()) result.data = number->get();
    if (const auto* truth = node.as_boolean()) result.data = truth->get();
    if (const auto* array = node.as_array()) result.data = list_of(*array);
    if (const auto* table = node.as_table()) result.data = table_of(*table);
    return result;
}

// A header without a name, as `[ = 1`, meets an assertion of the library and not an error of it:
// the line of the first one, if there is any. A line of a multi-line text that looks so is refused
// too.
std::optional<std::uint64_t> nameless_header(std::string_view text) {
    constexpr std::string_view names =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-\"'";
    std::uint64_t line = 0;
    while (!text.empty()) {
        ++line;
        const auto end = std::min(text.find('\n'), text.size() - 1);
        const auto bracket = text.substr(0, end + 1).find_first_not_of(" \t");
        if (bracket <= end && text[bracket] == '[') {
            const auto second = text.substr(bracket + 1).starts_with('[') ? 2U : 1U;
            const auto name = text.substr(0, end + 1).find_first_not_of(" \t", bracket + second);
            if (name > end || names.find(text[name]) == std::string_view::npos) return line;
        }
        text.remove_prefix(end + 1);
    }
    return std::nullopt;
}

}  // namespace

const Entry* Table::find(std::string_view key) const {
    for (const auto& entry : entries) {
        if (entry.key == key) return &entry;
    }
    return nullptr;
}

Result<Table> parse_document(std::string_view text) {
    if (const auto line = nameless_header(text)) {
        return Error(errors::config_syntax,
                     {fact("line", *line), fact("why", "a section's header has no name")});
    }
    const auto parsed = toml::parse(text);
    if (parsed) return table_of(parsed.table());
    return Error(errors::config_syntax,
                 {fact("line", std::uint64_t{parsed.error().source().begin.line}),
                  fact("why", parsed.error().description())});
}

}  // namespace sealwright::config::toml_form
