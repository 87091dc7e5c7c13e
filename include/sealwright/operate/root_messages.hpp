// Messages about root: a vault becomes ours, its root tokens end, one is made for somebody.
//
// Each ask but RootShowAsk and RootStatementAsk changes something and is journalled; what has to be
// done in the vault its agent does, so the answer to a change says that it waits. Process: cli,
// keeper. Spec: docs/protocol/root.md.
#pragma once

#include "sealwright/claims/root_seen.hpp"
#include "sealwright/core/ids.hpp"
#include "sealwright/operate/limits.hpp"
#include "sealwright/wire/codec.hpp"

#include <string>
#include <vector>

namespace sealwright::operate {

inline constexpr std::size_t root_list_max = 256;
inline constexpr std::size_t root_token_max = 1024;
inline constexpr std::size_t statement_max = std::size_t{2} << 20U;

// Who opens a vault's recovery key for a task.
enum class RecoveryRelease : std::uint8_t { unsaid, automatic, quorum };

// The vault's next initialisation, or one that unseals through us already, becomes ours.
struct VaultClaimAsk {
    static constexpr std::uint16_t type = 0x05ba;
    std::string name;
    std::uint32_t seconds = 0;  // 60..86400: until when it has to be done.
    bool is_new = false;        // Not initialised yet: an init window opens with it.
    RecoveryRelease release{};  // Unsaid: the custodians, where there are any.
    void write(wire::Writer& writer) const;
    static VaultClaimAsk read(wire::Reader& reader);
};

struct RootRotateAsk {
    static constexpr std::uint16_t type = 0x05bb;
    std::string name;
    std::string reason;
    void write(wire::Writer& writer) const;
    static RootRotateAsk read(wire::Reader& reader);
};

struct RootRequestAsk {
    static constexpr std::uint16_t type = 0x05bc;
    std::string name;
    std::string reason;
    std::uint32_t ttl_s = 0;                   // 60..14400
    std::array<std::uint8_t, 32> recipient{};  // X25519: only its owner can read the token.
    void write(wire::Writer& writer) const;
    static RootRequestAsk read(wire::Reader& reader);
};

struct RootShowAsk {
    static constexpr std::uint16_t type = 0x05bd;
    std::string name;
    void write(wire::Writer& writer) const { writer.text(name); }
    static RootShowAsk read(wire::Reader& reader) { return {reader.text(name_max)}; }
};

// Every token is looked at, and root tokens that nobody granted end.
struct RootLookAsk {
    static constexpr std::uint16_t type = 0x05c4;
    std::string name;
    std::string reason;
    bool only_counts = false;  // A preview: nothing ends.
    void write(wire::Writer& writer) const;
    static RootLookAsk read(wire::Reader& reader);
};

// What is done with nobody asking, and how often.
struct RootTimes {
    static constexpr std::uint16_t minutes_of_day = 24 * 60;
    std::uint32_t rotate_every_s = 0;  // 3600..31622400; 0: when somebody asks, or one is found.
    std::uint32_t look_every_s = 0;    // 60..604800; 0: when somebody asks.
    // Of the day, in UTC, below 1440: no rotation begins by itself in between; the same: always.
    std::uint16_t quiet_from_min = 0;
    std::uint16_t quiet_to_min = 0;
    void write(wire::Writer& writer) const;
    static RootTimes read(wire::Reader& reader);
    bool operator==(const RootTimes&) const = default;
};

struct RootScheduleAsk {
    static constexpr std::uint16_t type = 0x05c3;
    std::string name;
    RootTimes times;
    void write(wire::Writer& writer) const;
    static RootScheduleAsk read(wire::Reader& reader);
};

// Once, by whoever asked for it. Answer: RootToken.
struct RootFetchAsk {
    static constexpr std::uint16_t type = 0x05be;
    std::string name;
    IdBytes task{};
    void write(wire::Writer& writer) const;
    static RootFetchAsk read(wire::Reader& reader);
};

// What the journal says of its root between two moments, signed. Answer: RootStatement.
struct RootStatementAsk {
    static constexpr std::uint16_t type = 0x05c1;
    std::string name;
    std::uint64_t from_ms = 0;
    std::uint64_t to_ms = 0;
    void write(wire::Writer& writer) const;
    static RootStatementAsk read(wire::Reader& reader);
};

enum class RootTaskState : std::uint8_t {
    none,
    waiting,  // For the vault's agent.
    under_way,
    done,
    failed,
    asked,  // Of the custodians, who have not opened what it needs yet.
};

struct RootTaskInfo {
    IdBytes id{};  // Zeros: there has been none.
    RootTaskState state{};
    std::string kind;  // claim, rotate, request, look, preview
    std::string by;
    std::string reason;
    std::uint64_t proposed_ms = 0;
    std::uint64_t expires_ms = 0;
    std::uint64_t ended_ms = 0;  // 0: it has not.
    std::string node;            // Whose agent does it.
    std::string step;            // What was said last.
    std::uint32_t tries = 0;
    std::uint16_t code = 0;  // Of a failure.
    std::string why;
    std::uint64_t tokens = 0;  // Of its last census.
    std::uint64_t namespaces = 0;
    std::uint64_t revoked = 0;  // By it, in all.
    std::uint64_t roots = 0;    // That its first census found, and that it ends or would end.
    // Other tokens of that census that may be children of root tokens, and end with them: no vault
    // says whose child a token is, so as many at most.
    std::uint64_t children_max = 0;
    std::vector<claims::RootSeen> found;  // At most root_list_max of those it revoked.
    bool changed_recovery = false;
    bool rotated_root = false;
    std::string accessor;  // Of a request's token.
    std::uint64_t ends_ms = 0;
    bool is_fetched = false;
    void write(wire::Writer& writer) const;
    static RootTaskInfo read(wire::Reader& reader);
};

// A root token that was made for somebody and has not ended.
struct RootGrant {
    std::string accessor;
    std::string by;
    std::uint64_t ends_ms = 0;
    void write(wire::Writer& writer) const;
    static RootGrant read(wire::Reader& reader);
};

// Answer to every ask above but RootFetchAsk and RootStatementAsk.
struct RootShown {
    static constexpr std::uint16_t type = 0x05bf;
    std::string vault;
    std::string id;
    bool is_managed = false;  // Claimed: its root is ours to make and to end.
    std::uint64_t managed_ms = 0;
    std::string issuer;  // Of the logins that its JWT method has to accept.
    std::string audience;
    std::array<std::uint8_t, 32> login_key{};  // Ed25519: they are signed with.
    bool has_recovery = false;                 // Its recovery key is kept, sealed.
    std::uint64_t recovery_ms = 0;             // When it was sealed.
    std::string recovery_release;              // auto, quorum
    RootTaskInfo task;                         // The newest.
    RootTaskInfo proposed;                     // What custodians are asked for.
    IdBytes ceremony{};                        // By which they are; zeros: not yet.
    Digest asked{};                            // Of its plan, whose words they compare.
    bool is_change_due = false;                // Of the recovery key; they have not opened it yet.
    RootTimes times;
    std::uint64_t next_rotation_ms = 0;  // At the earliest; 0: none is due by itself.
    std::uint64_t next_look_ms = 0;
    std::vector<RootGrant> grants;
    void write(wire::Writer& writer) const;
    static RootShown read(wire::Reader& reader);
};

struct RootToken {
    static constexpr std::uint16_t type = 0x05c0;
    IdBytes task{};
    Bytes
        sealed;  // HPKE to the recipient, info `VUS-V1-ROOT-TOKEN`, associated data the task's id.
    std::string accessor;
    std::uint64_t ends_ms = 0;
    void write(wire::Writer& writer) const;
    static RootToken read(wire::Reader& reader);
};

struct RootStatement {
    static constexpr std::uint16_t type = 0x05c2;
    std::string note;  // Signed text of lines, as journal/root_statement.hpp makes it.
    void write(wire::Writer& writer) const { writer.text(note); }
    static RootStatement read(wire::Reader& reader) { return {reader.text(statement_max)}; }
};

}  // namespace sealwright::operate
