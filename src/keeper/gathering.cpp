#include "gathering.hpp"

#include "errors.hpp"
#include "holding.hpp"
#include "sealwright/ceremony/errors.hpp"
#include "sealwright/custody/errors.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

using ceremony::CeremonyState;

constexpr std::uint64_t second_ms = 1000;

threshold::Opening opening_of(const threshold::Group& group,
                              const threshold::Label& label,
                              const threshold::Ciphertext& ciphertext,
                              const threshold::Occasion& occasion) {
    return {group, ciphertext, label, occasion};
}

}  // namespace

custody::RecoveryPlan Gathering::plan_of(const Running& running, const Wish& wish) const {
    const auto& installation = *core_.state().installation;
    const auto& script = ceremony::script_of(kind_);
    custody::RecoveryPlan plan;
    plan.installation = installation.id;
    plan.environment = installation.provenance.environment;
    plan.occasion = {running.id.bytes(), running.recipient->public_key()};
    plan.group = running.group.key().id();
    plan.reason = wish.reason;
    plan.asked_by = wish.asked_by;
    plan.begun_ms = core_.now().wall_ms;
    plan.until_ms = plan.begun_ms + script.rounds().front().within_s * second_ms;
    plan.pepper = running.held.pepper_digest;
    plan.identity = installation.verifier;
    plan.entry = core_.book().head().sequence;
    plan.head = core_.book().head().digest;
    return plan;
}

Result<Digest> Gathering::prepare(const Wish& wish) {
    const auto& state = core_.state();
    if (!state.custody.group) return errors::group_absent;
    auto next = std::make_unique<Running>(
        Running{wish.id, *state.custody.group, state.custody.group->read_group(), {}});
    next->recipient.emplace(crypto::ExchangePair::generate(core_.random()));
    next->plan = plan_of(*next, wish);
    TRY(fill(*next));
    std::swap(running_, next);
    running_->plan.wraps = custody::wraps_digest(wraps());
    for (auto& each : running_->opened) {
        auto combiner = threshold::Combiner::begin(
            opening_of(running_->group, each.label, each.ciphertext, running_->plan.occasion));
        if (!combiner) {
            running_ = std::move(next);
            return combiner.error();
        }
        each.combiner.emplace(std::move(*combiner));
    }
    return running_->plan.digest();
}

std::vector<operate::Wrap> Gathering::wraps() const {
    std::vector<operate::Wrap> all;
    for (const auto& each : running_->opened) {
        all.push_back({each.label.bytes(), each.ciphertext.bytes()});
    }
    return all;
}

custody::TranscriptHeader Gathering::told_header() const {
    return header_of(running_->plan, running_->held, running_->group);
}

const KeptCeremony* Gathering::kept() const {
    if (!running_ || core_.phase() != Phase::open) return nullptr;
    const auto& ceremonies = core_.state().custody.ceremonies;
    const auto found = ceremonies.find(running_->id);
    const bool is_its = found != ceremonies.end() && found->second.nonce == running_->plan.digest();
    return is_its ? &found->second : nullptr;
}

const KeptCeremony* Gathering::open() const {
    const auto* its = kept();
    return its != nullptr && its->ceremony.is_open() ? its : nullptr;
}

Result<Reply> Gathering::shown() const {
    const auto* its = kept();
    if (its == nullptr) return errors::recovery_absent;
    operate::RecoveryShown shown;
    shown.plan = wire::encode_public(running_->plan);
    shown.group = running_->held.group;
    shown.wraps = wraps();
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

bool Gathering::knows(const crypto::PublicKey& key) const {
    return running_ && holder_of(running_->held, running_->group, key) != nullptr;
}

bool Gathering::is_for_us(const operate::Question& question) const {
    return running_ && is_about(question, running_->plan);
}

Result<std::vector<threshold::Partial>> Gathering::parts_in(const operate::RecoveryGiveAsk& ask,
                                                            threshold::Index index) {
    auto& running = *running_;
    std::vector<threshold::Opening> openings;
    for (const auto& each : running.opened) {
        openings.push_back(
            opening_of(running.group, each.label, each.ciphertext, running.plan.occasion));
    }
    TRY(gift, open_gift(ask, index, running.plan, *running.recipient, openings));
    if (!running.pepper) running.pepper = std::move(gift.pepper);
    return std::move(gift.parts);
}

// Who brings something wrong is named, durably, before they hear it.
Result<void> Gathering::blame(KeptCeremony& kept,
                              const ShareHolder& holder,
                              const Error& error,
                              const custody::Given& given) {
    const auto at = now();
    TRY(kept.ceremony.strike(holder.index, error.sentence(), at));
    auto step = told_strike(at, holder, given, error);
    return keep(kept, "contribution refused", {led_to(std::move(step), kept.ceremony)});
}

// One commit: the contribution, and that its custodian has shown to hold the share.
Result<void> Gathering::take(const ShareHolder& holder,
                             const operate::RecoveryGiveAsk& ask,
                             const crypto::PublicKey& key) {
    auto kept = *open();
    TRY(index, threshold::Index::make(holder.index));
    auto after = kept;
    const auto given = custody::given_in(ask, running_->plan.digest(), holder.index, key);
    const auto at = now();
    TRY(after.ceremony.contribute({holder.index, 0, given.contribution}, at));
    auto parts = parts_in(ask, index);
    if (parts && !given.verify()) parts = unreadable_gift(holder.index);
    if (!parts) {
        TRY(blame(kept, holder, parts.error(), given));
        return parts.error();
    }
    const auto wall_ms = core_.now().wall_ms;
    auto draft = core_.draft();
    auto step = told_gift(custody::Event::contribute, at, holder, given);
    TRY(head, tell(draft, after, {led_to(std::move(step), after.ceremony)}));
    draft.put(after);
    put_shown(draft, holder.index, wall_ms);
    draft.record({claims::Origin{claims::PersonOrigin{holder.person, running_->id.bytes()}},
                  journal::Kind::act,
                  {{"what", what(": share shown to be held")},
                   {"ceremony", running_->id.str()},
                   {"custodian", holder.person},
                   {"index", std::uint64_t{holder.index}},
                   {"contribution", given.contribution},
                   {"transcript", head}}});
    TRY(core_.commit_once(std::move(draft)));
    auto part = parts->begin();
    for (auto& each : running_->opened) {
        // A custodian who refused and thought better of it may have given before.
        static_cast<void>(each.combiner->add(std::move(*part++)));
    }
    if (after.ceremony.state == CeremonyState::executing) running_->quorum_ms = wall_ms;
    return done;
}

Result<Reply> Gathering::give(const operate::RecoveryGiveAsk& ask,
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
