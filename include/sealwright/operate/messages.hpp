// Messages on the local operator socket (frame types 0x0500-0x05ff).
//
// The CLI asks, the keeper answers or refuses (claims::Refusal). Who asks is what the kernel says
// of the socket's peer, never what a message says. Every ask that changes something becomes an Act
// whose digest is journalled. Process: cli, keeper. Spec: docs/protocol/operate.md.
#pragma once

#include "sealwright/core/ids.hpp"
#include "sealwright/wire/codec.hpp"

#include <string>
#include <vector>

namespace sealwright::operate {

inline constexpr std::size_t name_max = 64;
inline constexpr std::size_t text_max = 512;
inline constexpr std::size_t list_max = 65'536;
inline constexpr std::size_t versions_max = 1024;
inline constexpr std::size_t entries_max = 512;
inline constexpr std::size_t archives_max = 512;
inline constexpr std::size_t entry_size_max = std::size_t{64} * 1024;

enum class Phase : std::uint8_t { locked, empty, open };

struct StatusAsk {
    static constexpr std::uint16_t type = 0x0501;
    void write(wire::Writer&) const {}
    static StatusAsk read(wire::Reader&) { return {}; }
};

// What a token process, or sealwrightd about it, says.
struct TokenInfo {
    std::string name;
    std::string state;  // "logged in", "waiting for pin", "pin refused", "stopped", "away", "no
                        // key", "broken"
    std::string label;
    std::string serial;
    Digest key_id{};
    std::uint32_t generation = 0;
    Digest startup_key{};  // To seal a PIN to; zeros when the process is away.
    std::string detail;
    bool left_out = false;  // Missed a deadline; comes back when a side probe answers.
    void write(wire::Writer& writer) const;
    static TokenInfo read(wire::Reader& reader);
};

struct Status {
    static constexpr std::uint16_t type = 0x0502;
    Phase phase{};
    std::string waits_for;  // Why it is locked; empty otherwise.
    bool solo = false;
    std::string installation;  // Texts of ids; empty unless open.
    std::string instance;
    std::string environment;
    std::string owner;
    std::string token_group;
    std::uint8_t threshold = 0;
    std::uint8_t tokens_ready = 0;
    std::uint64_t revision = 0;
    std::uint64_t sequence = 0;
    std::string verifier_key;
    std::uint32_t vaults = 0;
    std::uint32_t nodes = 0;
    std::uint64_t heartbeats = 0;  // Counted since this keeper's start, not journalled.
    std::vector<TokenInfo> tokens;
    void write(wire::Writer& writer) const;
    static Status read(wire::Reader& reader);
};

// Founds a solo installation: makes the token keys, the service key and the identity. Answer:
// Status.
struct InitAsk {
    static constexpr std::uint16_t type = 0x0503;
    bool solo = false;
    void write(wire::Writer& writer) const { writer.boolean(solo); }
    static InitAsk read(wire::Reader& reader) { return {reader.boolean()}; }
};

struct VaultAddAsk {
    static constexpr std::uint16_t type = 0x0504;
    std::string name;
    std::string mount;
    std::string key;
    IdBytes id{};  // Chosen beforehand, for tokens with a list of vaults; zeros: drawn now.
    void write(wire::Writer& writer) const;
    static VaultAddAsk read(wire::Reader& reader);
};

struct VaultAllowInitAsk {
    static constexpr std::uint16_t type = 0x0505;
    std::string name;
    std::uint32_t seconds = 0;  // 1..86400
    void write(wire::Writer& writer) const;
    static VaultAllowInitAsk read(wire::Reader& reader);
};

// Opens the window in which one snapshot may be restored.
struct VaultAllowRestoreAsk {
    static constexpr std::uint16_t type = 0x0512;
    std::string name;
    std::uint32_t seconds = 0;  // 1..86400
    void write(wire::Writer& writer) const;
    static VaultAllowRestoreAsk read(wire::Reader& reader);
};

// A new version N of the vault's seal key: what is sealed from now on is under it.
struct VaultRotateKeyAsk {
    static constexpr std::uint16_t type = 0x0513;
    std::string name;
    void write(wire::Writer& writer) const { writer.text(name); }
    static VaultRotateKeyAsk read(wire::Reader& reader) { return {reader.text(name_max)}; }
};

// Destroys an old version N, when nothing may be presented under it any more.
struct VaultRetireVersionAsk {
    static constexpr std::uint16_t type = 0x0514;
    std::string name;
    std::uint32_t version = 0;
    bool drop_snapshots = false;  // Snapshots taken under it may become useless.
    void write(wire::Writer& writer) const;
    static VaultRetireVersionAsk read(wire::Reader& reader);
};

struct VaultHoldAsk {
    static constexpr std::uint16_t type = 0x0515;
    std::string name;
    std::string reason;  // At most text_max, printable.
    void write(wire::Writer& writer) const;
    static VaultHoldAsk read(wire::Reader& reader);
};

struct VaultLiftAsk {
    static constexpr std::uint16_t type = 0x0516;
    std::string name;
    std::string reason;
    void write(wire::Writer& writer) const;
    static VaultLiftAsk read(wire::Reader& reader);
};

// One vault by name, or all with an empty name. Answer: Vaults, also to the asks above.
struct VaultsAsk {
    static constexpr std::uint16_t type = 0x0506;
    std::string name;
    void write(wire::Writer& writer) const { writer.text(name); }
    static VaultsAsk read(wire::Reader& reader) { return {reader.text(name_max)}; }
};

struct VaultInfo {
    std::string id;
    std::string name;
    std::string mount;
    std::string key;
    std::string environment;
    std::uint32_t seal_key_version = 0;
    std::uint32_t data_key_version = 0;
    std::uint64_t init_until_ms = 0;   // 0: no init window is open.
    std::uint64_t root_sealed_ms = 0;  // Last time its stored root key was sealed; 0: never.
    std::uint64_t root_opened_ms = 0;  // Last time it was released; 0: never.
    std::uint32_t nodes = 0;
    std::vector<std::uint32_t> versions;  // Those that still open, in order.
    std::uint32_t root_version = 0;       // Of its stored root key; 0: none was sealed.
    std::uint32_t recovery_version = 0;
    std::string rewrap_node;             // Whose re-wrap has begun and not come back.
    std::uint64_t restore_until_ms = 0;  // 0: no restore window is open.
    std::uint64_t held_since_ms = 0;     // 0: not held.
    std::string held_by;
    std::string held_reason;
    void write(wire::Writer& writer) const;
    static VaultInfo read(wire::Reader& reader);
};

struct Vaults {
    static constexpr std::uint16_t type = 0x0517;
    std::vector<VaultInfo> vaults;
    void write(wire::Writer& writer) const { wire::write_list(writer, vaults); }
    static Vaults read(wire::Reader& reader) {
        return {wire::read_list<VaultInfo>(reader, list_max)};
    }
};

struct NodeAddAsk {
    static constexpr std::uint16_t type = 0x0508;
    std::string vault;
    std::string node;
    Digest spki{};
    std::uint64_t not_after_ms = 0;
    void write(wire::Writer& writer) const;
    static NodeAddAsk read(wire::Reader& reader);
};

struct NodeRevokeAsk {
    static constexpr std::uint16_t type = 0x0509;
    std::string vault;
    std::string node;
    void write(wire::Writer& writer) const;
    static NodeRevokeAsk read(wire::Reader& reader);
};

// Answer: Nodes, also to the two asks above.
struct NodesAsk {
    static constexpr std::uint16_t type = 0x050a;
    void write(wire::Writer&) const {}
    static NodesAsk read(wire::Reader&) { return {}; }
};

struct NodeInfo {
    std::string id;
    std::string name;
    std::string vault;
    Digest spki{};
    std::uint64_t not_after_ms = 0;
    std::uint64_t added_ms = 0;
    std::uint64_t revoked_ms = 0;  // 0: in force.
    void write(wire::Writer& writer) const;
    static NodeInfo read(wire::Reader& reader);
};

struct Nodes {
    static constexpr std::uint16_t type = 0x050b;
    std::vector<NodeInfo> nodes;
    void write(wire::Writer& writer) const { wire::write_list(writer, nodes); }
    static Nodes read(wire::Reader& reader) {
        return {wire::read_list<NodeInfo>(reader, list_max)};
    }
};

enum class TokenVerb : std::uint8_t { enrol, start, stop };

// Answer: Tokens, also to the two asks below.
struct TokenActAsk {
    static constexpr std::uint16_t type = 0x050c;
    std::string name;
    TokenVerb verb{};
    void write(wire::Writer& writer) const;
    static TokenActAsk read(wire::Reader& reader);
};

struct TokenLoginAsk {
    static constexpr std::uint16_t type = 0x050d;
    std::string name;
    Bytes box;  // The PIN, sealed to the token process's start-up key.
    void write(wire::Writer& writer) const;
    static TokenLoginAsk read(wire::Reader& reader);
};

struct TokensAsk {
    static constexpr std::uint16_t type = 0x050e;
    void write(wire::Writer&) const {}
    static TokensAsk read(wire::Reader&) { return {}; }
};

struct Tokens {
    static constexpr std::uint16_t type = 0x050f;
    std::vector<TokenInfo> tokens;
    void write(wire::Writer& writer) const { wire::write_list(writer, tokens); }
    static Tokens read(wire::Reader& reader) {
        return {wire::read_list<TokenInfo>(reader, list_max)};
    }
};

// Entries of this instance's chain in order, opened: journal::Entry bytes. `first` 0 means the last
// `count`. With `checkpoint` a checkpoint is signed and appended first, so that an export ends
// signed.
struct JournalAsk {
    static constexpr std::uint16_t type = 0x0510;
    std::uint64_t first = 0;
    std::uint32_t count = 0;
    bool checkpoint = false;
    void write(wire::Writer& writer) const;
    static JournalAsk read(wire::Reader& reader);
};

struct JournalPage {
    static constexpr std::uint16_t type = 0x0511;
    std::uint64_t head_sequence = 0;
    std::string verifier_key;
    std::vector<Bytes> entries;
    void write(wire::Writer& writer) const;
    static JournalPage read(wire::Reader& reader);
};

// Whether a vault's node that starts now would be unsealed. With `now` a canary round for it begins
// first, and the answer says `trying` until that has ended.
struct CanUnsealAsk {
    static constexpr std::uint16_t type = 0x0520;
    std::string vault;
    bool now = false;
    void write(wire::Writer& writer) const;
    static CanUnsealAsk read(wire::Reader& reader);
};

struct Check {
    std::string name;
    bool passed = false;
    std::string found;       // What was seen, or why it failed.
    std::uint16_t code = 0;  // Of a check that failed, with what to do.
    std::string remedy;
    void write(wire::Writer& writer) const;
    static Check read(wire::Reader& reader);
};

// What the canary knows of this vault through one subset of tokens.
struct SubsetInfo {
    std::string tokens;           // "a+c"
    std::uint64_t tried_ms = 0;   // 0: never.
    std::uint64_t passed_ms = 0;  // 0: never.
    std::string fault;            // Why the last trial failed; empty: it did not.
    void write(wire::Writer& writer) const;
    static SubsetInfo read(wire::Reader& reader);
};

struct CanUnseal {
    static constexpr std::uint16_t type = 0x0521;
    std::string vault;
    std::string environment;
    bool trying = false;
    std::vector<Check> checks;
    std::vector<SubsetInfo> subsets;
    void write(wire::Writer& writer) const;
    static CanUnseal read(wire::Reader& reader);
};

// What left the journal for files: the list, and where the journal here begins.
struct ArchivesAsk {
    static constexpr std::uint16_t type = 0x0530;
    void write(wire::Writer&) const {}
    static ArchivesAsk read(wire::Reader&) { return {}; }
};

struct ArchiveInfo {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint64_t wall_ms = 0;
    Digest bundle{};  // SHA-256 of the file.
    std::string file;
    void write(wire::Writer& writer) const;
    static ArchiveInfo read(wire::Reader& reader);
};

struct Archives {
    static constexpr std::uint16_t type = 0x0531;
    Bytes start;  // journal::Start, for the head of an export.
    std::vector<ArchiveInfo> archives;
    void write(wire::Writer& writer) const;
    static Archives read(wire::Reader& reader);
};

// Entries up to `last`, whose leaf digest is `head`, stand durably in `file`; take them away.
// Answered by Archives.
struct ArchiveAsk {
    static constexpr std::uint16_t type = 0x0532;
    std::uint64_t last = 0;
    Digest head{};
    Digest bundle{};
    std::string file;
    void write(wire::Writer& writer) const;
    static ArchiveAsk read(wire::Reader& reader);
};

}  // namespace sealwright::operate
