// The descriptors which this process was started with, by name.
//
// systemd promises no order among several sockets, so LISTEN_FDNAMES decides where it is set for
// this process (LISTEN_PID). Without it the place decides: 3, 4, ... Process: front, keeper, depot,
// token. Limits: 16 descriptors.
#pragma once

#include "sealwright/core/descriptor.hpp"
#include "sealwright/core/result.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace sealwright::sandbox {

// The number of the one that is called `name`; nothing when there is none.
std::optional<int> inherited(std::string_view name);

// The one called `name`, else, when nothing has a name, the one at `place` (3, 4, ...). It is made
// close-on-exec and one that never blocks; a failure when there is no such descriptor.
Result<Descriptor> take_inherited(std::string_view name, int place);

}  // namespace sealwright::sandbox
