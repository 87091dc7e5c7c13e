// The bytes of an HTTP answer. Process: front. Spec: docs/protocol/seal.md section 1.
#pragma once

#include "sealwright/core/bytes.hpp"
#include "sealwright/core/error.hpp"
#include "sealwright/http/exchange.hpp"

namespace sealwright::http {

// Head and body in one piece, because the TLS layer would copy two pieces into a buffer of its own.
void write_answer(WipedBytes& out, std::uint16_t status, Media media, View body, After after);
// The head alone, of an answer whose body of this size follows elsewhere.
void write_head(WipedBytes& out, std::uint16_t status, Media media, std::size_t size, After after);
// The head of a stream of events, which ends with the connection, and its first piece.
void write_stream(WipedBytes& out, View first);

}  // namespace sealwright::http
