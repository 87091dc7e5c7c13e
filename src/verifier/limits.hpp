// What one verifier may use up, whatever it is given to read. Process: verifier.
#pragma once

#include "sealwright/core/result.hpp"

namespace sealwright::verifier {

// 2 s of processor time, 256 MiB of addresses, no further process; the kernel ends it beyond.
Result<void> take_limits();

}  // namespace sealwright::verifier
