// self_test: what a process that holds keys asks of machine and library before it makes one.
//
// The kernel's randomness must be there: libsodium waits for it for ever, in silence. And libsodium
// must refuse a point outside of the prime-order group, which some of its releases accept
// (CVE-2025-69277). Process: keeper, token; first thing of all, before sodium_init.
#pragma once

#include "sealwright/core/result.hpp"

namespace sealwright::crypto {

Result<void> self_test();

}  // namespace sealwright::crypto
