// The token's listening socket: handed over as descriptor 3, or made here for an own unit, and then
// never in place of one that somebody still answers. Process: token.
#pragma once

#include "sealwright/core/descriptor.hpp"
#include "sealwright/core/result.hpp"

#include <string>

namespace sealwright::token {

Result<Descriptor> take_listener(const std::string& path);

}  // namespace sealwright::token
