#include "root_desk.hpp"

#include "errors.hpp"
#include "release_claims.hpp"
#include "root_words.hpp"
#include "sealwright/ceremony/errors.hpp"
#include "sealwright/claims/refusal.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/hsm/client/errors.hpp"
#include "sealwright/policy/errors.hpp"
#include "sealwright/store/errors.hpp"
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
constexpr std::uint64_t pause_of_login_ms = 15'000;

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

Rooting::Attempt attempt_of(TaskStep step, Rooting::Attempt before) {
    if (step == TaskStep::begin_recovery) return Rooting::Attempt::recovery;
    return step == TaskStep::begin_root ? Rooting::Attempt::root : before;
}

// Whether an agent that does this kind of task can cancel it.
bool can_cancel(TaskKind kind, Rooting::Attempt attempt) {
    const bool is_root = attempt == Rooting::Attempt::root;
    return attempt != Rooting::Attempt::none && (kind == TaskKind::request || !is_root);
}

// Whether this kind of task has the step at all: a vault that is taken over for a look makes no
// root.
bool has_step(TaskKind kind, TaskStep step) {
    switch (step) {
        case TaskStep::log_in:
        case TaskStep::census:
        case TaskStep::revoke:
        case TaskStep::prove:
        case TaskStep::begin_recovery:
        case TaskStep::give_recovery:
        case TaskStep::verify_recovery:
            return true;
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
    // What failed at the login may do so for hours, until somebody has told the vault of it.
    const bool is_untried = task.info.tries == 0;
    const auto pause_ms = is_untried ? pause_of_login_ms : task.info.tries * pause_of_try_ms;
    return wall_ms >= task.heard_ms + pause_ms;
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
    if (core_.phase() == Phase::open) note_refusal(job, error);
    return {job.asker, {status_refused, wire::encode(claims::Refusal(error))}, error.code()};
}

// The first of its kind in a minute; evidence that is to be shown anew is no refusal.
void RootDesk::note_refusal(const TaskJob& job, const Error& error) {
    if (error.is(errors::evidence_stale) || error.is(errors::commit_failed)) return;
    const auto now_ms = core_.now().boottime_ms;
    constexpr std::size_t noted_max = 4096;
    if (refused_ms_.size() >= noted_max) refused_ms_.clear();
    const auto [noted, is_new] = refused_ms_.try_emplace({job.origin.node, error.code()}, now_ms);
    if (!is_new && now_ms - noted->second < refusal_repeat_ms) return;
    noted->second = now_ms;
    const auto written = commit([&](Draft& draft) -> Result<void> {
        std::vector<journal::Field> fields{{"operation", std::string("do a task")},
                                           {"code", std::uint64_t{error.code()}},
                                           {"reason", error.sentence()},
                                           {"remedy", std::string(error.spec().remedy)}};
        const auto node = draft.state().nodes.find(job.origin.node);
        if (node != draft.state().nodes.end()) {
            fields.push_back({"node", node->second.name});
            fields.push_back({"vault", draft.state().vaults.at(node->second.vault).name});
        }
        draft.record({claims::Origin{job.origin}, journal::Kind::refusal, std::move(fields)});
        return done;
    });
    if (!written) log(LogLevel::warning, "a refusal is not in the journal", written.error());
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
    const auto wall_ms = core_.latest_ms();
    const bool is_there = rooting != nullptr && rooting->task && rooting->task->is_open() &&
                          may_take(*rooting->task, asking.node.id, wall_ms);
    // A hold lets what ends root tokens go on, and nothing else.
    const bool is_stopped = is_there && rooting->task->kind != TaskKind::rotate &&
                            core_.state().standing_of(asking.vault.id).is_held(wall_ms);
    const bool is_offered = is_there && !is_stopped;
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
    order.rotates_recovery = order.has_recovery && !is_held;
    order.cancels_attempt = can_cancel(task.kind, rooting.attempt);
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
                      task_facts(asking.vault, rooting, is_over ? "failed" : "taken")});
        if (is_over) answer_left_root(draft, rooting);
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
    TRY(state.policy.policy.decide(
        release_claims(state, asking.node, asking.origin, claims::SealClass::recovery_key, now)));
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
        const auto allowed =
            gives(message.step) ? may_give(draft.state(), asking, rooting) : Result<void>(done);
        if (!allowed) return allowed.error();
        const auto wall_ms = core_.latest_ms();
        task.heard_ms = wall_ms;
        task.info.step = words_of(message.step);
        add_census(task.info, message);
        rooting.attempt = attempt_of(message.step, rooting.attempt);
        if (gives(message.step)) {
            ++task.gives;
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

// By the key's digest, so that nobody who has another value sealed meanwhile puts it in its place.
void RootDesk::take_recovery(Rooting& rooting, const session::TaskEnded& ended) const {
    if (ended.changed_recovery && rooting.prove(ended.recovery)) return;
    const bool is_done = rooting.task->info.state == RootTaskState::done;
    const bool has_to = rooting.task->kind == TaskKind::claim || ended.changed_recovery;
    // A vault is ours only with a recovery key that nobody else has seen, whatever its agent says.
    if (is_done && has_to) fail(*rooting.task, errors::recovery_not_kept, core_.latest_ms());
}

void RootDesk::end_well(Rooting& rooting, const session::TaskEnded& ended) const {
    auto& task = *rooting.task;
    rooting.root_may_live = false;
    if (task.kind == TaskKind::claim && rooting.managed_ms == 0) {
        rooting.managed_ms = core_.latest_ms();
    }
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
    const auto wall_ms = core_.latest_ms();
    RootTask search;
    search.kind = TaskKind::rotate;
    search.info.id = TaskId::random(core_.random()).bytes();
    search.info.state = RootTaskState::waiting;
    search.info.kind = session::name_of(search.kind);
    search.info.by = "the service";
    search.info.reason = "what " + lost + " may have left, see " + journal::entry_name(entry);
    search.info.proposed_ms = wall_ms;
    search.info.expires_ms = wall_ms + search_ms;
    rooting.task = std::move(search);
}

Result<session::TaskHeard> RootDesk::end(const Asking& asking, const session::TaskEnded& message) {
    TRY(commit([&](Draft& draft) -> Result<void> {
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
        const bool is_late = wall_ms >= task.info.expires_ms || task.info.tries >= tries_max;
        task.info.state = has_failed ? RootTaskState::waiting : RootTaskState::done;
        if (has_failed && is_late) task.info.state = RootTaskState::failed;
        take_recovery(rooting, message);
        if (!task.is_open()) task.info.ended_ms = wall_ms;
        if (task.info.state == RootTaskState::done) end_well(rooting, message);
        const auto* words = task.info.state == RootTaskState::done ? "done" : "failed";
        auto facts = task_facts(asking.vault, rooting, words);
        add_result(facts, task.info);
        draft.record({asking.origin, journal::Kind::task, std::move(facts)});
        if (task.info.state == RootTaskState::failed) answer_left_root(draft, rooting);
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
                          task_facts(draft.state().vaults.at(id), late, "expired")});
            answer_left_root(draft, late);
            draft.put(late);
            return done;
        });
        if (!ended) log(LogLevel::warning, "a task that is over", ended.error());
        return;  // The state is another one; the next step goes on.
    }
}

}  // namespace sealwright::keeper
