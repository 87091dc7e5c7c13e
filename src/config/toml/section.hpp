// Section: one TOML table, read key by key; and Findings: the first refusal, and the warnings.
//
// Like wire::Reader the first refusal is sticky: later reads return empty values, and the reader
// asks once at the end. Unknown keys are looked for before missing ones, since one is often the
// other misspelt. Private to config/toml.
#pragma once

#include "document.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sealwright::config::toml_form {

class Findings {
public:
    void refuse(std::uint32_t line,
                std::string_view key,
                std::string_view why,
                std::string_view advice);
    void unknown(std::uint32_t line, std::string_view key, std::string_view known);
    void warn(std::string text) { warnings_.push_back(std::move(text)); }

    [[nodiscard]] bool failed() const { return first_.has_value(); }
    [[nodiscard]] const std::optional<Error>& first() const { return first_; }
    [[nodiscard]] std::vector<std::string> take_warnings() { return std::move(warnings_); }

private:
    std::optional<Error> first_;
    std::vector<std::string> warnings_;
};

class Section {
public:
    // `name` is empty for the whole document. `value` may be missing (then `line` is its parent's).
    Section(std::string name, const Value& value, Findings& findings);
    Section(std::string name, const Table& table, std::uint32_t line, Findings& findings);

    void only(std::initializer_list<std::string_view> keys);
    void only(const std::vector<std::string_view>& keys);

    // A table inside this one; when it is missing an empty one, refused if it was `required`.
    [[nodiscard]] Section inner(std::string_view key, bool required);
    // The tables inside this one, each with its key.
    [[nodiscard]] std::vector<std::pair<std::string, Section>> each();

    [[nodiscard]] bool has(std::string_view key) const { return table_.find(key) != nullptr; }
    std::string text(std::string_view key);
    std::string text_or(std::string_view key, std::string_view otherwise);
    std::int64_t number(std::string_view key);
    bool truth_or(std::string_view key, bool otherwise);
    std::vector<std::string> texts(std::string_view key);
    // A text or a number, as it stands.
    const Value* any(std::string_view key);
    // Every key with its text.
    std::vector<std::pair<std::string, std::string>> pairs(std::string_view key);

    void refuse(std::string_view key, std::string_view why, std::string_view advice);

    [[nodiscard]] std::uint32_t line_of(std::string_view key) const;
    [[nodiscard]] std::string path_of(std::string_view key) const;
    [[nodiscard]] Findings& findings() const { return *findings_; }

private:
    const Value* required(std::string_view key);

    std::string name_;
    Table table_;
    std::uint32_t line_ = 0;
    Findings* findings_;
};

}  // namespace sealwright::config::toml_form
