// Signer: a person's key, wherever it lies, that signs statements and nothing else.
//
// Process: cli. Spec: docs/protocol/acts.md sections 5, 9 and 13.
#pragma once

#include "sealwright/person/statement.hpp"

#include <string>

namespace sealwright::person {

class Signer {
public:
    virtual ~Signer() = default;

    [[nodiscard]] virtual const std::string& name() const = 0;
    [[nodiscard]] virtual const crypto::PublicKey& key() const = 0;
    virtual Result<crypto::Signature> sign(const Statement& statement) = 0;
};

}  // namespace sealwright::person
