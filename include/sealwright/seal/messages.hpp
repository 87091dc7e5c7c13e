// Messages between front and keeper (frame types 0x0400-0x04ff): a seal ask, its answer, hints.
//
// The front passes a transit body on unread; the keeper reads its two fixed shapes and returns the
// HTTP status and body to send. `Hints` tell the front what it needs while the keeper is away: the
// last N of each node's vault, for the probe, and how long an ask may be held. Process: front,
// keeper. Limits below. Spec: docs/protocol/seal.md.
#pragma once

#include "sealwright/claims/origin.hpp"

#include <string>
#include <vector>

namespace sealwright::seal {

inline constexpr std::size_t body_max = std::size_t{64} * 1024;
inline constexpr std::size_t mount_max = 128;
inline constexpr std::size_t key_name_max = 128;
inline constexpr std::size_t hints_max = 65'536;

enum class Operation : std::uint8_t { encrypt, decrypt, renew_self };

struct SealAsk {
    static constexpr std::uint16_t type = 0x0401;
    claims::Origin origin;
    Operation operation{};
    std::string mount;
    std::string key;
    WipedBytes body;
    void write(wire::Writer& writer) const;
    static SealAsk read(wire::Reader& reader);
};

struct SealAnswer {
    static constexpr std::uint16_t type = 0x0402;
    std::uint16_t status = 0;  // An HTTP status.
    WipedBytes body;           // JSON, ready to send.
    void write(wire::Writer& writer) const;
    static SealAnswer read(wire::Reader& reader);
};

// What the front may do for one node while the keeper cannot be asked.
struct NodeHint {
    Digest spki{};
    std::string mount;
    std::string key;
    std::uint32_t seal_key_version = 0;  // N; 0: the probe is refused.
    std::uint64_t init_until_ms = 0;     // Wall time; while it lasts asks are held, not refused.
    void write(wire::Writer& writer) const;
    static NodeHint read(wire::Reader& reader);
    bool operator==(const NodeHint&) const = default;
};

enum class KeeperPhase : std::uint8_t { locked, empty, open };

// Unasked; sent on every connect and whenever something in it changes. `nodes` is empty and must be
// ignored unless the phase is open: a locked keeper knows no nodes.
struct Hints {
    static constexpr std::uint16_t type = 0x0403;
    KeeperPhase phase{};
    std::vector<NodeHint> nodes;
    void write(wire::Writer& writer) const;
    static Hints read(wire::Reader& reader);
};

// A probe that the front answered by itself: its node's process is new.
struct AnsweredProbe {
    Digest spki{};
    std::uint64_t ago_ms = 0;  // When the last of them was answered.
    void write(wire::Writer& writer) const;
    static AnsweredProbe read(wire::Reader& reader);
    bool operator==(const AnsweredProbe&) const = default;
};

// Unasked, to a keeper that has said that it is open, before any ask: what came while it was away
// or locked.
struct ProbesAnswered {
    static constexpr std::uint16_t type = 0x0404;
    std::vector<AnsweredProbe> probes;
    void write(wire::Writer& writer) const;
    static ProbesAnswered read(wire::Reader& reader);
};

}  // namespace sealwright::seal
