// A card's process from its command line to its exit code: module, filter, loop.
//
// It has no configuration, no listening socket and no state: one person's one command started it,
// asks over the socket it was born with, and its end, or that of the socket, is the end. Process:
// token. Limits: an hour between two asks. Spec: docs/protocol/token.md section 8.
#pragma once

#include "arguments.hpp"
#include "server.hpp"

namespace sealwright::token {

ExitCode run_card(const Arguments& arguments);

}  // namespace sealwright::token
