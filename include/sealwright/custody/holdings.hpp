// Holdings: what a custodian holds: parts of ceremonies that run, shares, and what was done.
//
// Of each installation it knows the highest epoch that it has seen, and takes part in nothing
// older. A share takes the place of the seed that it came from, and is provisional until the group
// that all have certified stands beside it. Holds secrets in guarded memory alone. Process: cli.
// Limits: 16 parts, 32 shares, 64 installations, 1,024 lines of history
// and 256 receipts (the oldest leave first).
// Spec: docs/protocol/ceremony.md section 8.
#pragma once

#include "sealwright/ceremony/ceremony.hpp"
#include "sealwright/custody/host.hpp"
#include "sealwright/custody/part.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sealwright::custody {

inline constexpr std::size_t parts_max = 16;
inline constexpr std::size_t shares_max = 32;
inline constexpr std::size_t installations_max = 64;
inline constexpr std::size_t history_max = 1024;
inline constexpr std::size_t receipts_max = 256;  // Of its lines; the oldest leave first.
inline constexpr std::size_t receipts_bytes_max = std::size_t{512} * 1024;

struct HeldPart {
    CeremonyId ceremony;
    InstallationId installation;
    std::string environment;
    crypto::PublicKey service{};  // Whose answers were believed when it was joined.
    threshold::Index index;
    threshold::Epoch epoch;
    Digest session{};   // That it committed in; zeros before.
    Digest compared{};  // Board::words_digest, once its words were compared; zeros before.
    PartSeed seed;
};

struct HeldShare {
    CeremonyId ceremony;
    InstallationId installation;
    std::string environment;
    crypto::PublicKey service{};  // Whose answers were believed when it was joined.
    threshold::Index index;
    threshold::Epoch epoch;
    Digest transcript{};
    Bytes group;  // threshold::Group; empty: not all have certified it yet.
    std::uint64_t taken_ms = 0;
    threshold::SecretScalar value;
    threshold::Pepper pepper;
    crypto::SigningSeed identity;

    // Of this group, whose transcript and epoch it was taken with.
    [[nodiscard]] Result<threshold::SecretShare> of(const threshold::Group& group) const;
};

struct SeenEpoch {
    InstallationId installation;
    std::uint64_t epoch = 0;

    void write(wire::Writer& writer) const;
    static SeenEpoch read(wire::Reader& reader);
    bool operator==(const SeenEpoch&) const = default;
};

// The furthest that an installation's journal was seen to go, by what the service signed.
struct SeenStore {
    InstallationId installation;
    std::uint64_t entry = 0;  // How many its tree covers.
    Digest head{};            // The tree's root.

    void write(wire::Writer& writer) const;
    static SeenStore read(wire::Reader& reader);
    bool operator==(const SeenStore&) const = default;
};

struct HistoryLine {
    std::uint64_t at_ms = 0;
    std::string what;   // "joined", "gave", …
    std::string whom;   // Installation, environment and ceremony.
    std::string words;  // That were compared; or the reason.
    Bytes receipt{};    // custody::Receipt or GivenReceipt; empty: none. It lies behind all lines.

    void write(wire::Writer& writer) const;
    static HistoryLine read(wire::Reader& reader);
    bool operator==(const HistoryLine&) const = default;
};

struct Holdings {
    std::vector<HeldPart> parts;
    std::vector<HeldShare> shares;
    std::vector<SeenEpoch> epochs;
    std::vector<HistoryLine> history;
    std::vector<SeenStore> stores;
    std::vector<PinnedHost> hosts;

    [[nodiscard]] HeldPart* part_of(const CeremonyId& ceremony);
    [[nodiscard]] HeldShare* share_of(const CeremonyId& ceremony);
    // The highest that was seen; 0: none.
    [[nodiscard]] std::uint64_t epoch_of(const InstallationId& installation) const;

    // Nothing: none was seen yet.
    [[nodiscard]] const SeenStore* store_of(const InstallationId& installation) const;
    // From now on nothing older; also when somebody said why an older one had to be.
    Result<void> saw(const SeenStore& store);
    // In the place of the same TPM under the same name; of no other.
    Result<void> pin(PinnedHost host);
    // Takes part in a ceremony; the same again changes nothing.
    Result<void> join(HeldPart part);
    // In one step: the share is there and the seed that it came from is not.
    Result<void> take(const CeremonyId& ceremony, Taken taken, std::uint64_t wall_ms);
    // All have certified the group; shares of older ones of the installation are given up.
    Result<void> settle(const CeremonyId& ceremony, const threshold::Group& group);
    void note(HistoryLine line);
};

}  // namespace sealwright::custody
