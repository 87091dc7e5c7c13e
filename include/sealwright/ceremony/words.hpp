// Eight words for a digest: what two people read to each other to know that they see the same.
//
// The first 80 bits, ten a word, in the word list of SLIP-39, whose words differ within their first
// four letters. Whoever wants other bytes with the same words needs 2^80 tries. Pure. Process: cli,
// keeper. Spec: docs/protocol/acts.md section 10.
#pragma once

#include "sealwright/core/bytes.hpp"

#include <array>
#include <string>

namespace sealwright::ceremony {

std::array<std::string_view, 8> words_of(const Digest& digest);
// With one blank between them.
std::string spoken(const Digest& digest);

}  // namespace sealwright::ceremony
