// Messages about what is measured (frame types 0x0410-0x041f), on the front's connection.
//
// The front says what only it knows; at a scrape it asks for the keeper's numbers, which are
// answered from memory. A number is never about a person or a share: labels are names of vaults,
// nodes and tokens. Process: front, keeper. Limits below, so that a scrape stays far under a
// frame's. Spec: docs/reference/metrics.md.
#pragma once

#include "sealwright/claims/node_state.hpp"
#include "sealwright/wire/codec.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace sealwright::observe {

inline constexpr std::size_t text_max = 64;
inline constexpr std::size_t tokens_max = 64;
inline constexpr std::size_t vaults_max = 1'024;
inline constexpr std::size_t nodes_max = 4'096;
inline constexpr std::size_t counts_max = 4'096;

// Upper bounds of the release histogram, in milliseconds; the last bucket has none.
inline constexpr std::array<std::uint64_t, 11> release_bounds_ms{
    1, 2, 5, 10, 25, 50, 100, 250, 500, 1'000, 2'500};

// Unasked; sent on every connect and whenever the certificate was read again.
struct FrontFacts {
    static constexpr std::uint16_t type = 0x0410;
    std::uint64_t server_not_after_ms = 0;
    void write(wire::Writer& writer) const { writer.u64(server_not_after_ms); }
    static FrontFacts read(wire::Reader& reader) { return {reader.u64()}; }
};

struct NumbersAsk {
    static constexpr std::uint16_t type = 0x0411;
    void write(wire::Writer&) const {}
    static NumbersAsk read(wire::Reader&) { return {}; }
};

struct TokenNumbers {
    std::string name;
    bool is_ready = false;
    void write(wire::Writer& writer) const;
    static TokenNumbers read(wire::Reader& reader);
};

// One vault. A new gauge about vaults (a hold, a pending re-wrap) is a field here and a family in
// the front's exposition.
struct VaultNumbers {
    std::string name;
    std::uint32_t seal_key_version = 0;
    bool has_begun = false;
    bool may_init = false;
    std::uint64_t canary_passed_ms = 0;  // 0: never.
    std::uint32_t canary_failing = 0;
    bool is_held = false;
    std::uint64_t held_until_ms = 0;  // Wall time; 0: until a lift, or not held.
    bool may_restore = false;
    bool waits_for_rewrap = false;
    std::array<std::uint32_t, claims::node_states> nodes{};  // By state.
    std::uint32_t baselines_overdue = 0;
    void write(wire::Writer& writer) const;
    static VaultNumbers read(wire::Reader& reader);
};

// One node in force that shows a certificate.
struct NodeNumbers {
    std::string vault;
    std::string name;
    std::uint64_t not_after_ms = 0;
    void write(wire::Writer& writer) const;
    static NodeNumbers read(wire::Reader& reader);
};

struct RequestCount {
    std::string vault;  // Empty: the asker belongs to none.
    std::string seal_class;
    std::string operation;
    std::string outcome;
    std::string reason;  // An error's name, when it was refused.
    std::uint64_t count = 0;
    void write(wire::Writer& writer) const;
    static RequestCount read(wire::Reader& reader);
};

struct RefusalCount {
    std::uint16_t code = 0;
    std::uint64_t count = 0;
    void write(wire::Writer& writer) const;
    static RefusalCount read(wire::Reader& reader);
};

// How often evidence came to something.
struct AttestationCount {
    std::string vault;    // Empty: the node is of none.
    std::string purpose;  // "open", "rehearse", "enrol".
    std::string outcome;  // "accepted", "learnt", "refused".
    std::string reason;   // The claim that did not hold.
    std::uint16_t code = 0;
    std::uint64_t count = 0;
    void write(wire::Writer& writer) const;
    static AttestationCount read(wire::Reader& reader);
};

// What verifiers were asked for, by what came of it.
struct Verifications {
    std::uint32_t under_way = 0;
    std::uint64_t parsed = 0;
    std::uint64_t refused = 0;  // By the verifier.
    std::uint64_t busy = 0;     // No verifier was free: told to come again.
    std::uint64_t lost = 0;     // It ended, or was silent.
    void write(wire::Writer& writer) const;
    static Verifications read(wire::Reader& reader);
};

// What people have asked for and nobody has ended, by its state.
struct OpenRequests {
    std::uint32_t collecting = 0;
    std::uint32_t armed = 0;
    std::uint64_t oldest_ms = 0;  // Wall time of the oldest one's proposal; 0: there is none.
    void write(wire::Writer& writer) const;
    static OpenRequests read(wire::Reader& reader);
};

struct Histogram {
    std::array<std::uint64_t, release_bounds_ms.size() + 1> counts{};  // Of each bucket alone.
    std::uint64_t sum_ms = 0;
    void write(wire::Writer& writer) const;
    static Histogram read(wire::Reader& reader);
};

enum class Phase : std::uint8_t { locked, empty, open };

struct Numbers {
    static constexpr std::uint16_t type = 0x0412;
    Phase phase{};
    std::string environment;
    std::uint8_t tokens_needed = 0;
    std::uint32_t canary_subsets = 0;
    std::vector<TokenNumbers> tokens;
    std::vector<VaultNumbers> vaults;
    std::vector<NodeNumbers> nodes;
    std::vector<RequestCount> requests;
    std::vector<RefusalCount> refusals;
    Histogram release;
    std::vector<AttestationCount> attestations;
    Verifications verifications;
    std::uint64_t sessions = 0;
    bool is_frozen = false;
    std::uint64_t frozen_until_ms = 0;  // Wall time; 0: until a lift, or not frozen.
    OpenRequests open_requests;
    std::uint64_t journal_head = 0;
    std::uint64_t journal_unsigned = 0;
    std::uint64_t checkpointed_ms = 0;  // By this keeper; 0: not yet.
    std::uint64_t committed_ms = 0;     // By this keeper; 0: not yet.
    std::uint64_t commits_failed = 0;
    std::uint64_t asks_waiting = 0;
    std::uint64_t outcomes_waiting = 0;
    std::uint64_t heartbeats = 0;
    bool is_cut = false;                  // A list was longer than its limit.
    std::uint16_t custodians_needed = 0;  // 0: there is no group.
    std::uint16_t custodians_shown = 0;   // Who have lately shown that they hold their share.
    std::uint64_t drilled_ms = 0;  // The last drill that passed; before it, the group's making.
    void write(wire::Writer& writer) const;
    static Numbers read(wire::Reader& reader);
};

}  // namespace sealwright::observe
