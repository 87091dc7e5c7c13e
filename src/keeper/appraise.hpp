// Appraisal: one piece of evidence held against the registry, check by check, in the order of the
// protocol page.
//
// Pure: state and evidence in, a result with every claim out; changes nothing and draws nothing.
// The challenge itself was recognised, and used up, before. Process: keeper. Spec:
// docs/protocol/session.md section 6.
#pragma once

#include "proof.hpp"
#include "sealwright/attest/compare.hpp"
#include "sealwright/session/messages.hpp"
#include "state.hpp"

namespace sealwright::keeper {

struct Appraisal {
    claims::AttestationResult result;
    std::optional<attest::TpmState> seen;  // Of a quote that the node's own key signed for us.
    bool was_cleared = false;
    // Whether it came from who holds the node's key, for this very challenge. Only such a one is
    // told which claim failed.
    bool is_proven = false;

    [[nodiscard]] bool is_accepted() const { return result.is_accepted(); }
};

struct Exhibit {
    const session::Challenge& challenge;
    const attest::Evidence& evidence;
    Digest digest{};  // Of the evidence as it came.
    Digest binding{};
    std::optional<std::uint32_t> peer_uid;  // Of a local socket.
    std::string peer;                       // As the front saw it.
};

// Of a node that is known and has enrolled.
Appraisal appraise(const State& state,
                   const Proof& proof,
                   const Identity& identity,
                   const Exhibit& exhibit,
                   Now now);

// The evidence alone, against an identity that is not in the registry yet.
Appraisal judge(const Proof& proof,
                const Identity& identity,
                const std::optional<attest::TpmState>& last,
                const Exhibit& exhibit,
                Now now);

}  // namespace sealwright::keeper
