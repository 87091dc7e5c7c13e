// The routes `vault init|adopt` and `root rotate|request|look`: what people ask for, kept as the
// task of the vault's agent.
#include "operating.hpp"
#include "release_claims.hpp"
#include "root_shown.hpp"
#include "root_words.hpp"
#include "sealwright/custody/errors.hpp"
#include "sealwright/policy/errors.hpp"
#include "task_rules.hpp"
#include "wrapping.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

using operate::RootTaskState;
using session::TaskKind;

constexpr std::uint32_t claim_seconds_min = 60;
constexpr std::uint32_t claim_seconds_max = 24 * 60 * 60;
constexpr std::uint32_t ttl_min_s = 60;
constexpr std::uint32_t ttl_max_s = 4 * 60 * 60;
// What people wait for is taken soon, or not at all.
constexpr std::uint64_t task_ms = std::uint64_t{10} * 60 * 1000;
constexpr std::uint64_t asked_ms = std::uint64_t{60} * 60 * 1000;
constexpr std::uint64_t ms_per_s = 1000;

// What is sealed to custodians who are about to have another key nobody could hand on to it.
Result<void> check_no_key_is_made(const State& state) {
    const auto* open = state.custody.open();
    if (open == nullptr) return done;
    return Error(errors::ceremony_open, {fact("ceremony", open->ceremony.casting.id.str())});
}

// Where custodians have to open its recovery key first, it is proposed to them.
void begin_task(Rooting& rooting, RootTask task, std::uint64_t wall_ms) {
    if (!rooting.needs_custodians()) {
        rooting.task = std::move(task);
        return;
    }
    task.info.state = RootTaskState::asked;
    task.info.expires_ms = std::max(task.info.expires_ms, wall_ms + asked_ms);
    rooting.proposed = std::move(task);
}

const RootTask& begun(const Rooting& rooting) {
    return rooting.needs_custodians() ? *rooting.proposed : *rooting.task;
}

Result<void> check_agent(const State& state, const Vault& vault) {
    const auto has_one = std::ranges::any_of(state.proofs, [&](const auto& each) {
        const auto& node = state.nodes.at(each.second.node);
        return node.vault == vault.id && node.in_force();
    });
    if (has_one) return done;
    return Error(errors::root_no_agent, {fact("vault", vault.name)});
}

// A look gives way to whatever people ask for. A rotation takes the place of what no agent has
// taken yet, since nothing is more urgent; it never breaks into what an agent does.
bool gives_way(const RootTask& task, TaskKind kind) {
    if (only_looks(task.kind)) return !only_looks(kind);
    const bool is_untaken = task.info.state == RootTaskState::waiting && task.info.tries == 0;
    return kind == TaskKind::rotate && task.kind != TaskKind::rotate && is_untaken;
}

// Two who ask for a rotation get one, unless its last census has begun.
bool may_join(const Rooting& rooting) {
    if (rooting.managed_ms == 0 || !rooting.has_open_task()) return false;
    const auto& task = *rooting.task;
    const bool is_at_its_end = task.info.state == RootTaskState::under_way &&
                               task.info.step == words_of(session::TaskStep::prove);
    return task.kind == TaskKind::rotate && !is_at_its_end;
}

// What makes room for a new task; what is proposed to custodians displaces nothing.
std::string displaced_in(const Rooting& rooting, TaskKind kind) {
    const bool is_proposed = kind != TaskKind::rotate && rooting.needs_custodians();
    return rooting.has_open_task() && !is_proposed ? rooting.task->id().str() : std::string();
}

Result<const Vault*> may_begin(const State& state,
                               const std::string& name,
                               TaskKind kind,
                               std::uint64_t wall_ms) {
    TRY(vault, known_vault(state, name));
    TRY(check_agent(state, *vault));
    const auto rooting = rooting_now(state, vault->id);
    if (kind != TaskKind::claim && rooting.managed_ms == 0) {
        return Error(errors::root_not_ours, {fact("vault", name)});
    }
    if (!makes_no_root(kind) && rooting.proposed && !is_of_service(*rooting.proposed)) {
        return Error(errors::root_task_open,
                     {fact("vault", name), fact("task", rooting.proposed->id().str())});
    }
    // Whoever looks again and again keeps nothing back that is due by itself.
    const auto due = only_looks(kind) ? rooting.schedule.due(vault->id, wall_ms) : std::nullopt;
    if (due && due->kind != kind) {
        return Error(errors::root_task_open,
                     {fact("vault", name), fact("due", session::name_of(due->kind))});
    }
    const bool is_waited_for = kind != TaskKind::rotate && is_about_to_be_fetched(rooting, wall_ms);
    const bool is_taken = rooting.has_open_task() && !gives_way(*rooting.task, kind);
    if (is_taken || is_waited_for) {
        return Error(errors::root_task_open,
                     {fact("vault", name), fact("task", rooting.task->id().str())});
    }
    return vault;
}

RootTask new_task(const OperatorAsk& ask,
                  TaskKind kind,
                  const std::string& reason,
                  std::uint64_t wall_ms,
                  Random& random,
                  std::uint64_t lasts_ms = task_ms) {
    auto task = RootTask::waiting(kind, sentence_of(ask), reason, wall_ms, lasts_ms, random);
    const auto* person = std::get_if<claims::PersonOrigin>(&ask.origin.of);
    if (person != nullptr) task.asker = person->names;
    return task;
}

// `displaced`: the task in whose place it is; empty: there is none.
std::vector<journal::Field> begun_facts(std::string_view what,
                                        const Vault& vault,
                                        const RootTask& task,
                                        const std::string& displaced) {
    std::vector<journal::Field> facts{{"what", std::string(what)},
                                      {"vault", vault.name},
                                      {"task", task.id().str()},
                                      {"until", task.info.expires_ms}};
    if (!displaced.empty()) facts.push_back({"in place of", displaced});
    return facts;
}

}  // namespace

// Of the data key, or drawn for the custodians that there are.
Result<Operating::Drawn> Operating::draw_box(const Vault& vault, operate::RecoveryRelease release) {
    using operate::RecoveryRelease;
    const auto& held = core_.state().custody.group;
    const bool is_said = release != RecoveryRelease::unsaid;
    const bool is_quorum = is_said ? release == RecoveryRelease::quorum : held.has_value();
    if (!is_quorum) {
        TRY(data_key, core_.keys().open(core_.state().keys.at(vault.id).data_key, core_.place()));
        return Drawn{make_recovery_box(data_key, vault), std::nullopt};
    }
    if (!held) return errors::recovery_no_custodians;
    TRY(check_no_key_is_made(core_.state()));
    const auto group = held->read_group();
    TRY(pepper, core_.keyring().open_pepper(group.key().id(), held->pepper));
    const Subject subject{
        threshold::Label::Purpose::recovery_key, vault.id, vault.name, vault.data_key_version};
    const auto label =
        label_of(*core_.state().installation, subject, group.key().id(), core_.now().wall_ms);
    TRY(drawn, draw_recovery_box(group.key(), label, pepper, core_.random()));
    return Drawn{std::move(drawn.box), std::move(drawn.pair)};
}

// The box for its recovery key is made before the vault can send one, and everything is proved that
// an init depends on.
Result<Reply> Operating::vault_claim(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::VaultClaimAsk>(ask.body));
    if (message.seconds < claim_seconds_min || message.seconds > claim_seconds_max) {
        return Error(errors::window_length, {fact("seconds", message.seconds)});
    }
    TRY(vault, may_begin(core_.state(), message.name, TaskKind::claim, core_.latest_ms()));
    if (core_.state().standing_of(vault->id).is_held(core_.latest_ms())) {
        return Error(errors::vault_held, {fact("vault", message.name)});
    }
    const auto* known = core_.state().rooting_of(vault->id);
    if (message.is_new && known != nullptr && known->managed_ms != 0) {
        return Error(errors::root_ours_already, {fact("vault", message.name)});
    }
    TRY(preflight(*vault));
    TRY(drawn, draw_box(*vault, message.release));

    const auto id = vault->id;  // Behind a commit the state is another one.
    std::optional<TaskId> task;
    TRY(change(ask, [&](Draft& draft) -> Result<std::vector<journal::Field>> {
        TRY(found, may_begin(draft.state(), message.name, TaskKind::claim, core_.latest_ms()));
        const auto may_draw = drawn.pair ? check_no_key_is_made(draft.state()) : Result<void>(done);
        if (!may_draw) return may_draw.error();
        const auto wall_ms = core_.latest_ms();
        auto changed = *found;
        auto rooting = rooting_now(draft.state(), changed.id);
        auto claim = new_task(ask,
                              TaskKind::claim,
                              drawn.box.is_custodians() ? "adopted, opened by its custodians"
                                                        : "adopted, opened by the service alone",
                              wall_ms,
                              core_.random(),
                              message.seconds * ms_per_s);
        // The custodians that have to open it get another box then; until then all stays.
        if (!rooting.needs_custodians()) rooting.box = drawn.box;
        if (!drawn.box.is_custodians()) claim.next_box = drawn.box;
        task = claim.id();
        const auto displaced = displaced_in(rooting, TaskKind::claim);
        begin_task(rooting, std::move(claim), wall_ms);
        const auto* what = message.is_new ? "vault init" : "vault adopt";
        auto facts = begun_facts(what, changed, begun(rooting), displaced);
        const bool is_left = drawn.box.is_custodians();
        facts.push_back({"recovery release", std::string(is_left ? "quorum" : "auto")});
        draft.put(rooting);
        if (message.is_new) {
            changed.init_until_ms = begun(rooting).info.expires_ms;
            draft.put(changed);
        }
        return facts;
    }));
    // The vault may ask, in this task, for what it has had sealed to it.
    const auto& newest = core_.state().rooting_of(id)->task;
    if (drawn.pair && newest && newest->id() == *task) {
        std::vector<crypto::ExchangePair> pairs;
        pairs.push_back(std::move(*drawn.pair));
        core_.boxes().put(id, *task, std::move(pairs));
    }
    return shown_root(message.name);
}

Result<Reply> Operating::root_rotate(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::RootRotateAsk>(ask.body));
    TRY(check_reason(message.reason));
    TRY(change(ask, [&](Draft& draft) -> Result<std::vector<journal::Field>> {
        TRY(known, known_vault(draft.state(), message.name));
        auto rooting = rooting_now(draft.state(), known->id);
        if (may_join(rooting)) {
            auto& until_ms = rooting.task->info.expires_ms;
            until_ms = std::max(until_ms, core_.latest_ms() + task_ms);
            auto facts = begun_facts("root rotate", *known, *rooting.task, {});
            facts.push_back({"reason", message.reason});
            facts.push_back({"joins", std::string("a rotation that is not over")});
            draft.put(rooting);
            return facts;
        }
        TRY(vault, may_begin(draft.state(), message.name, TaskKind::rotate, core_.latest_ms()));
        const auto displaced = displaced_in(rooting, TaskKind::rotate);
        rooting.task =
            new_task(ask, TaskKind::rotate, message.reason, core_.latest_ms(), core_.random());
        auto facts = begun_facts("root rotate", *vault, *rooting.task, displaced);
        facts.push_back({"reason", message.reason});
        draft.put(rooting);
        return facts;
    }));
    return shown_root(message.name);
}

Result<Reply> Operating::root_look(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::RootLookAsk>(ask.body));
    TRY(check_reason(message.reason));
    const auto kind = message.only_counts ? TaskKind::preview : TaskKind::look;
    TRY(change(ask, [&](Draft& draft) -> Result<std::vector<journal::Field>> {
        TRY(vault, may_begin(draft.state(), message.name, kind, core_.latest_ms()));
        auto rooting = rooting_now(draft.state(), vault->id);
        rooting.task = new_task(ask, kind, message.reason, core_.latest_ms(), core_.random());
        auto facts = begun_facts(
            message.only_counts ? "root preview" : "root look", *vault, *rooting.task, {});
        facts.push_back({"reason", message.reason});
        draft.put(rooting);
        return facts;
    }));
    return shown_root(message.name);
}

Result<Reply> Operating::root_request(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::RootRequestAsk>(ask.body));
    TRY(check_reason(message.reason));
    if (message.ttl_s < ttl_min_s || message.ttl_s > ttl_max_s) {
        return Error(errors::root_ttl, {fact("seconds", message.ttl_s)});
    }
    TRY(change(ask, [&](Draft& draft) -> Result<std::vector<journal::Field>> {
        TRY(vault, may_begin(draft.state(), message.name, TaskKind::request, core_.latest_ms()));
        if (draft.state().standing_of(vault->id).is_held(core_.latest_ms())) {
            return Error(errors::vault_held, {fact("vault", message.name)});
        }
        auto rooting = rooting_now(draft.state(), vault->id);
        auto task =
            new_task(ask, TaskKind::request, message.reason, core_.latest_ms(), core_.random());
        task.ttl_s = message.ttl_s;
        task.recipient = message.recipient;
        const auto displaced = displaced_in(rooting, TaskKind::request);
        begin_task(rooting, std::move(task), core_.latest_ms());
        auto facts = begun_facts("root request", *vault, begun(rooting), displaced);
        facts.push_back({"reason", message.reason});
        facts.push_back({"seconds", std::uint64_t{message.ttl_s}});
        draft.put(rooting);
        return facts;
    }));
    return shown_root(message.name);
}

}  // namespace sealwright::keeper
