// What an agent says of its task: each step, and the end.
#include "errors.hpp"
#include "release_claims.hpp"
#include "root_desk.hpp"
#include "root_words.hpp"
#include "sealwright/ceremony/errors.hpp"
#include "task_rules.hpp"

namespace sealwright::keeper {
namespace {

using operate::RootTaskState;
using session::TaskKind;
using session::TaskStep;

// What a preview has found, as a step that revokes would tell it.
session::TaskSaid counted(const session::TaskEnded& ended) {
    session::TaskSaid said;
    said.roots_in_all = ended.roots_in_all;
    said.roots = ended.roots;
    return said;
}

// What is found by one that ends every root token and changes the keys needs no other answer; nor
// does what a broken try of ours may have left, or it would cost the token of the next.
bool needs_answer(const Rooting& rooting, const session::TaskSaid& said) {
    constexpr std::uint64_t left_max = 2;  // The unlimited one and the limited one.
    const auto kind = rooting.task->kind;
    const bool is_change = kind == TaskKind::rotate || kind == TaskKind::claim;
    const bool is_left = rooting.root_may_live && count_ungranted(rooting, said) <= left_max;
    return !is_change && !is_left;
}

}  // namespace

// What a vault's own ask for its recovery key has to pass, the window but for.
Result<void> RootDesk::may_give(const State& state,
                                const Asking& asking,
                                const Rooting& rooting) const {
    const auto now = core_.now();
    if (rooting.task->gives >= gives_max) return errors::root_windows_many;
    if (rooting.to_give() == nullptr) {
        return Error(errors::recovery_not_kept, {fact("vault", asking.vault.name)});
    }
    if (!opens(rooting)) return Error(errors::recovery_shut, {fact("vault", asking.vault.name)});
    const auto& standing = state.standing_of(asking.vault.id);
    policy::OpenAsk open;
    open.seal_class = claims::SealClass::recovery_key;
    open.windows.root = true;
    open.is_held = standing.is_held(core_.latest_ms());
    if (standing.rewrap) open.rewrap = policy::Rewrap::open;
    open.evidence_age_ms = evidence_age_ms(asking.origin, now);
    TRY(policy::may_open(core_.settings().classes, open));
    const bool is_loose = rooting.task->kind != TaskKind::rotate;
    if (is_loose && state.freeze.now(core_.latest_ms()) != nullptr) return errors::service_frozen;
    TRY(state.policy.policy.decide(
        release_claims(state, asking.node, asking.origin, claims::SealClass::recovery_key, now)));
    return core_.check_tokens();
}

void RootDesk::tell_found(Draft& draft, const Asking& asking, std::uint64_t entry) {
    draft.record({asking.origin,
                  journal::Kind::alert,
                  {{"what", std::string("root tokens that nobody granted were found")},
                   {"vault", asking.vault.name},
                   {"entry", entry}}});
}

Result<session::TaskHeard> RootDesk::hear(const Asking& asking, const session::TaskSaid& message) {
    TRY(core_.decide_and_commit([&](Draft& draft) -> Result<void> {
        TRY(rooting, of_its_node(draft.state(), asking, message.task));
        auto& task = *rooting.task;
        if (!has_step(task.kind, message.step)) return errors::root_task_unknown;
        const auto allowed =
            gives(message.step) ? may_give(draft.state(), asking, rooting) : Result<void>(done);
        if (!allowed) return allowed.error();
        const auto wall_ms = core_.latest_ms();
        task.heard_ms = wall_ms;
        task.info.step = words_of(message.step);
        add_census(task.info, message);
        rooting.attempt = attempt_of(message.step, rooting.attempt);
        // Where none is proven yet the first one may be made without one that is given.
        const bool is_first = message.step == TaskStep::begin_recovery && !rooting.proven;
        task.may_change = task.may_change || is_first;
        if (gives(message.step)) {
            ++task.gives;
            task.has_given = true;
            task.may_change = task.may_change || message.step == TaskStep::give_recovery;
            rooting.window_until_ms = wall_ms + window_ms;
            rooting.window_decrypts = 1;
            rooting.window_is_root = message.step == TaskStep::give_root;
            rooting.root_may_live = rooting.root_may_live || rooting.window_is_root;
        } else if (message.step == TaskStep::limit) {
            // The unlimited root lives until that is over: no snapshot may keep it.
            rooting.window_decrypts = 0;
        } else {
            rooting.close_window();
        }
        auto facts = task_facts(asking.vault, rooting, words_of(message.step));
        if (message.step == TaskStep::revoke) add_roots(facts, rooting, message);
        if (gives(message.step)) facts.push_back({"root window until", rooting.window_until_ms});
        const auto entry = draft.record({asking.origin, journal::Kind::task, std::move(facts)});
        const bool is_alarming = message.step == TaskStep::revoke && rooting.managed_ms != 0 &&
                                 count_ungranted(rooting, message) > 0;
        if (is_alarming) {
            if (needs_answer(rooting, message)) rooting.schedule.found_ms = wall_ms;
            tell_found(draft, asking, entry);
        }
        draft.put(rooting);
        return done;
    }));
    if (!gives(message.step)) return session::TaskHeard{};
    TRY(given, shares(asking, message.needed));
    return session::TaskHeard{std::move(given)};
}

// The window is durable: now, and only now, a key is opened.
Result<std::vector<WipedBytes>> RootDesk::shares(const Asking& asking, std::uint64_t needed) {
    const auto& state = core_.state();
    const auto* rooting = state.rooting_of(asking.vault.id);
    check(rooting != nullptr && rooting->to_give() != nullptr);
    const auto& kept = *rooting->to_give();
    const auto& vault = asking.vault;
    if (kept.box.is_custodians()) {
        const auto* own = core_.boxes().find(*rooting, kept.box.key);
        if (own == nullptr) return Error(errors::recovery_shut, {fact("vault", vault.name)});
        return recovery_shares(kept, *own, vault.id, needed, core_.random());
    }
    TRY(data_key, core_.keys().open(state.keys.at(vault.id).data_key, core_.place()));
    const auto own = pair_of_box(data_key, vault);
    return recovery_shares(kept, own, vault.id, needed, core_.random());
}

// By the key's digest, so that nobody who has another value sealed meanwhile puts it in its place.
void RootDesk::take_recovery(Rooting& rooting, const session::TaskEnded& ended) const {
    auto& task = *rooting.task;
    // Whoever was not given the key in force has changed none.
    const bool may_change = ended.changed_recovery && task.may_change;
    if (may_change && rooting.prove(ended.recovery)) {
        task.info.changed_recovery = true;
        task.has_given = false;
        // Another try gives what is proven now.
        task.turn = 0;
        task.gives = 0;
        rooting.change_due_ms = 0;
        rooting.change_why.clear();
        return;
    }
    const bool is_done = rooting.task->info.state == RootTaskState::done;
    const bool has_to = rooting.task->kind == TaskKind::claim || ended.changed_recovery;
    // A vault is ours only with a recovery key that nobody else has seen, whatever its agent says.
    if (is_done && has_to) fail(*rooting.task, errors::recovery_not_kept, core_.latest_ms());
}

void RootDesk::end_well(Rooting& rooting, const session::TaskEnded& ended) const {
    auto& task = *rooting.task;
    // A preview has ended nothing.
    if (task.kind == TaskKind::preview) return;
    rooting.root_may_live = false;
    if (task.kind == TaskKind::claim && rooting.managed_ms == 0) {
        rooting.managed_ms = core_.latest_ms();
        rooting.schedule.times.look_every_s = RootSchedule::look_every_s_first;
    }
    rooting.schedule.did(task.kind, core_.latest_ms());
    if (task.kind == TaskKind::rotate) rooting.grants.clear();
    if (task.kind != TaskKind::request) return;
    task.token = ended.token;
    rooting.grants.push_back({clip(ended.accessor), task.info.by, ended.ends_ms});
    if (rooting.grants.size() > Rooting::grants_max) rooting.grants.erase(rooting.grants.begin());
}

void RootDesk::answer_left_root(Draft& draft, Rooting& rooting) const {
    if (!rooting.root_may_live) return;
    const auto& vault = draft.state().vaults.at(rooting.vault);
    const auto lost = rooting.task->id().str();
    const auto entry =
        draft.record({std::nullopt,
                      journal::Kind::alert,
                      {{"what", std::string("a root token without end may live that nobody owns")},
                       {"vault", vault.name},
                       {"task", lost}}});
    rooting.task =
        RootTask::waiting(TaskKind::rotate,
                          std::string(service_name),
                          "what " + lost + " may have left, see " + journal::entry_name(entry),
                          core_.latest_ms(),
                          search_ms,
                          core_.random());
}

Result<session::TaskHeard> RootDesk::end(const Asking& asking, const session::TaskEnded& message) {
    TRY(core_.decide_and_commit([&](Draft& draft) -> Result<void> {
        TRY(rooting, of_its_node(draft.state(), asking, message.task));
        const auto wall_ms = core_.latest_ms();
        rooting.close_window();
        auto& task = *rooting.task;
        if (can_cancel(task.kind, rooting.attempt)) rooting.attempt = Rooting::Attempt::none;
        task.heard_ms = wall_ms;
        // A vault that does not know our login yet was not touched: that is no try.
        const bool is_untried = message.code != 0 && task.info.step == words_of(TaskStep::log_in) &&
                                task.info.tries > 0;
        if (is_untried) --task.info.tries;
        add_end(task.info, message);
        const bool has_failed = message.code != 0;
        const bool is_late = wall_ms >= task.info.expires_ms || task.info.tries >= tries_max(task);
        task.info.state = has_failed ? RootTaskState::waiting : RootTaskState::done;
        if (has_failed && is_late) task.info.state = RootTaskState::failed;
        take_recovery(rooting, message);
        if (!task.is_open()) task.info.ended_ms = wall_ms;
        if (task.info.state == RootTaskState::done) end_well(rooting, message);
        if (!task.is_open()) {
            core_.boxes().forget(rooting.vault, task.id());
            note_due_change(rooting);
        }
        const auto* words = task.info.state == RootTaskState::done ? "done" : "failed";
        auto facts = task_facts(asking.vault, rooting, words);
        add_result(facts, task.info);
        const bool is_preview = task.kind == TaskKind::preview;
        if (is_preview) add_roots(facts, rooting, counted(message));
        const auto entry = draft.record({asking.origin, journal::Kind::task, std::move(facts)});
        const bool is_alarming = is_preview && count_ungranted(rooting, counted(message)) > 0;
        if (is_alarming) tell_found(draft, asking, entry);
        if (task.info.state == RootTaskState::failed) {
            tell_missed(draft, rooting);
            answer_left_root(draft, rooting);
        }
        draft.put(rooting);
        return done;
    }));
    return session::TaskHeard{};
}

}  // namespace sealwright::keeper
