// A file of text, whole. Private to config/toml. Limits: 1 MiB.
#pragma once

#include "sealwright/core/result.hpp"

#include <string>

namespace sealwright::config::toml_form {

inline constexpr std::size_t file_max = std::size_t{1} << 20U;

Result<std::string> read_file(const std::string& path);

}  // namespace sealwright::config::toml_form
