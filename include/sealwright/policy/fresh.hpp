// How old evidence may be that a class of root, or a join, is opened for: one number for the class
// policy and for the release policy that holds when none was set. Process: keeper, cli. Unit: ms.
// Spec: docs/protocol/session.md section 4.
#pragma once

#include <cstdint>

namespace sealwright::policy {

inline constexpr std::uint64_t fresh_ms = 60'000;

}  // namespace sealwright::policy
