// The firmware's event log, as the kernel shows it. Process: agent. Limits: event_log_max.
#pragma once

#include "sealwright/core/bytes.hpp"
#include "sealwright/core/result.hpp"

#include <string>

namespace sealwright::attest {

// Where there is no such file, as with a firmware that keeps no log, it is unreadable too.
Result<Bytes> read_event_log(const std::string& path);

}  // namespace sealwright::attest
