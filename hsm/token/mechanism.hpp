// The one mechanism a service token is used for: HMAC-SHA256 inside it. Process: token.
// Sizes: 32 bytes in, 32 bytes out. Spec: docs/protocol/keys.md section 4.
#pragma once

#include "session.hpp"

namespace sealwright::hsm::token {

Result<void> hmac_sha256(const Session& session,
                         CK_OBJECT_HANDLE key,
                         const Digest& input,
                         std::span<std::uint8_t, 32> output);

}  // namespace sealwright::hsm::token
