// Schema: makes a database file ours, or says why it is not. Forward only. Process: depot.
// Spec: docs/protocol/depot.md section 4.
#pragma once

#include "sqlite.hpp"

namespace sealwright::depot {

// In the file's header, where any tool can read them.
inline constexpr std::uint64_t application_id = 0x53574c44;  // "SWLD"
inline constexpr std::uint64_t schema_version = 1;

// Refuses a foreign, newer or damaged file before it has changed it; makes the tables in an empty
// one; sets what durability needs; checks the file; and writes once, so that a disk that takes
// nothing is found before anybody relies on it.
Result<void> make_ready(Sqlite& sqlite);

}  // namespace sealwright::depot
