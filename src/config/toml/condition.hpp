// A condition of a release policy: a table whose keys all have to hold. Private to config/toml.
#pragma once

#include "sealwright/policy/terms.hpp"
#include "section.hpp"

namespace sealwright::config::toml_form {

// `others`: keys of the table that are none of the condition.
policy::Term read_condition(Section& section, std::initializer_list<std::string_view> others);

// The tables of a list, 1 to `count_max` of them.
std::vector<Section> tables_of(Section& section, std::string_view key, std::size_t count_max);

std::optional<claims::SealClass> seal_class_named(std::string_view word);
// "22:00" as minutes of the day.
std::optional<std::uint16_t> minute_of(std::string_view text);

}  // namespace sealwright::config::toml_form
