// The [tokens] and [token.NAME] sections. Private to config/toml.
#pragma once

#include "sealwright/config/toml.hpp"
#include "section.hpp"

namespace sealwright::config::toml_form {

// Fills the token group, the threshold and the tokens; `config.run` must be there already.
void read_tokens(Section& document, Config& config, const Host& host);

}  // namespace sealwright::config::toml_form
