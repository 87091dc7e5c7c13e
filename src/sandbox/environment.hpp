// What a process was started with: its environment, read once, and the descriptors that it names.
#pragma once

#include <string_view>

namespace sealwright::sandbox {

// A value that stands in the environment as `NAME=value`; empty when it is not there.
std::string_view environment_value(std::string_view name);

}  // namespace sealwright::sandbox
