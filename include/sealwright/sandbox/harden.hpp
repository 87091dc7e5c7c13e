// What every process does to itself before it touches anything from outside.
//
// No core files, not dumpable (so no other process of the same user can read its memory), no new
// privileges, umask 077. Process: all but the CLI, which takes the part that fits a person's shell.
#pragma once

#include "sealwright/core/result.hpp"

namespace sealwright::sandbox {

void harden_process();

// The kernel ends this process when its parent ends; for front, keeper, depot and verifier, never
// for a token. Call it after privileges were dropped (dropping them clears it).
void end_with_parent();

}  // namespace sealwright::sandbox
