#include "recovery.hpp"

#include "operating.hpp"
#include "sealwright/ceremony/errors.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/custody/errors.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

using ceremony::CeremonyKind;
using ceremony::CeremonyState;
using threshold::Label;

constexpr std::size_t wrong_max = 200;

Result<ceremony::Ceremony> ceremony_of(const custody::RecoveryPlan& plan,
                                       const HeldGroup& held,
                                       const threshold::Group& group,
                                       const ceremony::Moment& now) {
    auto casting = casting_of(held, group);
    casting.id = CeremonyId(plan.occasion.ceremony);
    casting.kind = CeremonyKind::recover;
    casting.plan = plan.digest();
    casting.conductor = plan.asked_by;
    return ceremony::Ceremony::propose(std::move(casting), now);
}

}  // namespace

// The service key's first: without it the others are of no use.
Result<std::vector<operate::Wrap>> Recovery::wraps_of(const Custody& custody, const Digest& group) {
    std::vector<operate::Wrap> wraps;
    bool has_service = false;
    for (const auto& [row, wrap] : custody.wraps) {
        TRY(label, Label::parse(wrap.label));
        if (label.group != group) continue;
        if (label.purpose == Label::Purpose::drill) {
            return Error(errors::state_broken, {fact("row", row)});
        }
        const bool is_service = label.purpose == Label::Purpose::service_key;
        wraps.insert(is_service ? wraps.begin() : wraps.end(), wrap);
        has_service = has_service || is_service;
    }
    if (!has_service) return errors::group_absent;
    return wraps;
}

// What a locked keeper cannot know it finds out once the store is open.
ceremony::Moment Recovery::now() const {
    if (core_.phase() != Phase::open) return {core_.now().wall_ms, false, false};
    return core_.moment(core_.state());
}

Result<Reply> Recovery::begin(const std::string& reason, const claims::Origin& origin) {
    if (running_ && running_->ceremony.is_open()) return shown();
    end();
    TRY(clear, core_.read_clear());
    if (!clear.custody.group) return errors::group_absent;
    const auto wall_ms = core_.now().wall_ms;
    auto group = clear.custody.group->read_group();
    auto running = std::make_unique<Running>(Running{std::move(clear.installation),
                                                     std::move(*clear.custody.group),
                                                     std::move(group),
                                                     {},
                                                     {},
                                                     {},
                                                     crypto::ExchangePair::generate(core_.random()),
                                                     std::nullopt,
                                                     {},
                                                     {},
                                                     {},
                                                     false,
                                                     false});
    TRY(wraps, wraps_of(clear.custody, running->group.key().id()));
    for (const auto& wrap : wraps) {
        TRY(label, Label::parse(wrap.label));
        TRY(ciphertext, threshold::Ciphertext::parse(wrap.ciphertext));
        running->openings.push_back({label, ciphertext, std::nullopt});
    }
    running->wraps = std::move(wraps);
    running->checkpoint = std::move(clear.custody.checkpoint);

    auto& plan = running->plan;
    plan.installation = running->installation.id;
    plan.environment = running->installation.provenance.environment;
    core_.random().fill(plan.occasion.ceremony);
    plan.occasion.recipient = running->recipient->public_key();
    plan.group = running->group.key().id();
    plan.wraps = custody::wraps_digest(running->wraps);
    plan.reason = reason;
    plan.asked_by = origin.sentence();
    plan.begun_ms = wall_ms;
    const auto& script = ceremony::script_of(CeremonyKind::recover);
    plan.until_ms = wall_ms + std::uint64_t{script.rounds().front().within_s} * 1000;
    plan.pepper = running->held.pepper_digest;
    plan.identity = running->installation.verifier;
    plan.entry = clear.head.sequence;
    plan.head = clear.head.digest;
    const auto at = now();
    TRY(ceremony, ceremony_of(plan, running->held, running->group, at));
    running->ceremony = std::move(ceremony);
    for (auto& each : running->openings) {
        TRY(combiner,
            threshold::Combiner::begin(
                {running->group, each.ciphertext, each.label, plan.occasion}));
        each.combiner.emplace(std::move(combiner));
    }
    running_ = std::move(running);
    running_->transcript = told_begin(at);
    return shown();
}

Result<Reply> Recovery::shown() const {
    if (!running_) return errors::recovery_absent;
    operate::RecoveryShown shown;
    shown.plan = wire::encode_public(running_->plan);
    shown.group = running_->held.group;
    shown.wraps = running_->wraps;
    for (const auto& holder : running_->held.holders) {
        const auto gift = running_->gifts.find(holder.index);
        if (gift == running_->gifts.end()) continue;
        shown.given.push_back(holder.person);
        if (gift->second.room) shown.room.push_back({holder.person, *gift->second.room});
    }
    shown.wrong = running_->wrong;
    if (!running_->ceremony.why.empty()) shown.wrong.push_back(running_->ceremony.why);
    shown.quote = running_->quote;
    shown.checkpoint = running_->checkpoint;
    shown.is_done = running_->is_done;
    return reply_with(shown);
}

bool Recovery::knows(const crypto::PublicKey& key) const {
    return running_ && holder_of(running_->held, running_->group, key) != nullptr;
}

bool Recovery::is_for_us(const operate::Question& question) const {
    return running_ && is_about(question, running_->plan);
}

void Recovery::note(const std::string& sentence) {
    auto& wrong = running_->wrong;
    const bool is_known = std::ranges::find(wrong, sentence) != wrong.end();
    if (!is_known && wrong.size() < wrong_max) wrong.push_back(sentence);
}

// Everything is looked at before anything of it counts.
Result<std::vector<threshold::Partial>> Recovery::parts_in(const operate::RecoveryGiveAsk& ask,
                                                           threshold::Index index) {
    auto& running = *running_;
    std::vector<threshold::Opening> openings;
    for (const auto& each : running.openings) {
        openings.push_back({running.group, each.ciphertext, each.label, running.plan.occasion});
    }
    TRY(gift, open_gift(ask, index, running.plan, *running.recipient, openings));
    if (!running.pepper) running.pepper = std::move(gift.pepper);
    return std::move(gift.parts);
}

// More than are needed may give: of those who gave first, fewer than two may be at the host.
Result<void> Recovery::take(const ShareHolder& holder,
                            const operate::RecoveryGiveAsk& ask,
                            const custody::Given& given,
                            const Digest& digest) {
    TRY(index, threshold::Index::make(holder.index));
    const auto at = now();
    auto after = running_->ceremony;
    const bool counts = after.state == CeremonyState::collecting;
    if (counts) TRY(after.contribute({holder.index, 0, given.contribution}, at));
    auto parts = parts_in(ask, index);
    const auto there = check_statement(holder, ask);
    if (parts && !there) parts = there.error();
    if (parts && !given.verify()) parts = unreadable_gift(holder.index);
    if (!parts) {
        blame(holder, parts.error(), given);
        return parts.error();
    }
    for (std::size_t place = 0; place < parts->size(); ++place) {
        const auto added = running_->openings[place].combiner->add(std::move((*parts)[place]));
        check(added.ok());  // It was verified, and nobody adds twice.
    }
    running_->ceremony = std::move(after);
    running_->gifts[holder.index] = {digest, ask.room, ask.has_appraised};
    tell(told_gift(
        counts ? custody::Event::contribute : custody::Event::give_on, at, holder, given));
    return done;
}

Result<Reply> Recovery::give(const operate::RecoveryGiveAsk& ask,
                             const operate::PersonAsk& signed_ask) {
    const auto* holder =
        running_ ? holder_of(running_->held, running_->group, signed_ask.key) : nullptr;
    if (holder == nullptr || ask.ceremony != running_->plan.occasion.ceremony) {
        return errors::recovery_absent;
    }
    look();
    if (!running_->ceremony.is_open()) {
        if (running_->is_done) return shown();
        end();
        return errors::recovery_absent;
    }
    const auto digest = crypto::sha256(wire::encode_public(signed_ask));
    const auto given =
        custody::given_in(ask, running_->plan.digest(), holder->index, signed_ask.key);
    const bool has_given = running_->gifts.contains(holder->index);
    const auto taken =
        has_given ? say_more(*holder, ask, given, digest) : take(*holder, ask, given, digest);
    if (!running_->ceremony.is_open()) end();
    if (!taken) return taken.error();
    again_ms_ = 0;
    step();
    return shown();
}

bool Recovery::is_enough() const {
    const auto& gifts = running_->gifts;
    const auto room =
        std::ranges::count_if(gifts, [](const auto& each) { return each.second.room.has_value(); });
    const auto appraised =
        std::ranges::count_if(gifts, [](const auto& each) { return each.second.has_appraised; });
    const std::size_t threshold = running_->ceremony.casting.threshold;
    return gifts.size() >= threshold && (static_cast<std::size_t>(room) >= custody::room_min ||
                                         static_cast<std::size_t>(appraised) >= threshold);
}

void Recovery::end() {
    if (!running_) return;
    const bool is_untold =
        running_->recipient && !running_->is_done && !running_->ceremony.is_open();
    if (is_untold) {
        if (ended_.size() == ended_max) ended_.pop_front();
        ended_.push_back({kept_as(running_->ceremony), running_->transcript});
    }
    running_->recipient.reset();
    running_->openings.clear();
    running_->pepper.reset();
    const bool is_ours = std::exchange(running_->has_opened, false) && !running_->is_done;
    if (is_ours) core_.close(errors::recovery_ended);
}

void Recovery::step() {
    if (core_.phase() == Phase::open && core_.now().boottime_ms >= again_ms_) {
        const auto kept = keep_ended();
        if (!kept) again_ms_ = core_.now().boottime_ms + retry_ms;
    }
    if (!running_ || running_->is_done || !running_->recipient) return;
    auto& ceremony = running_->ceremony;
    look();
    // Tokens that have come back open it without anybody.
    const bool is_needless = core_.phase() == Phase::open && !running_->has_opened;
    if (is_needless && ceremony.is_open()) give_up("the service");
    if (!ceremony.is_open()) return end();
    if (ceremony.state != CeremonyState::executing || !is_enough()) return;
    if (core_.now().boottime_ms < again_ms_) return;
    const auto carried = carry_out();
    if (carried) return;
    again_ms_ = core_.now().boottime_ms + retry_ms;
    note(PublicText(carried.error().sentence()).str());
    log(LogLevel::warning, "the recovery does not go on", carried.error());
}

}  // namespace sealwright::keeper
