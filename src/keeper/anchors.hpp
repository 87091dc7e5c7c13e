// HeldAnchors: the trust anchors that are accepted, and what becomes of an enrolment by another.
//
// One sealed row ("anchors"). The folder of attestation.roots says whom a verifier can believe; in
// a founded installation only what stands here as well is believed, so whoever writes that folder
// alone makes no maker of TPMs trusted. In a solo one the folder decides, and what is used is noted
// here. Process: keeper. Limits: 64. Spec: docs/protocol/session.md section 7.
#pragma once

#include "proof.hpp"
#include "sealwright/claims/anchor.hpp"

#include <string>
#include <vector>

namespace sealwright::keeper {

inline constexpr const char* anchors_row = "anchors";
inline constexpr std::size_t anchors_max = 64;

// Of the alert that founders are shown: what a solo operator's folder made trusted.
inline constexpr std::string_view anchor_first_used = "a trust anchor is used for the first time";

struct HeldAnchor {
    claims::Anchor anchor;
    std::uint64_t accepted_ms = 0;  // Wall time.
    std::string accepted_by;

    void write(wire::Writer& writer) const;
    static HeldAnchor read(wire::Reader& reader);
    bool operator==(const HeldAnchor&) const = default;
};

class HeldAnchors {
public:
    [[nodiscard]] const std::vector<HeldAnchor>& all() const { return all_; }
    [[nodiscard]] bool accepts(const claims::Anchor& anchor) const;
    [[nodiscard]] bool is_full() const { return all_.size() >= anchors_max; }

    // All of them or none; refused when one is there already, or there is no room.
    [[nodiscard]] Result<HeldAnchors> with(const std::vector<claims::Anchor>& anchors,
                                           std::uint64_t wall_ms,
                                           const std::string& by) const;
    // Whatever this certificate was accepted as.
    [[nodiscard]] Result<HeldAnchors> without(const Digest& digest) const;

    void write(wire::Writer& writer) const;
    static HeldAnchors read(wire::Reader& reader);

private:
    std::vector<HeldAnchor> all_;
};

// What the chain of a node ended at; nothing where nobody vouched by a certificate, or yet.
std::optional<claims::Anchor> anchor_by(const Proof& proof,
                                        const Identity& identity,
                                        const Digest& certificate);
std::optional<claims::Anchor> anchor_of(const Proof& proof);

// Where people decide, an anchor that they have not accepted is a failure with its digest.
Result<void> check_anchor(const HeldAnchors& accepted,
                          bool is_founded,
                          const claims::Anchor& anchor);

}  // namespace sealwright::keeper
