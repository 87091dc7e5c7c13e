// PinnedKey: a node's Ed25519 key in a file of its disk, for a machine without a TPM.
//
// Whoever copies the file is the node; hence never in class production. The file is the 32-byte
// seed, mode 0600, owned by the agent's user, written whole or not at all and never overwritten.
// Process: agent. Spec: docs/protocol/session.md section 5.
#pragma once

#include "sealwright/attest/messages.hpp"
#include "sealwright/core/now.hpp"
#include "sealwright/crypto/sign.hpp"

#include <string>

namespace sealwright::attest {

class PinnedKey {
public:
    // Makes the file; refuses where there is anything of that name.
    static Result<PinnedKey> make(const std::string& path, Random& random);
    static Result<PinnedKey> load(const std::string& path);

    [[nodiscard]] KeyIdentity identity() const;
    [[nodiscard]] KeySignature sign(const Digest& binding) const;

private:
    explicit PinnedKey(crypto::SigningSeed seed) : seed_(std::move(seed)) {}

    crypto::SigningSeed seed_;
};

}  // namespace sealwright::attest
