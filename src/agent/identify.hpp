// `sealwright-agent identity`: who this machine is, for whoever pins it or compares it.
//
// Asks no service and needs no enrolment. Of a pinned-key node it shows the key, and makes none.
// Process: agent.
#pragma once

#include "arguments.hpp"

namespace sealwright::agent {

// What is printed.
Result<std::string> identify(const Arguments& arguments);

}  // namespace sealwright::agent
