// Evidence kinds and PCR sets: the words in which a node's proof is asked for and judged.
//
// `PcrSet` names registers of the SHA-256 bank. 16 to 23 are never legal: any program may reset or
// extend some of them, so a quote over them proves nothing. Process: all. Limits: PCR 0 to 15.
// Spec: docs/protocol/session.md section 5.
#pragma once

#include "sealwright/core/bytes.hpp"
#include "sealwright/wire/codec.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sealwright::claims {

// How a node proves who it is. The channel's certificate is the front's word; all others reach the
// keeper itself.
enum class EvidenceKind : std::uint8_t { channel_certificate, tpm2, pinned_key, unix_peer };
inline constexpr EvidenceKind evidence_kind_last = EvidenceKind::unix_peer;

// "channel-certificate", "tpm2", "pinned-key", "unix-peer".
std::string_view word_of(EvidenceKind kind);
std::optional<EvidenceKind> evidence_kind_named(std::string_view word);

// Who vouches for a TPM: a root for its endorsement key, a person who pinned that key, or the
// platform's provider for its attestation key. "ek-chain", "ek-pinned", "provider-ak".
enum class Endorsement : std::uint8_t { ek_chain, ek_pinned, provider_ak };
inline constexpr Endorsement endorsement_last = Endorsement::provider_ak;
std::string_view word_of(Endorsement endorsement);

class PcrSet {
public:
    static constexpr unsigned last = 15;

    PcrSet() = default;
    // Nothing unless every bit is of a register that may be used.
    static std::optional<PcrSet> from_mask(std::uint32_t mask);
    // "0,2,4,7": rising, without spaces; the one form that `str` writes.
    static std::optional<PcrSet> parse(std::string_view text);

    [[nodiscard]] std::uint32_t mask() const { return mask_; }
    [[nodiscard]] bool contains(unsigned pcr) const { return (mask_ >> pcr & 1U) != 0; }
    [[nodiscard]] bool is_empty() const { return mask_ == 0; }
    [[nodiscard]] std::size_t count() const;
    [[nodiscard]] std::vector<unsigned> list() const;
    [[nodiscard]] std::string str() const;

    void write(wire::Writer& writer) const;
    static PcrSet read(wire::Reader& reader);
    auto operator<=>(const PcrSet&) const = default;

private:
    explicit PcrSet(std::uint32_t mask) : mask_(mask) {}

    std::uint32_t mask_ = 0;
};

// Registers with their values, in rising order.
struct PcrValues {
    PcrSet set;
    std::vector<Digest> values;  // set.count() of them.

    void write(wire::Writer& writer) const;
    static PcrValues read(wire::Reader& reader);
    bool operator==(const PcrValues&) const = default;
};

}  // namespace sealwright::claims
