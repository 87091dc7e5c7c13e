// A refusal in the vault's own form: {"errors":["what; what to do (E2701)"]}. The text lands in the
// vault's log, so it is public. Process: front. Spec: docs/protocol/seal.md section 1.
#pragma once

#include "sealwright/core/error.hpp"

#include <string>

namespace sealwright::http {

std::string problem(const Error& error);

}  // namespace sealwright::http
