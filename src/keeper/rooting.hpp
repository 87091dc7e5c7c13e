// Rooting: how the root of one vault stands: whether it is ours, the recovery key that is kept, the
// task that its agent has or had last, the root window, and the root tokens that were granted.
//
// A row of its own ("rooting/…"). The recovery key lies in it sealed to a box: a key whose private
// half comes from the vault's data key, so opening it needs k tokens, or was drawn and sealed to
// the custodians, so opening it needs k of them. Keeping it needs neither. Process: keeper. Limits:
// 128 grants, 8 recovery keys beside the proven one. Spec: docs/protocol/root.md section 3.
#pragma once

#include "sealwright/core/now.hpp"
#include "sealwright/crypto/exchange.hpp"
#include "sealwright/hsm/client/key_opener.hpp"
#include "sealwright/operate/ceremony_messages.hpp"
#include "sealwright/operate/root_messages.hpp"
#include "sealwright/session/task_messages.hpp"
#include "sealwright/threshold/tdh2.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sealwright::keeper {

struct Vault;

// The private half of a box, as custodians open it.
using BoxSecret = crypto::ExchangeSecret;

// What a vault's recovery key is sealed to when the vault has it sealed by us.
struct RecoveryBox {
    crypto::ExchangeKey key{};
    std::uint32_t version = 0;  // Of the data key.
    operate::Wrap sealed;       // Its private half, to custodians; empty: the data key has it.

    [[nodiscard]] bool is_custodians() const { return !sealed.ciphertext.empty(); }
    void write(wire::Writer& writer) const;
    static RecoveryBox read(wire::Reader& reader);
    bool operator==(const RecoveryBox&) const = default;
};

struct RecoveryKept {
    Bytes sealed;
    RecoveryBox box;  // That opens it.
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
    // In any try: the recovery key in force has lain in an agent's memory.
    bool has_given = false;
    bool may_change = false;  // In this try it was given to change it, or the first is made.
    std::uint32_t ttl_s = 0;
    crypto::ExchangeKey recipient{};
    Bytes token;         // Sealed to it; empty: not made, or fetched.
    IdBytes ceremony{};  // Custodians are asked by it; zeros: nobody is, or not yet.
    // What the next recovery key is kept in, when they have opened; nothing: another one of theirs.
    std::optional<RecoveryBox> next_box;

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
    static constexpr std::size_t retired_max = 16;
    enum class Attempt : std::uint8_t { none, recovery, root };

    VaultId vault;
    std::uint64_t managed_ms = 0;  // Since when it is ours; 0: it is not.
    std::optional<RecoveryBox> box;
    std::optional<RecoveryKept> proven;    // In force, as a task has shown.
    std::vector<RecoveryKept> candidates;  // Sealed since, the newest last: one may be in force.
    // Those before, the newest last: a vault that was restored from a snapshot has one of them.
    std::vector<RecoveryKept> retired;
    std::optional<RootTask> task;
    // Waits for the custodians, or, opened by them, for the task before it to end.
    std::optional<RootTask> proposed;
    // Since when the recovery key has to be changed and custodians have not opened it; 0: it has
    // not. And for what.
    std::uint64_t change_due_ms = 0;
    std::string change_why;
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
    // In this very box: the vault may have any of those in which it was sealed.
    [[nodiscard]] bool keeps(const Digest& digest, const RecoveryBox& in) const;
    // Keeps one more; the oldest candidate makes room, never the one that is proven.
    void keep(RecoveryKept kept);
    // What a task has put in force; false when nobody sealed such a key. The others are retired.
    bool prove(const Digest& digest);
    // Which kept key a try gives: what is proven, then the others, the newest first; a claim then
    // those that were in force before.
    [[nodiscard]] const RecoveryKept* to_give() const;
    // A change of the recovery key that the vault's agent has been told to make.
    [[nodiscard]] bool awaits_recovery_key() const;
    // Of all that may be in force, those of custodians, each once; and those that they open for a
    // task, in which the vault may still have something sealed.
    [[nodiscard]] std::vector<RecoveryBox> custodians_boxes() const;
    [[nodiscard]] std::vector<RecoveryBox> boxes_to_open(session::TaskKind kind) const;
    [[nodiscard]] bool is_custodians() const { return box && box->is_custodians(); }
    // Nothing that may be in force opens without them.
    [[nodiscard]] bool is_custodians_alone() const;
    // Whether a try may give a key that custodians have to open first.
    [[nodiscard]] bool needs_custodians() const;
    [[nodiscard]] bool has_open_task() const { return task && task->is_open(); }
};

std::string rooting_row(const VaultId& id);

Digest digest_of_recovery(View key);
RecoveryBox make_recovery_box(const hsm::client::SharedKey& data_key, const Vault& vault);
// Drawn for custodians: the pair is what a task under way may use at once.
struct DrawnBox {
    RecoveryBox box;
    crypto::ExchangePair pair;
};
Result<DrawnBox> draw_recovery_box(const threshold::GroupKey& group,
                                   const threshold::Label& label,
                                   const threshold::Pepper& pepper,
                                   Random& random);
// What custodians have opened of a box; nothing: it is another one's.
std::optional<crypto::ExchangePair> pair_of_box(const RecoveryBox& box, BoxSecret secret);

Result<RecoveryKept> keep_recovery(const RecoveryBox& box,
                                   const VaultId& vault,
                                   View key,
                                   std::uint64_t wall_ms,
                                   std::uint64_t entry,
                                   Random& random);
// The pair of a box that the data key has.
crypto::ExchangePair pair_of_box(const hsm::client::SharedKey& data_key, const Vault& vault);
// In the vault's form of shares: the key itself where it wants one.
Result<std::vector<WipedBytes>> recovery_shares(const RecoveryKept& kept,
                                                const crypto::ExchangePair& own,
                                                const VaultId& vault,
                                                std::uint64_t needed,
                                                Random& random);

// What the vault gets sealed instead of its recovery key, where custodians open it: a word, the
// box's key and the key in it. Only 32 bytes are a recovery key themselves.
WipedBytes boxed(const RecoveryKept& kept);
bool is_boxed(View plaintext);
// `own` is looked up by the box's key.
Result<crypto::ExchangeKey> box_of(View plaintext);
Result<WipedBytes> open_boxed(View plaintext,
                              const crypto::ExchangePair& own,
                              const VaultId& vault);

}  // namespace sealwright::keeper
