// Whom a peer counts as, where each address may have only so much.
//
// An IPv4 address counts by itself. Whoever has one IPv6 address has the 2^64 of its interface (RFC
// 4291 section 2.5.1), so its /64 counts as one. Process: front. Spec: docs/reference/api.md.
#pragma once

#include <string>

namespace sealwright::http {

// `peer` is an address and a port, as in a log.
std::string line_of(const std::string& peer);

}  // namespace sealwright::http
