// What `init` and `found` share. Process: cli. Spec: docs/protocol/acts.md section 10.
#pragma once

#include "answer.hpp"
#include "service.hpp"

namespace sealwright::cli {

// Begins a founding with the people of this file, and shows its plan.
Outcome<Answer> found(const std::string& founders, const Settings& settings, Service& service);

}  // namespace sealwright::cli
