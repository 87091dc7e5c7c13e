// The token process from its command line to its exit code: configuration, socket, module, filter,
// PIN, loop. Process: token. Spec: docs/protocol/token.md sections 1 and 4.
#pragma once

#include "arguments.hpp"
#include "server.hpp"

namespace sealwright::token {

ExitCode run(const Arguments& arguments);

}  // namespace sealwright::token
