#include "document.hpp"

#include "sealwright/config/errors.hpp"

// Without exceptions and in this file only; the shared library has no such form.
#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_FORMATTERS 0
#define TOML_ENABLE_UNRELEASED_FEATURES 0
#include <toml++/toml.h>

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

}  // namespace

const Entry* Table::find(std::string_view key) const {
    for (const auto& entry : entries) {
        if (entry.key == key) return &entry;
    }
    return nullptr;
}

Result<Table> parse_document(std::string_view text) {
    const auto parsed = toml::parse(text);
    if (parsed) return table_of(parsed.table());
    return Error(errors::config_syntax,
                 {fact("line", std::uint64_t{parsed.error().source().begin.line}),
                  fact("why", parsed.error().description())});
}

}  // namespace sealwright::config::toml_form
