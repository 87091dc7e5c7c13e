#include "root_opening.hpp"

#include "ceremonies.hpp"
#include "errors.hpp"
#include "root_words.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/custody/errors.hpp"
#include "task_rules.hpp"
#include "wrapping.hpp"

#include <algorithm>
#include <tuple>

namespace sealwright::keeper {
namespace {

using operate::RootTaskState;
using session::TaskKind;

constexpr std::uint64_t ask_again_ms = std::uint64_t{60} * 60 * 1000;

custody::RootUse use_of(const RootTask& task) {
    using Ends = custody::RootUse::Ends;
    if (task.kind == TaskKind::request) return {Ends::token, task.ttl_s, task.recipient};
    return {task.next_box ? Ends::leave : Ends::change, 0, {}};
}

bool is_asked(const Rooting& rooting) {
    return rooting.proposed && rooting.proposed->info.state == RootTaskState::asked;
}

}  // namespace

bool is_of_service(const RootTask& task) {
    return task.kind == TaskKind::claim && task.is_by_service();
}

void end_proposal(Draft& draft, Rooting& rooting, const Error& why, std::uint64_t wall_ms) {
    auto task = std::move(*rooting.proposed);
    rooting.proposed.reset();
    fail(task, why, wall_ms);
    auto told = rooting;
    told.task = task;
    draft.record({std::nullopt,
                  journal::Kind::task,
                  task_facts(draft.state().vaults.at(rooting.vault), told, "failed")});
    const bool is_change = rooting.change_due_ms != 0 && is_of_service(task);
    if (!rooting.has_open_task() && !is_change) rooting.task = std::move(task);
    if (is_change) rooting.change_due_ms = wall_ms + ask_again_ms;
}

const Rooting* RootOpening::asked_by(const CeremonyId& id) const {
    const auto& state = core().state();
    if (beginning_) return state.rooting_of(*beginning_);
    const auto found = std::ranges::find_if(state.rootings, [&](const auto& each) {
        return is_asked(each.second) && each.second.proposed->ceremony == id.bytes();
    });
    return found == state.rootings.end() ? nullptr : &found->second;
}

Result<void> RootOpening::fill(Running& running) {
    const auto* rooting = asked_by(running.id);
    if (rooting == nullptr) return errors::root_not_opened;
    const auto& task = *rooting->proposed;
    const auto boxes = rooting->boxes_to_open(task.kind);
    if (boxes.empty()) return errors::root_not_opened;
    for (const auto& box : boxes) {
        TRY(label, threshold::Label::parse(box.sealed.label));
        TRY(ciphertext, threshold::Ciphertext::parse(box.sealed.ciphertext));
        running.opened.push_back({std::move(label), ciphertext});
    }
    running.plan.aim = custody::Aim::root;
    running.plan.asked_by = task.info.by;
    running.plan.reason = task.info.reason;
    running.plan.use = use_of(task);
    running.plan.until_ms = std::min(running.plan.until_ms, task.info.expires_ms);
    return done;
}

std::string_view RootOpening::unwanted(const KeptCeremony& kept) const {
    const auto* rooting = asked_by(kept.ceremony.casting.id);
    if (rooting == nullptr) return "what it was asked for is over";
    if (core().latest_ms() >= rooting->proposed->info.expires_ms) {
        return "nobody waits for it any more";
    }
    if (!is_of_service(*rooting->proposed)) return {};
    if (rooting->change_due_ms == 0) return "the recovery key has been changed meanwhile";
    if (is_person_waiting()) return "somebody waits for another one, which goes first";
    return {};
}

// Another box of custodians, for the key that the task makes; its private half opens with the
// others until the task is over, since the vault may ask for what it has just had sealed.
Result<void> RootOpening::draw_next(const RootTask& task) {
    next_box_ = task.next_box;
    if (next_box_) return done;
    auto& its = *running();
    auto label = its.opened.front().label;
    label.created_ms = core().now().wall_ms;
    TRY(drawn, draw_recovery_box(its.group.key(), label, *its.pepper, core().random()));
    next_box_ = std::move(drawn.box);
    pairs_.push_back(std::move(drawn.pair));
    return done;
}

bool RootOpening::is_right() {
    pairs_.clear();
    const auto* rooting = asked_by(running()->id);
    if (rooting == nullptr) return false;
    const auto boxes = rooting->boxes_to_open(rooting->proposed->kind);
    for (const auto& each : running()->opened) {
        const auto label = each.label.bytes();
        const auto ciphertext = each.ciphertext.bytes();
        const auto box = std::ranges::find_if(boxes, [&](const RecoveryBox& of) {
            return of.sealed.label == label && of.sealed.ciphertext == ciphertext;
        });
        auto secret = each.combiner->open<crypto::ExchangeSecretTag>(*running()->pepper);
        if (!secret || box == boxes.end()) return false;
        auto pair = pair_of_box(*box, std::move(*secret));
        if (!pair) return false;
        pairs_.push_back(std::move(*pair));
    }
    const auto drawn = draw_next(*rooting->proposed);
    if (!drawn) log(LogLevel::error, "no box for the next recovery key", drawn.error());
    return drawn.ok();
}

void RootOpening::put_passed(Draft& draft, std::vector<journal::Field>& facts) {
    auto rooting = *asked_by(running()->id);
    auto& task = *rooting.proposed;
    task.info.state = RootTaskState::waiting;
    task.info.expires_ms = core().latest_ms() + task_ms;
    rooting.box = next_box_;
    facts.push_back({"vault", draft.state().vaults.at(rooting.vault).name});
    facts.push_back({"task", task.id().str()});
    draft.put(rooting);
}

void RootOpening::ended(bool has_passed) {
    const auto& rootings = core().state().rootings;
    const auto its = std::ranges::find_if(rootings, [&](const auto& each) {
        const auto& proposed = each.second.proposed;
        return running() != nullptr && proposed && proposed->ceremony == running()->id.bytes();
    });
    if (has_passed && its != rootings.end()) {
        core().boxes().put(its->first, its->second.proposed->id(), std::move(pairs_));
    }
    pairs_.clear();
    next_box_.reset();
}

Result<void> RootOpening::begin(const VaultId& vault) {
    const auto id = CeremonyId::random(core().random());
    const auto task = *core().state().rooting_of(vault)->proposed;
    take_over();
    beginning_ = vault;
    const auto nonce = prepare({id, task.info.reason, task.info.by});
    beginning_.reset();
    if (!nonce) return nonce.error();
    auto draft = core().draft();
    auto rooting = *draft.state().rooting_of(vault);
    rooting.proposed->ceremony = id.bytes();
    auto casting = casting_of(running()->held, running()->group);
    casting.id = id;
    casting.kind = ceremony::CeremonyKind::root;
    casting.plan = *nonce;
    casting.conductor = service_name;
    KeptCeremony kept;
    const auto at = now();
    TRY(begun, ceremony::Ceremony::propose(std::move(casting), at));
    kept.ceremony = std::move(begun);
    kept.plan.kind = static_cast<std::uint8_t>(ceremony::CeremonyKind::root);
    kept.plan.reason = task.info.reason;
    kept.nonce = *nonce;
    kept.epoch = running()->group.epoch().value();
    auto header = told_header();
    header.roster = wire::encode_public(draft.state().roster.roster);
    header.conductor = service_name;
    custody::Transcript transcript;
    transcript.header = wire::encode_public(header);
    auto step = told_by_service(custody::Event::propose, at);
    step.person = service_name;
    TRY(append(transcript, led_to(std::move(step), kept.ceremony), false));
    forget_ceremonies(draft);
    put_transcript(draft, id, transcript);
    draft.put(kept);
    draft.put(rooting);
    draft.record({std::nullopt,
                  journal::Kind::act,
                  {{"what", std::string("root window: custodians are asked")},
                   {"ceremony", id.str()},
                   {"vault", draft.state().vaults.at(vault).name},
                   {"task", task.id().str()},
                   {"by", task.info.by},
                   {"reason", task.info.reason},
                   {"transcript", transcript.head()}}});
    return core().commit_once(std::move(draft));
}

bool RootOpening::is_in_vain(const Rooting& rooting) const {
    if (!is_asked(rooting)) return false;
    if (core().latest_ms() >= rooting.proposed->info.expires_ms) return true;
    const CeremonyId id(rooting.proposed->ceremony);
    if (!id.is_set()) return false;
    const auto& ceremonies = core().state().custody.ceremonies;
    const auto found = ceremonies.find(id);
    return found == ceremonies.end() || !found->second.ceremony.is_open();
}

Result<void> RootOpening::give_up(const VaultId& vault) {
    return core().decide_and_commit([&](Draft& draft) -> Result<void> {
        auto rooting = *draft.state().rooting_of(vault);
        if (!is_in_vain(rooting)) return done;
        end_proposal(draft, rooting, errors::root_not_opened, core().latest_ms());
        draft.put(rooting);
        return done;
    });
}

bool RootOpening::is_person_waiting() const {
    return std::ranges::any_of(core().state().rootings, [&](const auto& each) {
        const auto& rooting = each.second;
        return is_asked(rooting) && !is_in_vain(rooting) && !is_of_service(*rooting.proposed);
    });
}

// Whom nobody could be asked for lets the others go first; then people before the service, and the
// oldest.
const Rooting* RootOpening::next() const {
    const auto rank = [&](const Rooting& rooting) {
        const auto& task = *rooting.proposed;
        return std::tuple(failed_ == rooting.vault, is_of_service(task), task.info.proposed_ms);
    };
    const Rooting* first = nullptr;
    for (const auto& [vault, rooting] : core().state().rootings) {
        if (!is_asked(rooting) || is_in_vain(rooting)) continue;
        if (first == nullptr || rank(rooting) < rank(*first)) first = &rooting;
    }
    return first;
}

void RootOpening::look_after() {
    step();
    const bool is_due = core().now().boottime_ms >= next_step_ms_;
    if (core().phase() != Phase::open) {
        pairs_.clear();
        next_box_.reset();
    }
    if (core().phase() != Phase::open || !is_due) return;
    const auto& rootings = core().state().rootings;
    const auto vain =
        std::ranges::find_if(rootings, [&](const auto& each) { return is_in_vain(each.second); });
    const bool is_free = core().state().custody.asked(ceremony::CeremonyKind::root) == nullptr;
    const auto* wanted = is_free ? next() : nullptr;
    Result<void> moved = done;
    if (vain != rootings.end()) {
        moved = give_up(VaultId(vain->first));
    } else if (wanted != nullptr) {
        const auto vault = wanted->vault;
        moved = begin(vault);
        failed_ = moved ? std::optional<VaultId>() : vault;
    }
    if (moved) return;
    next_step_ms_ = core().now().boottime_ms + retry_ms;
    log(LogLevel::warning, "custodians cannot be asked for a root window", moved.error());
}

}  // namespace sealwright::keeper
