// Reading a PIN: from the terminal without echo, or from a descriptor; into memory that wipes
// itself.
//
// There is no other way in: not the command line, not the environment. One line end behind the PIN
// is dropped. Process: cli. Limits: 1 to 255 bytes.
#pragma once

#include "sealwright/core/result.hpp"

#include <optional>
#include <string>

namespace sealwright::cli {

inline constexpr std::size_t pin_size_max = 255;

Result<WipedBytes> read_pin(const std::string& prompt, std::optional<int> descriptor);

}  // namespace sealwright::cli
