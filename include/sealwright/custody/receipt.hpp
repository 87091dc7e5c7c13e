// Receipt: what a custodian keeps of one act: that the service took it, or that they gave.
//
// In the making of a key it is the piece of the transcript from that act on, under the service's
// signature: nobody can leave the act out of the transcript afterwards without showing two of them.
// A locked service signs nothing, so of a recovery it is the custodian's own signature, with the
// plan that they were shown. Pure. Process: cli. Limits: 8 KiB. Spec: docs/protocol/ceremony.md
// section 11.
#pragma once

#include "sealwright/custody/recovery_plan.hpp"
#include "sealwright/custody/transcript.hpp"

namespace sealwright::custody {

inline constexpr std::size_t receipt_max = std::size_t{8} * 1024;
inline constexpr std::size_t receipt_steps_max = 8;

struct Receipt {
    crypto::PublicKey service{};
    std::uint32_t number = 0;  // Of the first of these steps, from 1.
    Digest before{};           // The head before it.
    std::vector<Bytes> steps;  // The act's, and what had come behind it by then.
    crypto::Signature signature{};

    // Of the newest step of this holder in a transcript that was worked out.
    static Result<Receipt> cut(const Transcript& transcript, std::uint16_t index);
    // The act, if the service has signed that it took it.
    [[nodiscard]] Result<TranscriptStep> verify() const;
    // Whether this transcript still has it, in its place.
    [[nodiscard]] bool is_in(const Transcript& transcript) const;

    void write(wire::Writer& writer) const;
    static Receipt read(wire::Reader& reader);
    bool operator==(const Receipt&) const = default;
};

struct GivenReceipt {
    RecoveryPlan plan;
    Given given;

    [[nodiscard]] Result<void> verify() const;

    void write(wire::Writer& writer) const;
    static GivenReceipt read(wire::Reader& reader);
    bool operator==(const GivenReceipt&) const = default;
};

}  // namespace sealwright::custody
