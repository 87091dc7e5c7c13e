// Hashes, and TH: the injective, domain-separated hash of a tag and a list of byte strings.
//
// TH(tag; x1..xm) = SHA-512("VUS-v1" || u16(|tag|) || tag || u32(m) || sum of u64(|xi|) || xi),
// first 32 bytes; integers big-endian. Process: all. Spec: docs/protocol/keys.md section 2.
#pragma once

#include "sealwright/core/bytes.hpp"

#include <initializer_list>
#include <string_view>

namespace sealwright::crypto {

Digest sha256(View bytes);
Digest th(std::string_view tag, std::initializer_list<View> parts);

// Constant time in the contents; sizes are public.
bool equal(View left, View right);

}  // namespace sealwright::crypto
