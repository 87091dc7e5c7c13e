// Where this process's PIN comes from without a person: a descriptor, or the file `pin` among its
// credentials. Process: token. Spec: docs/protocol/token.md section 4.
#pragma once

#include "sealwright/config/compiled.hpp"
#include "sealwright/hsm/pin_entry.hpp"

#include <optional>

namespace sealwright::token {

// Nothing when a person gives it later. `pin_descriptor` is -1 when none was named.
Result<std::optional<hsm::PinEntry>> ask_pin_source(const config::Token& token, int pin_descriptor);

}  // namespace sealwright::token
