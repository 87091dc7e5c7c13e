// The section `policy`: for each environment, which class of value may be opened. Private to
// config/toml.
#pragma once

#include "sealwright/claims/class_table.hpp"
#include "section.hpp"

namespace sealwright::config::toml_form {

// The table of `environment`; the tables of other environments are checked all the same, so that
// one file can serve several installations.
claims::ClassTable read_policy(Section& document, const std::string& environment);

}  // namespace sealwright::config::toml_form
