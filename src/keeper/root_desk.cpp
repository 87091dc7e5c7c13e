#include "root_desk.hpp"

#include "errors.hpp"
#include "release_claims.hpp"
#include "root_words.hpp"
#include "sealwright/ceremony/errors.hpp"
#include "sealwright/claims/refusal.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/hsm/client/errors.hpp"
#include "vault_login.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

using operate::RootTaskState;
using session::TaskKind;
using session::TaskStep;

constexpr std::uint16_t status_ok = 200;
constexpr std::uint16_t status_refused = 403;
constexpr std::uint64_t pause_of_try_ms = 3'000;

template <class Message>
WipedBytes framed(const Message& message) {
    wire::Writer writer;
    writer.u16(Message::type);
    message.write(writer);
    return writer.take();
}

bool gives(TaskStep step) {
    return step == TaskStep::give_recovery || step == TaskStep::give_root;
}

bool begins(TaskStep step) {
    return step == TaskStep::begin_recovery || step == TaskStep::begin_root;
}

// Whether this kind of task has the step at all: a vault that is taken over for a look makes no
// root.
bool has_step(TaskKind kind, TaskStep step) {
    switch (step) {
        case TaskStep::log_in:
        case TaskStep::census:
        case TaskStep::revoke:
        case TaskStep::prove:
            return true;
        case TaskStep::begin_recovery:
        case TaskStep::give_recovery:
        case TaskStep::verify_recovery:
        case TaskStep::rotate_root:
            return kind != TaskKind::request;
        case TaskStep::begin_root:
        case TaskStep::give_root:
        case TaskStep::limit:
            return kind == TaskKind::request;
    }
    return false;
}

// After a failure the next try waits a little longer each time.
bool is_due(const RootTask& task, std::uint64_t wall_ms) {
    if (task.heard_ms == 0) return true;
    return wall_ms >= task.heard_ms + std::max(task.info.tries, 1U) * pause_of_try_ms;
}

bool is_silent(const RootTask& task, std::uint64_t wall_ms) {
    return wall_ms >= task.heard_ms + RootDesk::silence_ms;
}

bool may_take(const RootTask& task, const NodeId& node, std::uint64_t wall_ms) {
    if (task.info.state == RootTaskState::waiting) return is_due(task, wall_ms);
    return task.info.state == RootTaskState::under_way &&
           (task.node == node || is_silent(task, wall_ms));
}

void fail(RootTask& task, const Error& why, std::uint64_t wall_ms) {
    task.info.state = RootTaskState::failed;
    task.info.ended_ms = wall_ms;
    task.info.code = why.code();
    task.info.why = clip(why.sentence());
}

}  // namespace

template <class Decide>
Result<void> RootDesk::commit(Decide decide) {
    constexpr int tries = 8;
    for (int attempt = 0; attempt < tries; ++attempt) {
        auto draft = core_.draft();
        const Result<void> decided = decide(draft);
        if (!decided) return decided.error();
        const auto result = core_.commit(std::move(draft));
        if (!result) return result.error();
        if (*result == Core::CommitResult::committed) return done;
    }
    return errors::commit_contended;
}

SealReply RootDesk::answer(const TaskJob& job) {
    auto body = core_.phase() == Phase::open ? answer_to(job)
                                             : Result<WipedBytes>(Error(errors::keeper_locked));
    if (body) return {job.asker, {status_ok, std::move(*body)}};
    const auto& error = body.error();
    return {job.asker, {status_refused, wire::encode(claims::Refusal(error))}, error.code()};
}

Result<WipedBytes> RootDesk::answer_to(const TaskJob& job) {
    TRY(asking, identify(job));
    wire::Reader reader(job.body);
    const auto type = reader.u16();
    const auto last = [&](auto message) -> Result<decltype(message)> {
        TRY(reader.finish());
        return message;
    };
    if (type == session::TaskLook::type) {
        TRY(last(session::TaskLook::read(reader)));
        TRY(offer, look(asking));
        return framed(offer);
    }
    if (type == session::TaskTake::type) {
        TRY(message, last(session::TaskTake::read(reader)));
        TRY(order, take(asking, message));
        return framed(order);
    }
    if (type == session::TaskSaid::type) {
        TRY(message, last(session::TaskSaid::read(reader)));
        TRY(heard, hear(asking, message));
        return framed(heard);
    }
    if (type == session::TaskEnded::type) {
        TRY(message, last(session::TaskEnded::read(reader)));
        TRY(heard, end(asking, message));
        return framed(heard);
    }
    return errors::ask_unknown;
}

// The session has proved which node it is; whether that is still one of ours is looked up.
Result<RootDesk::Asking> RootDesk::identify(const TaskJob& job) const {
    const auto& state = core_.state();
    const auto found = state.nodes.find(job.origin.node);
    if (found == state.nodes.end()) return errors::node_unknown;
    const auto& node = found->second;
    if (!node.in_force()) return Error(errors::node_revoked, {fact("node", node.name)});
    const auto* proof = state.proof_of(node.id);
    if (proof != nullptr && proof->quarantine) {
        return Error(errors::node_quarantined, {fact("node", node.name)});
    }
    return Asking{{job.origin}, node, state.vaults.at(node.vault)};
}

Result<session::TaskOffer> RootDesk::look(const Asking& asking) const {
    const auto* rooting = core_.state().rooting_of(asking.vault.id);
    const bool is_offered = rooting != nullptr && rooting->task && rooting->task->is_open() &&
                            may_take(*rooting->task, asking.node.id, core_.latest_ms());
    if (!is_offered) return session::TaskOffer{};
    return session::TaskOffer{rooting->task->id(), rooting->task->kind};
}

session::TaskOrder RootDesk::order_of(const Asking& asking, const Rooting& rooting) const {
    const auto& task = *rooting.task;
    const bool is_held = core_.state().standing_of(asking.vault.id).is_held(core_.latest_ms());
    session::TaskOrder order;
    order.task = task.id();
    order.kind = task.kind;
    order.mount = login_mount;
    order.role = session::name_of(task.kind);
    order.login = make_login(core_, asking.vault.id, task.id(), task.kind);
    order.has_recovery = rooting.to_give() != nullptr;
    // Under a hold no recovery key opens, and the rest of a rotation is needed the more.
    order.rotates_recovery = task.kind != TaskKind::request && order.has_recovery && !is_held;
    order.cancels_attempt = rooting.has_attempt;
    order.ttl_s = task.ttl_s;
    order.recipient = task.recipient;
    order.label = "sealwright " + task.id().str();
    if (task.kind == TaskKind::rotate) return order;
    for (const auto& grant : rooting.grants) order.granted.push_back(grant.accessor);
    return order;
}

Result<session::TaskOrder> RootDesk::take(const Asking& asking, const session::TaskTake& message) {
    std::optional<session::TaskOrder> order;
    bool is_over = false;
    TRY(commit([&](Draft& draft) -> Result<void> {
        const auto wall_ms = core_.latest_ms();
        const auto* found = draft.state().rooting_of(asking.vault.id);
        if (found == nullptr || !found->task || found->task->id() != message.task ||
            !found->task->is_open() || !may_take(*found->task, asking.node.id, wall_ms)) {
            return errors::root_task_unknown;
        }
        auto rooting = *found;
        auto& task = *rooting.task;
        rooting.close_window();
        rooting.forget_ended_grants(wall_ms);
        is_over = task.info.tries >= tries_max;
        if (is_over) {
            fail(task, Error(errors::root_task_expired, {fact("tries", task.info.tries)}), wall_ms);
        } else {
            ++task.info.tries;
            task.info.state = RootTaskState::under_way;
            task.info.node = asking.node.name;
            task.info.step.clear();
            task.node = asking.node.id;
            task.heard_ms = wall_ms;
            task.gives = 0;
        }
        draft.record({asking.origin,
                      journal::Kind::task,
                      task_facts(asking.vault, task, is_over ? "failed" : "taken")});
        if (!is_over) order = order_of(asking, rooting);
        draft.put(rooting);
        return done;
    }));
    if (is_over) return errors::root_task_unknown;
    return std::move(*order);
}

Result<Rooting> RootDesk::of_its_node(const State& state,
                                      const Asking& asking,
                                      const TaskId& task) const {
    const auto* found = state.rooting_of(asking.vault.id);
    const bool is_its = found != nullptr && found->task && found->task->id() == task &&
                        found->task->info.state == RootTaskState::under_way &&
                        found->task->node == asking.node.id;
    if (!is_its) return errors::root_task_unknown;
    return *found;
}

// What a vault's own ask for its recovery key has to pass, the window but for.
Result<void> RootDesk::may_give(const State& state,
                                const Asking& asking,
                                const Rooting& rooting) const {
    const auto now = core_.now();
    if (rooting.task->gives >= gives_max) return errors::root_windows_many;
    if (rooting.to_give() == nullptr) {
        return Error(errors::recovery_not_kept, {fact("vault", asking.vault.name)});
    }
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
    TRY(state.policy.policy.decide(release_claims(
        state, asking.node, asking.origin, claims::SealClass::recovery_key, now)));
    const auto ready = core_.tokens().ready_count();
    const auto needed = state.installation->threshold.needed;
    if (ready < needed) {
        return Error(errors::tokens_too_few, {fact("answer", ready), fact("needed", needed)});
    }
    return done;
}

Result<session::TaskHeard> RootDesk::hear(const Asking& asking, const session::TaskSaid& message) {
    TRY(commit([&](Draft& draft) -> Result<void> {
        TRY(rooting, of_its_node(draft.state(), asking, message.task));
        auto& task = *rooting.task;
        if (!has_step(task.kind, message.step)) return errors::root_task_unknown;
        const auto allowed = gives(message.step) ? may_give(draft.state(), asking, rooting)
                                                 : Result<void>(done);
        if (!allowed) return allowed.error();
        const auto wall_ms = core_.latest_ms();
        task.heard_ms = wall_ms;
        task.info.step = words_of(message.step);
        add_census(task.info, message);
        if (begins(message.step)) rooting.has_attempt = true;
        if (gives(message.step)) {
            ++task.gives;
            rooting.window_until_ms = wall_ms + window_ms;
            rooting.window_decrypts = 1;
        } else if (message.step == TaskStep::limit) {
            // The unlimited root lives until that is over: no snapshot may keep it.
            rooting.window_decrypts = 0;
        } else {
            rooting.close_window();
        }
        auto facts = task_facts(asking.vault, task, words_of(message.step));
        if (message.step == TaskStep::revoke) add_roots(facts, rooting, message);
        if (gives(message.step)) facts.push_back({"root window until", rooting.window_until_ms});
        const auto entry = draft.record({asking.origin, journal::Kind::task, std::move(facts)});
        const bool is_alarming = message.step == TaskStep::revoke && rooting.managed_ms != 0 &&
                                 count_ungranted(rooting, message) > 0;
        if (is_alarming) {
            draft.record({asking.origin,
                          journal::Kind::alert,
                          {{"what", std::string("root tokens that nobody granted were found")},
                           {"vault", asking.vault.name},
                           {"entry", entry}}});
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
    TRY(data_key, core_.keys().open(state.keys.at(asking.vault.id).data_key, core_.place()));
    return recovery_shares(*rooting->to_give(), data_key, asking.vault, needed, core_.random());
}

// A vault is ours only with its recovery key, whatever its agent says.
void RootDesk::check_recovery(Rooting& rooting) const {
    auto& task = *rooting.task;
    const bool is_done = task.info.state == RootTaskState::done;
    if (!is_done || task.kind != TaskKind::claim || rooting.recovery) return;
    fail(task, Error(errors::recovery_not_kept), core_.latest_ms());
}

Result<session::TaskHeard> RootDesk::end(const Asking& asking, const session::TaskEnded& message) {
    TRY(commit([&](Draft& draft) -> Result<void> {
        TRY(rooting, of_its_node(draft.state(), asking, message.task));
        const auto wall_ms = core_.latest_ms();
        rooting.close_window();
        rooting.has_attempt = false;
        auto& task = *rooting.task;
        task.heard_ms = wall_ms;
        // A vault that does not know our login yet was not touched: that is no try.
        const bool is_untried = message.code != 0 &&
                                task.info.step == words_of(TaskStep::log_in) &&
                                task.info.tries > 0;
        if (is_untried) --task.info.tries;
        add_end(task.info, message);
        const bool has_failed = message.code != 0;
        const bool is_late = wall_ms >= task.info.expires_ms || task.info.tries >= tries_max;
        task.info.state = has_failed ? RootTaskState::waiting : RootTaskState::done;
        if (has_failed && is_late) task.info.state = RootTaskState::failed;
        check_recovery(rooting);
        if (!task.is_open()) task.info.ended_ms = wall_ms;
        if (task.info.state == RootTaskState::done) {
            if (task.kind == TaskKind::claim && rooting.managed_ms == 0) rooting.managed_ms = wall_ms;
            if (task.info.changed_recovery) rooting.before.reset();
            if (task.kind == TaskKind::rotate) rooting.grants.clear();
            if (task.kind == TaskKind::request) {
                task.token = message.token;
                if (rooting.grants.size() >= Rooting::grants_max) rooting.grants.pop_back();
                rooting.grants.push_back({message.accessor, task.info.by, message.ends_ms});
            }
        }
        const auto* words = task.info.state == RootTaskState::done ? "done" : "failed";
        auto facts = task_facts(asking.vault, task, words);
        add_result(facts, task.info);
        draft.record({asking.origin, journal::Kind::task, std::move(facts)});
        draft.put(rooting);
        return done;
    }));
    return session::TaskHeard{};
}

// A task that nobody does is over with its time; one that an agent left is, when it is silent too.
void RootDesk::step() {
    if (core_.phase() != Phase::open) return;
    const auto wall_ms = core_.latest_ms();
    const auto is_over = [&](const Rooting& rooting) {
        if (!rooting.task || !rooting.task->is_open()) return false;
        const auto& task = *rooting.task;
        if (wall_ms < task.info.expires_ms) return false;
        return task.info.state == RootTaskState::waiting || is_silent(task, wall_ms);
    };
    for (const auto& [vault, rooting] : core_.state().rootings) {
        if (!is_over(rooting)) continue;
        const auto ended = commit([&, id = vault](Draft& draft) -> Result<void> {
            auto late = *draft.state().rooting_of(id);
            if (!is_over(late)) return done;
            late.close_window();
            fail(*late.task, Error(errors::root_task_expired), wall_ms);
            draft.record({std::nullopt,
                          journal::Kind::task,
                          task_facts(draft.state().vaults.at(id), *late.task, "expired")});
            draft.put(late);
            return done;
        });
        if (!ended) log(LogLevel::warning, "a task that is over", ended.error());
        return;  // The state is another one; the next step goes on.
    }
}

}  // namespace sealwright::keeper
