#include "drill.hpp"

#include "errors.hpp"
#include "holding.hpp"
#include "sealwright/ceremony/errors.hpp"
#include "sealwright/crypto/shares.hpp"
#include "sealwright/custody/errors.hpp"
#include "wrapping.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

using ceremony::CeremonyState;

constexpr std::uint32_t trial_version = 1;
constexpr std::uint64_t second_ms = 1000;

struct Sealed {
    threshold::Ciphertext ciphertext;
    Digest known{};
};

// Drawn, sealed, and gone: whoever opens it is known to have opened it by its digest.
Result<Sealed> seal_trial(const threshold::GroupKey& key,
                          const threshold::Label& label,
                          const threshold::Pepper& pepper,
                          const CeremonyId& id,
                          Random& random) {
    const auto trial = crypto::ShareSplitter::fresh_key<TrialTag>(random);
    TRY(ciphertext, threshold::Tdh2::seal(key, label, pepper, trial, random));
    return Sealed{ciphertext, trial_digest(trial, id)};
}

}  // namespace

custody::RecoveryPlan Drill::plan_of(const Running& running,
                                     const std::string& reason,
                                     const std::string& asked_by) const {
    const auto& installation = *core_.state().installation;
    const auto& script = ceremony::script_of(ceremony::CeremonyKind::drill);
    custody::RecoveryPlan plan;
    plan.installation = installation.id;
    plan.environment = installation.provenance.environment;
    plan.occasion = {running.id.bytes(), running.recipient->public_key()};
    plan.group = running.group.key().id();
    plan.wraps = custody::wraps_digest({running.wrap});
    plan.reason = reason;
    plan.asked_by = asked_by;
    plan.begun_ms = core_.now().wall_ms;
    plan.until_ms = plan.begun_ms + script.rounds().front().within_s * second_ms;
    plan.pepper = running.held.pepper_digest;
    plan.identity = installation.verifier;
    plan.entry = core_.book().head().sequence;
    plan.head = core_.book().head().digest;
    plan.is_drill = true;
    return plan;
}

Result<Digest> Drill::prepare(const CeremonyId& id,
                              const std::string& reason,
                              const std::string& asked_by) {
    const auto& state = core_.state();
    if (!state.custody.group) return errors::group_absent;
    auto group = state.custody.group->read_group();
    const auto group_id = group.key().id();
    TRY(pepper, core_.keyring().open_pepper(group_id, state.custody.group->pepper));
    const Subject subject{threshold::Label::Purpose::drill, {}, id.str(), trial_version};
    const auto label = label_of(*state.installation, subject, group_id, core_.now().wall_ms);
    TRY(sealed, seal_trial(group.key(), label, pepper, id, core_.random()));
    auto running = std::make_unique<Running>(Running{id,
                                                     *state.custody.group,
                                                     std::move(group),
                                                     label,
                                                     sealed.ciphertext,
                                                     {},
                                                     {label.bytes(), sealed.ciphertext.bytes()},
                                                     sealed.known,
                                                     crypto::ExchangePair::generate(core_.random()),
                                                     std::nullopt,
                                                     std::nullopt,
                                                     0});
    running->plan = plan_of(*running, reason, asked_by);
    TRY(combiner,
        threshold::Combiner::begin(
            {running->group, running->ciphertext, running->label, running->plan.occasion}));
    running->combiner.emplace(std::move(combiner));
    running_ = std::move(running);
    return running_->plan.digest();
}

Result<Digest> Drill::begin(const CeremonyId& id,
                            const std::string& reason,
                            const std::string& asked_by) {
    has_taken_over_ = true;
    return prepare(id, reason, asked_by);
}

const KeptCeremony* Drill::kept() const {
    if (!running_ || core_.phase() != Phase::open) return nullptr;
    const auto& ceremonies = core_.state().custody.ceremonies;
    const auto found = ceremonies.find(running_->id);
    const bool is_its = found != ceremonies.end() && found->second.nonce == running_->plan.digest();
    return is_its ? &found->second : nullptr;
}

const KeptCeremony* Drill::open() const {
    const auto* its = kept();
    return its != nullptr && its->ceremony.is_open() ? its : nullptr;
}

Result<Reply> Drill::shown() const {
    const auto* its = kept();
    if (its == nullptr) return errors::recovery_absent;
    operate::RecoveryShown shown;
    shown.plan = wire::encode_public(running_->plan);
    shown.group = running_->held.group;
    shown.wraps = {running_->wrap};
    for (const auto& holder : its->ceremony.casting.holders) {
        if (has_given(*its, holder.index)) shown.given.push_back(holder.person);
    }
    for (const auto& each : its->ceremony.exceptions) {
        shown.wrong.push_back(PublicText(each.person + ": " + each.what).str());
    }
    if (!its->ceremony.why.empty()) shown.wrong.push_back(PublicText(its->ceremony.why).str());
    shown.checkpoint = core_.state().custody.checkpoint;
    shown.is_done = its->ceremony.state == CeremonyState::committed;
    return reply_with(shown);
}

bool Drill::knows(const crypto::PublicKey& key) const {
    return running_ && holder_of(running_->held, running_->group, key) != nullptr;
}

bool Drill::is_for_us(const operate::Question& question) const {
    return running_ && is_about(question, running_->plan);
}

Result<threshold::Partial> Drill::part_in(const operate::RecoveryGiveAsk& ask,
                                          threshold::Index index) {
    auto& running = *running_;
    const std::vector<threshold::Opening> openings{
        {running.group, running.ciphertext, running.label, running.plan.occasion}};
    TRY(gift, open_gift(ask, index, running.plan, *running.recipient, openings));
    if (!running.pepper) running.pepper = std::move(gift.pepper);
    return std::move(gift.parts.front());
}

// Who brings something wrong is named, durably, before they hear it.
Result<void> Drill::blame(KeptCeremony& kept,
                          const ShareHolder& holder,
                          const Error& error,
                          const custody::Given& given) {
    const auto at = now();
    TRY(kept.ceremony.strike(holder.index, error.sentence(), at));
    auto step = told_strike(at, holder, given, error);
    return keep(kept, "contribution refused", {led_to(std::move(step), kept.ceremony)});
}

// One commit: the contribution, and that its custodian has shown to hold the share.
Result<void> Drill::take(const ShareHolder& holder,
                         const operate::RecoveryGiveAsk& ask,
                         const crypto::PublicKey& key) {
    auto kept = *open();
    TRY(index, threshold::Index::make(holder.index));
    auto after = kept;
    const auto given = custody::given_in(ask, running_->plan.digest(), holder.index, key);
    const auto at = now();
    TRY(after.ceremony.contribute({holder.index, 0, given.contribution}, at));
    auto part = part_in(ask, index);
    if (part && !given.verify()) part = unreadable_gift(holder.index);
    if (!part) {
        TRY(blame(kept, holder, part.error(), given));
        return part.error();
    }
    const auto wall_ms = core_.now().wall_ms;
    auto draft = core_.draft();
    auto step = told_gift(custody::Event::contribute, at, holder, given);
    TRY(head, tell(draft, after, {led_to(std::move(step), after.ceremony)}));
    draft.put(after);
    put_shown(draft, holder.index, wall_ms);
    draft.record({claims::Origin{claims::PersonOrigin{holder.person, running_->id.bytes()}},
                  journal::Kind::act,
                  {{"what", std::string("drill: share shown to be held")},
                   {"ceremony", running_->id.str()},
                   {"custodian", holder.person},
                   {"index", std::uint64_t{holder.index}},
                   {"contribution", given.contribution},
                   {"transcript", head}}});
    TRY(core_.commit_once(std::move(draft)));
    // A custodian who refused and thought better of it may have given before.
    static_cast<void>(running_->combiner->add(std::move(*part)));
    if (after.ceremony.state == CeremonyState::executing) running_->quorum_ms = wall_ms;
    return done;
}

Result<Reply> Drill::give(const operate::RecoveryGiveAsk& ask,
                          const operate::PersonAsk& signed_ask) {
    const auto* holder =
        running_ ? holder_of(running_->held, running_->group, signed_ask.key) : nullptr;
    if (holder == nullptr || ask.ceremony != running_->plan.occasion.ceremony) {
        return errors::recovery_absent;
    }
    step();
    const auto* its = open();
    if (its == nullptr || !running_ || !running_->recipient) return errors::drill_over;
    const bool is_wanted = its->ceremony.state == CeremonyState::collecting;
    if (is_wanted && !has_given(*its, holder->index)) {
        TRY(take(*holder, ask, signed_ask.key));
        again_ms_ = 0;
        step();
    }
    return shown();
}

}  // namespace sealwright::keeper
