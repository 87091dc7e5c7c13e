// One ask, one answer, and the end: a verifier that foreign bytes took over knows nothing yet and
// meets nobody again. Process: verifier.
#pragma once

#include "sealwright/attest/trust.hpp"
#include "sealwright/core/descriptor.hpp"
#include "sealwright/core/now.hpp"

namespace sealwright::verifier {

// How long it waits to be needed: one that starts later has read newer roots.
inline constexpr std::uint64_t idle_max_ms = 600'000;

// Roots that could not be read are the answer to whoever asks.
Result<void> serve(Descriptor socket,
                   const Result<attest::Trust>& trust,
                   const Clock& clock,
                   Random& random);

}  // namespace sealwright::verifier
