// The bytes of an HTTP answer. Process: front. Spec: docs/protocol/seal.md section 1.
#pragma once

#include "sealwright/core/bytes.hpp"
#include "sealwright/core/error.hpp"
#include "sealwright/http/exchange.hpp"

#include <string_view>

namespace sealwright::http {

inline constexpr std::string_view json_type = "application/json";
inline constexpr std::string_view bytes_type = "application/octet-stream";
inline constexpr std::string_view metrics_type = "text/plain; version=0.0.4; charset=utf-8";

// Head and body in one piece, because the TLS layer would copy two pieces into a buffer of its own.
void write_answer(
    WipedBytes& out, std::uint16_t status, std::string_view type, View body, After after);

}  // namespace sealwright::http
