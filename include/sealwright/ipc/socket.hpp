// Making local sockets: for the supervisor, the CLI and a token process that runs as its own unit.
// The keeper does not link this. Process: sealwrightd, token, depot, cli. Limits: a path is at most
// 107 bytes (sun_path).
#pragma once

#include "sealwright/core/descriptor.hpp"
#include "sealwright/core/result.hpp"

#include <string>
#include <utility>

namespace sealwright::ipc {

// Replaces a dead socket file of the same name; the caller has made sure that nobody answers there.
Result<Descriptor> listen_at(const std::string& path, unsigned mode);
Result<Descriptor> connect_to(const std::string& path);

// A connected pair that keeps message boundaries, both ends close-on-exec.
Result<std::pair<Descriptor, Descriptor>> packet_pair();
// A connected pair of streams, both ends close-on-exec and never blocking.
Result<std::pair<Descriptor, Descriptor>> stream_pair();

}  // namespace sealwright::ipc
