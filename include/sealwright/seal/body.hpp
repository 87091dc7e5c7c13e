// The two fixed request bodies of the seal API, and its answers.
//
// Not a JSON parser: the vault sends exactly `{"plaintext":"…"}` or `{"ciphertext":"…"}`, and
// nothing else is accepted (one final newline is, for people with curl). Plaintext stays in wiped
// memory. Process: keeper. Limits: body_max of messages.hpp. Spec: docs/protocol/seal.md section 1.
#pragma once

#include "sealwright/core/result.hpp"

#include <string>
#include <string_view>

namespace sealwright::seal {

Result<WipedBytes> read_encrypt_body(View body);
Result<std::string> read_decrypt_body(View body);

// Canonical standard base64 to bytes; anything else is refused.
Result<WipedBytes> from_base64(std::string_view text);

WipedBytes encrypt_answer(std::string_view ciphertext);
WipedBytes decrypt_answer(View plaintext);
// {"errors":["…"]}; the text is made public and escaped.
WipedBytes error_answer(std::string_view text);

}  // namespace sealwright::seal
