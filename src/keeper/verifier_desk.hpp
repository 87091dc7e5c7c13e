// VerifierDesk: how the keeper has an identity taken apart, which it never does itself.
//
// One process for each; an ask is answered in a later turn of the loop, or refused by its deadline.
// Implemented over the control socket and verifier processes; tests bring their own. Process:
// keeper. Limits: four asks at once.
#pragma once

#include "sealwright/attest/messages.hpp"
#include "sealwright/core/result.hpp"

#include <vector>

namespace sealwright::keeper {

class VerifierDesk {
public:
    struct Answer {
        std::uint64_t ticket = 0;
        Result<attest::Parsed> parsed;
    };

    virtual ~VerifierDesk() = default;

    // E2473 when none is free. Returns the ticket by which the answer will come.
    virtual Result<std::uint64_t> ask(const attest::ParseAsk& ask) = 0;
    virtual std::vector<Answer> take_answers() = 0;
};

}  // namespace sealwright::keeper
