// The bytes of an HTTP answer. Process: front. Spec: docs/protocol/seal.md section 1.
#pragma once

#include "sealwright/core/bytes.hpp"
#include "sealwright/core/error.hpp"
#include "sealwright/http/exchange.hpp"

namespace sealwright::http {

// Head and body in one piece, because the TLS layer would copy two pieces into a buffer of its own.
void write_answer(WipedBytes& out, std::uint16_t status, View json, After after);

}  // namespace sealwright::http
