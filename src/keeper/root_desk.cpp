#include "root_desk.hpp"

#include "errors.hpp"
#include "root_words.hpp"
#include "sealwright/claims/refusal.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/policy/errors.hpp"
#include "sealwright/store/errors.hpp"
#include "task_rules.hpp"
#include "vault_login.hpp"

namespace sealwright::keeper {
namespace {

using operate::RootTaskState;
using session::TaskKind;

constexpr std::uint16_t status_ok = 200;
constexpr std::uint16_t status_refused = 403;

}  // namespace

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
    const auto written = core_.decide_and_commit([&](Draft& draft) -> Result<void> {
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
        return session::task_body(offer);
    }
    if (type == session::TaskTake::type) {
        TRY(message, last(session::TaskTake::read(reader)));
        TRY(order, take(asking, message));
        return session::task_body(order);
    }
    if (type == session::TaskSaid::type) {
        TRY(message, last(session::TaskSaid::read(reader)));
        TRY(heard, hear(asking, message));
        return session::task_body(heard);
    }
    if (type == session::TaskEnded::type) {
        TRY(message, last(session::TaskEnded::read(reader)));
        TRY(heard, end(asking, message));
        return session::task_body(heard);
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
    const bool is_stopped = is_there && !makes_no_root(rooting->task->kind) &&
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
    order.mount = session::login_mount;
    order.role = session::role_of(task.kind);
    order.login = make_login(core_, asking.vault.id, task.id(), task.kind);
    order.has_recovery =
        has_step(task.kind, session::TaskStep::give_recovery) && rooting.to_give() != nullptr;
    // Under a hold, and without its custodians, no recovery key opens, and the rest of a rotation
    // is needed the more.
    order.rotates_recovery = order.has_recovery && !is_held && opens(rooting);
    order.cancels_attempt = can_cancel(task.kind, rooting.attempt);
    order.ttl_s = task.ttl_s;
    order.recipient = task.recipient;
    order.label = "sealwright " + task.id().str();
    // What was granted ends with a rotation too, so a preview counts it.
    if (task.kind == TaskKind::rotate || task.kind == TaskKind::preview) return order;
    for (const auto& grant : rooting.grants) order.granted.push_back(grant.accessor);
    return order;
}

Result<session::TaskOrder> RootDesk::take(const Asking& asking, const session::TaskTake& message) {
    std::optional<session::TaskOrder> order;
    bool is_over = false;
    TRY(core_.decide_and_commit([&](Draft& draft) -> Result<void> {
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
        is_over = task.info.tries >= tries_max(task);
        if (is_over) {
            const auto tries = task.info.tries;
            end_task(
                draft, rooting, Error(errors::root_task_expired, {fact("tries", tries)}), "failed");
            draft.put(rooting);
            return done;
        }
        ++task.info.tries;
        task.info.state = RootTaskState::under_way;
        task.info.node = asking.node.name;
        task.info.step.clear();
        task.node = asking.node.id;
        task.heard_ms = wall_ms;
        // With the key of a try that gave none nothing is wrong.
        if (task.gives != 0) ++task.turn;
        task.gives = 0;
        task.may_change = false;
        draft.record(
            {asking.origin, journal::Kind::task, task_facts(asking.vault, rooting, "taken")});
        order = order_of(asking, rooting);
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

}  // namespace sealwright::keeper
