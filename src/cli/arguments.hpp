// The command line, read into a Command. Process: cli. Spec: docs/reference/commands.md.
#pragma once

#include "answer.hpp"
#include "command.hpp"

#include <variant>

namespace sealwright::cli {

// What to carry out; or, for --help, --version and a command line that is none, what to print.
std::variant<Invocation, Answer> parse_arguments(int count, char** words);

}  // namespace sealwright::cli
