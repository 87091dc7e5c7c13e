// AttestTally: what came of the evidence that was shown, and of what verifiers were asked, since
// this keeper's start.
//
// Counted when a result is durable. Whoever shows evidence cannot make it grow without end: a
// stranger is counted under no vault, by the step that it came to. Process: keeper. Limits: 4,096
// kinds of ending, then the others share one. Spec: docs/reference/metrics.md.
#pragma once

#include "sealwright/claims/attestation.hpp"
#include "sealwright/core/error.hpp"
#include "sealwright/observe/messages.hpp"
#include "sealwright/session/messages.hpp"

#include <map>
#include <string>
#include <vector>

namespace sealwright::keeper {

class AttestTally {
public:
    // What one finish came to.
    struct Ending {
        std::string vault;
        std::string purpose;
        std::string outcome;
        std::string reason;
        std::uint16_t code = 0;
        auto operator<=>(const Ending&) const = default;
    };
    enum class Verified { parsed, refused, busy, lost };

    void count(Ending ending);
    void count(Verified verified);

    [[nodiscard]] std::vector<observe::AttestationCount> counts() const;
    [[nodiscard]] const observe::Verifications& verifications() const { return verifications_; }
    [[nodiscard]] bool is_cut() const { return is_cut_; }

private:
    std::map<Ending, std::uint64_t> counts_;
    observe::Verifications verifications_;
    bool is_cut_ = false;
};

std::string_view word_of(session::Purpose purpose);

// Of a node of this vault, whose result stands in the journal.
AttestTally::Ending ending_of(std::string vault,
                              session::Purpose purpose,
                              const claims::AttestationResult& result);
// Of somebody who came no further than this step.
AttestTally::Ending stranger_at(std::string_view step,
                                std::string_view purpose,
                                const Error& error);

}  // namespace sealwright::keeper
