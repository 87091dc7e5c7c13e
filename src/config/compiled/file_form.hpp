// The form of a compiled file, whatever it configures: magic, body, digest. Private to config.
// Limits: 1 MiB. Spec: docs/protocol/encoding.md section 4.
#pragma once

#include "sealwright/core/result.hpp"

#include <string>
#include <string_view>

namespace sealwright::config {

inline constexpr std::size_t text_max = 4096;
inline constexpr std::size_t list_max = 64;

Bytes with_digest(std::string_view magic, View body);
// The body, when digest and magic are right.
Result<View> body_of(std::string_view magic, View bytes);
Result<Bytes> read_whole(const std::string& path);

}  // namespace sealwright::config
