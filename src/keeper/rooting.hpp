// Rooting: how the root of one vault stands: whether it is ours, the recovery key that is kept, the
// task that its agent has or had last, the root window, and the root tokens that were granted.
//
// A row of its own ("rooting/…"). The recovery key lies in it sealed to a key whose private half
// comes from the vault's data key, so keeping it needs no token and opening it needs k of them.
// Process: keeper. Limits: 128 grants, 8 recovery keys beside the proven one. Spec:
// docs/protocol/root.md section 3.
#pragma once

#include "sealwright/core/now.hpp"
#include "sealwright/crypto/exchange.hpp"
#include "sealwright/hsm/client/key_opener.hpp"
#include "sealwright/operate/root_messages.hpp"
#include "sealwright/session/task_messages.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sealwright::keeper {

struct Vault;

// What a vault's recovery key is sealed to when the vault has it sealed by us.
struct RecoveryBox {
    crypto::ExchangeKey key{};
    std::uint32_t version = 0;  // Of the data key.
    void write(wire::Writer& writer) const;
    static RecoveryBox read(wire::Reader& reader);
    bool operator==(const RecoveryBox&) const = default;
};

struct RecoveryKept {
    Bytes sealed;
    Digest digest{};  // Of the key, to know it again.
    std::uint64_t sealed_ms = 0;
    std::uint64_t entry = 0;  // The intent of the ask that it came with.
    void write(wire::Writer& writer) const;
    static RecoveryKept read(wire::Reader& reader);
    bool operator==(const RecoveryKept&) const = default;
};

struct RootTask {
    session::TaskKind kind{};
    operate::RootTaskInfo info;
    std::string asker;           // Names of who signed it; empty: the local socket.
    NodeId node;                 // Whose agent has taken it; zeros: none has.
    std::uint64_t heard_ms = 0;  // From that agent, last.
    std::uint32_t gives = 0;     // Root windows of this try.
    std::uint32_t ttl_s = 0;
    crypto::ExchangeKey recipient{};
    Bytes token;  // Sealed to it; empty: not made, or fetched.

    // One that nobody has taken.
    static RootTask waiting(session::TaskKind kind,
                            std::string by,
                            std::string reason,
                            std::uint64_t wall_ms,
                            std::uint64_t lasts_ms,
                            Random& random);

    [[nodiscard]] TaskId id() const { return TaskId(info.id); }
    [[nodiscard]] bool is_open() const {
        return info.state == operate::RootTaskState::waiting ||
               info.state == operate::RootTaskState::under_way;
    }
    void write(wire::Writer& writer) const;
    static RootTask read(wire::Reader& reader);
};

struct Rooting {
    static constexpr std::size_t grants_max = 128;
    static constexpr std::size_t candidates_max = 8;
    enum class Attempt : std::uint8_t { none, recovery, root };

    VaultId vault;
    std::uint64_t managed_ms = 0;  // Since when it is ours; 0: it is not.
    std::optional<RecoveryBox> box;
    std::optional<RecoveryKept> proven;    // In force, as a task has shown.
    std::vector<RecoveryKept> candidates;  // Sealed since, the newest last: one may be in force.
    std::optional<RootTask> task;
    std::vector<operate::RootGrant> grants;
    Attempt attempt{};  // Of ours, begun in the vault, whose end was not told.
    // Since the recovery key was given for a root token and until a census behind it: one without
    // end may live that nobody owns.
    bool root_may_live = false;
    bool window_is_root = false;        // Else it is for a change of the recovery key.
    std::uint64_t window_until_ms = 0;  // Wall time; 0: no root window is open.
    std::uint32_t window_decrypts = 0;  // Of the recovery key, that are left in it.

    void write(wire::Writer& writer) const;
    static Rooting read(wire::Reader& reader);

    [[nodiscard]] bool has_window(std::uint64_t wall_ms) const { return wall_ms < window_until_ms; }
    void close_window();
    void forget_ended_grants(std::uint64_t wall_ms);
    [[nodiscard]] bool keeps_recovery() const { return proven || !candidates.empty(); }
    [[nodiscard]] bool keeps(const Digest& digest) const;
    // Keeps one more; the oldest candidate makes room, never the one that is proven.
    void keep(RecoveryKept kept);
    // What a task has put in force; false when nobody sealed such a key.
    bool prove(const Digest& digest);
    // Which kept key a try gives: what is proven, then the others, the newest first.
    [[nodiscard]] const RecoveryKept* to_give() const;
    // A change of the recovery key that the vault's agent has been told to make.
    [[nodiscard]] bool awaits_recovery_key() const;
};

std::string rooting_row(const VaultId& id);

Digest digest_of_recovery(View key);
RecoveryBox make_recovery_box(const hsm::client::SharedKey& data_key, const Vault& vault);
Result<RecoveryKept> keep_recovery(const RecoveryBox& box,
                                   const VaultId& vault,
                                   View key,
                                   std::uint64_t wall_ms,
                                   std::uint64_t entry,
                                   Random& random);
// In the vault's form of shares: the key itself where it wants one.
Result<std::vector<WipedBytes>> recovery_shares(const RecoveryKept& kept,
                                                const hsm::client::SharedKey& data_key,
                                                const Vault& vault,
                                                std::uint64_t needed,
                                                Random& random);

}  // namespace sealwright::keeper
