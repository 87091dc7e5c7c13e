// What becomes of tasks by time, and of those that custodians have opened.
#include "errors.hpp"
#include "root_desk.hpp"
#include "root_opening.hpp"
#include "root_words.hpp"
#include "sealwright/core/log.hpp"
#include "task_rules.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

using operate::RootTaskState;
using session::TaskKind;

constexpr std::uint64_t proposal_ms = std::uint64_t{24} * 60 * 60 * 1000;

constexpr std::uint64_t due_task_ms = std::uint64_t{10} * 60 * 1000;
constexpr std::uint64_t opened_task_ms = std::uint64_t{10} * 60 * 1000;
constexpr std::uint64_t opened_max_ms = std::uint64_t{30} * 60 * 1000;
constexpr std::uint64_t ask_again_ms = std::uint64_t{60} * 60 * 1000;

bool is_late(const RootTask& task, std::uint64_t wall_ms) {
    if (!task.is_open() || wall_ms < task.info.expires_ms) return false;
    // What custodians have opened stays open for no agent that only talks.
    const bool is_opened = CeremonyId(task.ceremony).is_set();
    const bool is_too_long = is_opened && wall_ms >= task.info.expires_ms + opened_max_ms;
    return task.info.state == RootTaskState::waiting || is_silent(task, wall_ms) || is_too_long;
}

// What custodians opened for it is not here any more.
bool is_shut(const RootTask& task, const OpenBoxes& boxes, const VaultId& vault) {
    return task.is_open() && CeremonyId(task.ceremony).is_set() && !boxes.are_for(vault, task.id());
}

}  // namespace

bool RootDesk::opens(const Rooting& rooting) const {
    return rooting.to_give() != nullptr && core_.boxes().are_open(rooting);
}

void RootDesk::note_due_change(Rooting& rooting) const {
    const auto& task = *rooting.task;
    // A rotation has left it out, or what was given has lain in an agent's memory.
    const bool is_left = task.kind == TaskKind::rotate && !task.info.changed_recovery;
    const bool is_wanted = is_left || task.has_given || rooting.change_due_ms != 0;
    if (!is_wanted || !rooting.needs_custodians() || task.is_open()) return;
    // They were asked for this very task: not again at once.
    const bool is_again = CeremonyId(task.ceremony).is_set();
    if (rooting.change_due_ms == 0) {
        rooting.change_why = clip("behind " + task.id().str() + ": " + task.info.reason);
    } else if (!is_again) {
        return;
    }
    rooting.change_due_ms = core_.latest_ms() + (is_again ? ask_again_ms : 0);
}

// Over, with nothing done; a root token that it may have left is told and looked for.
void RootDesk::end_task(Draft& draft, Rooting& rooting, const Error& why, std::string_view words) {
    rooting.close_window();
    core_.boxes().forget(rooting.vault, rooting.task->id());
    fail(*rooting.task, why, core_.latest_ms());
    note_due_change(rooting);
    draft.record({std::nullopt,
                  journal::Kind::task,
                  task_facts(draft.state().vaults.at(rooting.vault), rooting, words)});
    tell_missed(draft, rooting);
    answer_left_root(draft, rooting);
}

// What is due by itself and is not done is told once, until it is done.
void RootDesk::tell_missed(Draft& draft, Rooting& rooting) const {
    const auto& task = *rooting.task;
    const bool is_ours = task.is_by_service() && makes_no_root(task.kind);
    if (!is_ours || rooting.schedule.is_missed) return;
    rooting.schedule.is_missed = true;
    draft.record({std::nullopt,
                  journal::Kind::alert,
                  {{"what", std::string("what was due in a vault by itself was not done")},
                   {"vault", draft.state().vaults.at(rooting.vault).name},
                   {"task", task.id().str()},
                   {"task kind", std::string(session::name_of(task.kind))}}});
}

// The first that `wanted` is true of, changed in one commit; false: there is none.
template <class Wanted, class Change>
bool RootDesk::change_first(std::string_view what, Wanted wanted, Change change) {
    const auto& rootings = core_.state().rootings;
    const auto found =
        std::ranges::find_if(rootings, [&](const auto& each) { return wanted(each.second); });
    if (found == rootings.end()) return false;
    const auto id = found->first;
    const auto changed = core_.decide_and_commit([&](Draft& draft) -> Result<void> {
        auto rooting = *draft.state().rooting_of(id);
        if (!wanted(rooting)) return done;
        change(draft, rooting);
        draft.put(rooting);
        return done;
    });
    if (!changed) log(LogLevel::warning, what, changed.error());
    return true;
}

// One that nobody does is over with its time; one that an agent left is, when it is silent too.
bool RootDesk::end_late() {
    const auto wall_ms = core_.latest_ms();
    const auto late = [&](const std::optional<RootTask>& task) {
        return task && is_late(*task, wall_ms);
    };
    return change_first(
        "a task that is over",
        [&](const Rooting& rooting) { return late(rooting.task) || late(rooting.proposed); },
        [&](Draft& draft, Rooting& rooting) {
            if (late(rooting.task)) {
                end_task(draft, rooting, errors::root_task_expired, "expired");
            } else {
                end_proposal(draft, rooting, errors::root_task_expired, wall_ms);
            }
        });
}

// With the process that had them, or with a lock, what custodians gave is gone: they are asked anew
// by whoever still wants it.
bool RootDesk::end_shut() {
    const auto shut = [&](const Rooting& rooting, const std::optional<RootTask>& task) {
        return task && is_shut(*task, core_.boxes(), rooting.vault);
    };
    return change_first(
        "a task that cannot go on",
        [&](const Rooting& rooting) {
            return shut(rooting, rooting.task) || shut(rooting, rooting.proposed);
        },
        [&](Draft& draft, Rooting& rooting) {
            if (shut(rooting, rooting.task)) {
                end_task(draft, rooting, errors::root_opened_gone, "failed");
            } else {
                end_proposal(draft, rooting, errors::root_opened_gone, core_.latest_ms());
            }
        });
}

// The service asks for it itself, in the name of nobody.
bool RootDesk::propose_due() {
    const auto wall_ms = core_.latest_ms();
    return change_first(
        "a change of a recovery key",
        [&](const Rooting& rooting) {
            return rooting.change_due_ms != 0 && wall_ms >= rooting.change_due_ms &&
                   !rooting.proposed && rooting.managed_ms != 0 && rooting.needs_custodians() &&
                   !rooting.has_open_task() &&
                   !core_.state().standing_of(rooting.vault).is_held(wall_ms);
        },
        [&](Draft&, Rooting& rooting) {
            rooting.proposed = RootTask::waiting(TaskKind::claim,
                                                 std::string(service_name),
                                                 rooting.change_why,
                                                 wall_ms,
                                                 proposal_ms,
                                                 core_.random());
            rooting.proposed->info.state = RootTaskState::asked;
        });
}

// What custodians have opened is done when the task before it is over, and its token fetched.
bool RootDesk::take_opened() {
    const auto wall_ms = core_.latest_ms();
    return change_first(
        "a task that custodians have opened",
        [&](const Rooting& rooting) {
            const bool is_free = !rooting.has_open_task() || only_looks(rooting.task->kind);
            return rooting.proposed && rooting.proposed->info.state == RootTaskState::waiting &&
                   is_free && !is_about_to_be_fetched(rooting, wall_ms);
        },
        [wall_ms](Draft&, Rooting& rooting) {
            rooting.task = std::move(rooting.proposed);
            rooting.task->info.expires_ms = wall_ms + opened_task_ms;
            rooting.proposed.reset();
        });
}

// What is to be done by itself: an open task, and a token that waits for its requester, go first.
bool RootDesk::begin_due() {
    const auto wall_ms = core_.latest_ms();
    const auto due = [wall_ms](const Rooting& rooting) -> std::optional<RootSchedule::Due> {
        const bool is_free = rooting.managed_ms != 0 && !rooting.has_open_task() &&
                             !is_about_to_be_seen(rooting, wall_ms);
        return is_free ? rooting.schedule.due(rooting.vault, wall_ms) : std::nullopt;
    };
    return change_first(
        "what is due in a vault",
        [&](const Rooting& rooting) { return due(rooting).has_value(); },
        [&](Draft& draft, Rooting& rooting) {
            const auto what = *due(rooting);
            rooting.schedule.begin(what.kind, wall_ms);
            rooting.task = RootTask::waiting(what.kind,
                                             std::string(service_name),
                                             std::string(what.why),
                                             wall_ms,
                                             due_task_ms,
                                             core_.random());
            auto facts =
                task_facts(draft.state().vaults.at(rooting.vault), rooting, "begun by itself");
            facts.push_back({"why", std::string(what.why)});
            draft.record({std::nullopt, journal::Kind::task, std::move(facts)});
        });
}

// One commit a step: behind it the state is another one.
void RootDesk::step() {
    if (core_.phase() != Phase::open) return;
    core_.boxes().sweep(core_.state().rootings);
    static_cast<void>(end_late() || end_shut() || propose_due() || take_opened() || begin_due());
}

}  // namespace sealwright::keeper
