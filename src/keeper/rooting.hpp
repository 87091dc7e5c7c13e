// Rooting: how the root of one vault stands: whether it is ours, the recovery key that is kept, the
// task that its agent has or had last, the root window, the root tokens that were granted, and what
// is done by itself.
//
// A row of its own ("rooting/…"). Process: keeper. Limits: 128 grants, 8 recovery keys beside the
// proven one, 16 that were in force before. Spec: docs/protocol/root.md section 3.
#pragma once

#include "root_schedule.hpp"
#include "root_task.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sealwright::keeper {

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
    RootSchedule schedule;
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

}  // namespace sealwright::keeper
