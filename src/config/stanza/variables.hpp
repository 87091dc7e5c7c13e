// The environment variables that reach the vault's seal, by their names alone.
// Private to config/stanza.
#pragma once

#include "sealwright/config/stanza/lint.hpp"

namespace sealwright::config {

std::optional<Finding> look_at_variable(const std::vector<Stanza>& stanzas,
                                        const std::string& name);

}  // namespace sealwright::config
