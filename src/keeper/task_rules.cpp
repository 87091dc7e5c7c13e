#include "task_rules.hpp"

#include "root_words.hpp"

namespace sealwright::keeper {

using operate::RootTaskState;
using session::TaskKind;
using session::TaskStep;

namespace {

constexpr std::uint64_t pause_of_try_ms = 3'000;
constexpr std::uint64_t pause_of_login_ms = 15'000;
constexpr std::uint64_t fetch_ms = 60'000;
constexpr std::uint64_t watch_ms = 10'000;  // Who watches asks every two seconds, and signs it.

// After a failure the next try waits a little longer each time.
bool is_due(const RootTask& task, std::uint64_t wall_ms) {
    if (task.heard_ms == 0) return true;
    // What failed at the login may do so for hours, until somebody has told the vault of it.
    const bool is_untried = task.info.tries == 0;
    const auto pause_ms = is_untried ? pause_of_login_ms : task.info.tries * pause_of_try_ms;
    return wall_ms >= task.heard_ms + pause_ms;
}

}  // namespace

bool gives(TaskStep step) {
    return step == TaskStep::give_recovery || step == TaskStep::give_root;
}

Rooting::Attempt attempt_of(TaskStep step, Rooting::Attempt before) {
    if (step == TaskStep::begin_recovery) return Rooting::Attempt::recovery;
    return step == TaskStep::begin_root ? Rooting::Attempt::root : before;
}

bool can_cancel(TaskKind kind, Rooting::Attempt attempt) {
    if (only_looks(kind)) return false;
    const bool is_root = attempt == Rooting::Attempt::root;
    return attempt != Rooting::Attempt::none && (kind == TaskKind::request || !is_root);
}

bool has_step(TaskKind kind, TaskStep step) {
    switch (step) {
        case TaskStep::log_in:
        case TaskStep::census:
            return true;
        case TaskStep::revoke:
        case TaskStep::prove:
            return kind != TaskKind::preview;
        case TaskStep::begin_recovery:
        case TaskStep::give_recovery:
        case TaskStep::verify_recovery:
            return !only_looks(kind);
        case TaskStep::rotate_root:
        case TaskStep::rotate_keyring:
            return kind == TaskKind::claim || kind == TaskKind::rotate;
        case TaskStep::begin_root:
        case TaskStep::give_root:
        case TaskStep::limit:
            return kind == TaskKind::request;
    }
    return false;
}

bool only_looks(TaskKind kind) {
    return kind == TaskKind::look || kind == TaskKind::preview;
}

bool makes_no_root(TaskKind kind) {
    return kind == TaskKind::rotate || only_looks(kind);
}

bool is_silent(const RootTask& task, std::uint64_t wall_ms) {
    return wall_ms >= task.heard_ms + task_silence_ms;
}

bool may_take(const RootTask& task, const NodeId& node, std::uint64_t wall_ms) {
    if (task.info.state == RootTaskState::waiting) return is_due(task, wall_ms);
    return task.info.state == RootTaskState::under_way &&
           (task.node == node || is_silent(task, wall_ms));
}

bool is_about_to_be_fetched(const Rooting& rooting, std::uint64_t wall_ms) {
    return rooting.task && !rooting.task->token.empty() &&
           wall_ms < rooting.task->info.ended_ms + fetch_ms;
}

bool is_about_to_be_seen(const Rooting& rooting, std::uint64_t wall_ms) {
    const bool is_watched = rooting.task && !rooting.task->is_by_service() &&
                            wall_ms < rooting.task->info.ended_ms + watch_ms;
    return is_watched || is_about_to_be_fetched(rooting, wall_ms);
}

std::uint32_t tries_max(const RootTask& task) {
    constexpr std::uint32_t of_claim = 8;
    constexpr std::uint32_t of_others = 4;
    return task.kind == TaskKind::claim ? of_claim : of_others;
}

void fail(RootTask& task, const Error& why, std::uint64_t wall_ms) {
    task.info.state = RootTaskState::failed;
    task.info.ended_ms = wall_ms;
    task.info.code = why.code();
    task.info.why = clip(why.sentence());
}

}  // namespace sealwright::keeper
