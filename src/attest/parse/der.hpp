// The one question whether foreign bytes are DER.
//
// `element_size` walks every element: definite and shortest lengths, contents that fill their
// container exactly, whole numbers and truth values in their one form. So two different byte
// strings are never the same certificate. Private to attest/parse. Limits: 32 levels.
#pragma once

#include "sealwright/core/bytes.hpp"

#include <optional>

namespace sealwright::attest::der {

// How long the one element at the start is, when it is DER; nothing else is looked at.
std::optional<std::size_t> element_size(View bytes);

}  // namespace sealwright::attest::der
