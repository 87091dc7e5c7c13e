// classify: the class of a plaintext by its shape; total, and constant where it matters little: the
// shape of a vault's value is no secret, its bytes are. Process: keeper. Spec:
// docs/protocol/seal.md section 2.
#pragma once

#include "sealwright/claims/seal_class.hpp"
#include "sealwright/core/bytes.hpp"

namespace sealwright::seal {

claims::SealClass classify(View plaintext);

}  // namespace sealwright::seal
