// VerifierDesk: how the keeper has an identity taken apart, which it never does itself.
//
// One process for each; an ask is answered in a later turn of the loop, or refused by its deadline.
// Implemented over the control socket and verifier processes; tests bring their own. Process:
// keeper. Limits: four asks at once.
#pragma once

#include "sealwright/attest/messages.hpp"
#include "sealwright/claims/refusal.hpp"
#include "sealwright/core/result.hpp"

#include <optional>
#include <vector>

namespace sealwright::keeper {

class VerifierDesk {
public:
    struct Outcome {
        std::uint64_t ticket = 0;
        Result<attest::Parsed> parsed;
        // What the verifier said, when it was it that refused.
        std::optional<claims::Refusal> refusal;
    };

    virtual ~VerifierDesk() = default;

    // Refused when four are under way already. Returns the ticket by which the outcome will come.
    virtual Result<std::uint64_t> ask(const attest::ParseAsk& ask) = 0;
    // Sends and hears what is possible now; each ticket comes out once.
    virtual std::vector<Outcome> poll() = 0;
};

}  // namespace sealwright::keeper
