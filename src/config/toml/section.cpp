#include "section.hpp"

#include "sealwright/config/errors.hpp"

#include <algorithm>

namespace sealwright::config::toml_form {

void Findings::refuse(std::uint32_t line,
                      std::string_view key,
                      std::string_view why,
                      std::string_view advice) {
    if (failed()) return;
    first_ = Error(errors::config_value,
                   {fact("line", std::uint64_t{line}),
                    fact("key", key),
                    fact("why", why),
                    fact("do", advice)});
}

void Findings::unknown(std::uint32_t line, std::string_view key, std::string_view known) {
    if (failed()) return;
    first_ = Error(errors::config_unknown_key,
                   {fact("line", std::uint64_t{line}),
                    fact("key", key),
                    fact("why", "there is no such key here, and a misspelt one would be ignored"),
                    fact("known", known)});
}

Section::Section(std::string name, const Value& value, Findings& findings)
    : name_(std::move(name)), line_(value.line), findings_(&findings) {
    if (const auto* table = std::get_if<Table>(&value.data)) {
        table_ = *table;
        return;
    }
    findings.refuse(line_, name_, "it is not a table", "write it as [" + name_ + "]");
}

Section::Section(std::string name, const Table& table, std::uint32_t line, Findings& findings)
    : name_(std::move(name)), table_(table), line_(line), findings_(&findings) {}

void Section::only(std::initializer_list<std::string_view> keys) {
    only(std::vector<std::string_view>(keys));
}

void Section::only(const std::vector<std::string_view>& keys) {
    for (const auto& entry : table_.entries) {
        if (std::ranges::find(keys, entry.key) != keys.end()) continue;
        std::string known;
        for (const auto key : keys) known.append(known.empty() ? "" : " ").append(key);
        findings_->unknown(entry.value.line, path_of(entry.key), known);
    }
}

Section Section::inner(std::string_view key, bool required) {
    if (const auto* entry = table_.find(key)) {
        return {path_of(key), entry->value, *findings_};
    }
    if (required) refuse(key, "the section is missing", "add [" + path_of(key) + "]");
    return {path_of(key), Table{}, line_, *findings_};
}

std::vector<std::pair<std::string, Section>> Section::each() {
    std::vector<std::pair<std::string, Section>> result;
    result.reserve(table_.entries.size());
    for (const auto& entry : table_.entries) {
        result.emplace_back(entry.key, Section(path_of(entry.key), entry.value, *findings_));
    }
    return result;
}

const Value* Section::required(std::string_view key) {
    const auto* entry = table_.find(key);
    if (entry != nullptr) return &entry->value;
    refuse(key, "the key is missing", "add it to [" + name_ + "]");
    return nullptr;
}

std::string Section::text(std::string_view key) {
    const auto* value = required(key);
    if (value == nullptr) return {};
    const auto* text = std::get_if<std::string>(&value->data);
    if (text == nullptr) {
        refuse(key, "it is not a text", "write it in quotation marks");
        return {};
    }
    constexpr std::size_t text_max = 4096;
    if (text->empty() || text->size() > text_max || !is_printable(*text)) {
        refuse(key,
               "it is empty, longer than 4096 bytes, or has letters outside ASCII",
               "write 1 to 4096 printable ASCII letters");
        return {};
    }
    return *text;
}

std::string Section::text_or(std::string_view key, std::string_view otherwise) {
    return has(key) ? text(key) : std::string(otherwise);
}

std::int64_t Section::number(std::string_view key) {
    const auto* value = required(key);
    if (value == nullptr) return 0;
    const auto* number = std::get_if<std::int64_t>(&value->data);
    if (number == nullptr) refuse(key, "it is not a whole number", "write it without quotes");
    return number == nullptr ? 0 : *number;
}

bool Section::truth_or(std::string_view key, bool otherwise) {
    const auto* entry = table_.find(key);
    if (entry == nullptr) return otherwise;
    const auto* truth = std::get_if<bool>(&entry->value.data);
    if (truth == nullptr) refuse(key, "it is neither true nor false", "write true or false");
    return truth == nullptr ? otherwise : *truth;
}

std::vector<std::string> Section::texts(std::string_view key) {
    const auto* value = required(key);
    if (value == nullptr) return {};
    const auto* list = std::get_if<std::vector<Value>>(&value->data);
    constexpr std::size_t list_max = 64;
    std::vector<std::string> result;
    bool good = list != nullptr && !list->empty() && list->size() <= list_max;
    for (std::size_t index = 0; good && index < list->size(); ++index) {
        const auto* text = std::get_if<std::string>(&(*list)[index].data);
        good = text != nullptr;
        if (good) result.push_back(*text);
    }
    if (good) return result;
    refuse(key, "it is not a list of 1 to 64 texts", "write [\"one\", \"two\"]");
    return {};
}

const Value* Section::any(std::string_view key) {
    const auto* entry = table_.find(key);
    return entry == nullptr ? nullptr : &entry->value;
}

std::vector<std::pair<std::string, std::string>> Section::pairs(std::string_view key) {
    std::vector<std::pair<std::string, std::string>> result;
    if (!has(key)) return result;
    auto table = inner(key, true);
    for (const auto& entry : table.table_.entries)
        result.emplace_back(entry.key, table.text(entry.key));
    return result;
}

void Section::refuse(std::string_view key, std::string_view why, std::string_view advice) {
    findings_->refuse(line_of(key), path_of(key), why, advice);
}

std::uint32_t Section::line_of(std::string_view key) const {
    const auto* entry = table_.find(key);
    return entry == nullptr ? line_ : entry->value.line;
}

std::string Section::path_of(std::string_view key) const {
    if (key.empty()) return name_;
    return name_.empty() ? std::string(key) : name_ + "." + std::string(key);
}

}  // namespace sealwright::config::toml_form
