// Anchor: a certificate at the end of a chain, by which TPMs are believed: the root of a maker of
// TPMs, or of a provider that certifies attestation keys. A certificate that is believed as the
// one is not believed as the other.
//
// Known by the SHA-256 of its DER form; the subject is for people and decides nothing. Process:
// all. Limits: a subject is public text of 160 letters. Spec: docs/protocol/operate.md section 6.
#pragma once

#include "sealwright/claims/evidence.hpp"

#include <string>

namespace sealwright::claims {

enum class AnchorKind : std::uint8_t { root, provider };
inline constexpr AnchorKind anchor_kind_last = AnchorKind::provider;
// "root", "provider".
std::string_view word_of(AnchorKind kind);
std::optional<AnchorKind> anchor_kind_named(std::string_view word);

// What a chain of this kind has to end at; nothing where nobody is believed but the pinned key.
std::optional<AnchorKind> anchor_kind_for(Endorsement endorsement);

struct Anchor {
    AnchorKind kind{};
    Digest digest{};
    std::string subject;

    // Whether it is the same one, whatever it is called.
    [[nodiscard]] bool is(const Anchor& other) const {
        return kind == other.kind && digest == other.digest;
    }
    // "root 1f… CN=Some maker", for people and the journal.
    [[nodiscard]] std::string str() const;

    void write(wire::Writer& writer) const;
    static Anchor read(wire::Reader& reader);
    bool operator==(const Anchor&) const = default;
};

}  // namespace sealwright::claims
