// Prover: makes this machine's evidence, by what the configuration says it has.
//
// Lives in the agent's child, beside the TPM's library or the node's key, and sees no plaintext of
// the vault. Calls block; the parent has the deadline. Process: agent (its prover child).
#pragma once

#include "core/prover_messages.hpp"
#include "sealwright/config/agent.hpp"
#include "sealwright/core/now.hpp"

#include <memory>

namespace sealwright::agent {

class Prover {
public:
    virtual ~Prover() = default;

    virtual Result<Identity> identity() = 0;
    virtual Result<WipedBytes> activate(View credential, View encrypted_secret) = 0;
    virtual Result<attest::Evidence> prove(const Digest& binding, const claims::PcrSet& pcrs) = 0;

    static Result<std::unique_ptr<Prover>> open(const config::AgentConfig& config, Random& random);
};

}  // namespace sealwright::agent
