// The folder of attestation.roots, read once: roots, intermediates, crls and providers, PEM files
// each. What others could write is refused, not passed over: whoever writes a root is believed.
// Process: verifier, before its filter. Limits: 256 files a folder, 1 MiB each.
// Spec: docs/reference/configuration.md.
#pragma once

#include "sealwright/attest/trust.hpp"

#include <string>

namespace sealwright::verifier {

// An empty path: nobody is trusted, and endorsement keys must be pinned.
Result<attest::Trust> load_roots(const std::string& path);

}  // namespace sealwright::verifier
