// The firmware's event log, as the kernel shows it. Process: agent. Limits: event_log_max.
#pragma once

#include "sealwright/core/bytes.hpp"
#include "sealwright/core/result.hpp"

#include <string>

namespace sealwright::attest {

// Empty where there is no such file: not every firmware keeps a log.
Result<Bytes> read_event_log(const std::string& path);

}  // namespace sealwright::attest
