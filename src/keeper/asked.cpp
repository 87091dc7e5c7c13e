#include "asked.hpp"

#include "sealwright/custody/contribution.hpp"
#include "sealwright/custody/errors.hpp"
#include "transcripts.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

ceremony::CeremonyKind kind_of(custody::Aim aim) {
    if (aim == custody::Aim::drill) return ceremony::CeremonyKind::drill;
    return aim == custody::Aim::root ? ceremony::CeremonyKind::root
                                     : ceremony::CeremonyKind::recover;
}

}  // namespace

const ShareHolder* holder_of(const HeldGroup& held,
                             const threshold::Group& group,
                             const crypto::PublicKey& key) {
    const auto& members = group.session().members();
    const auto member = std::ranges::find(members, key, &threshold::Member::identity);
    if (member == members.end()) return nullptr;
    const auto holder = std::ranges::find(held.holders, member->index.value(), &ShareHolder::index);
    return holder == held.holders.end() ? nullptr : &*holder;
}

bool is_about(const operate::Question& question, const custody::RecoveryPlan& plan) {
    return question.installation == plan.installation.bytes() &&
           question.environment == plan.environment;
}

ceremony::Casting casting_of(const HeldGroup& held, const threshold::Group& group) {
    ceremony::Casting casting;
    casting.threshold = static_cast<std::uint8_t>(group.session().size().needed());
    for (const auto& each : held.holders) casting.holders.push_back({each.index, each.person});
    return casting;
}

custody::TranscriptHeader header_of(const custody::RecoveryPlan& plan,
                                    const HeldGroup& held,
                                    const threshold::Group& group) {
    custody::TranscriptHeader header;
    header.installation = plan.installation;
    header.environment = plan.environment;
    header.service = plan.identity;
    header.ceremony = CeremonyId(plan.occasion.ceremony);
    header.kind = kind_of(plan.aim);
    header.plan = {operate::RecoverAsk::type, wire::encode_public(plan)};
    header.epoch = group.epoch().value();
    header.group = held.group;
    for (const auto& each : held.holders) header.holders.push_back({each.index, each.person});
    header.needed = 1;
    return header;
}

Error unreadable_gift(std::uint16_t index) {
    return {errors::contribution_unreadable, {fact("custodian", std::uint64_t{index})}};
}

Result<OpenedGift> open_gift(const operate::RecoveryGiveAsk& ask,
                             threshold::Index index,
                             const custody::RecoveryPlan& plan,
                             const crypto::ExchangePair& recipient,
                             const std::vector<threshold::Opening>& openings) {
    const auto& occasion = plan.occasion;
    if (ask.parts.size() != openings.size()) return unreadable_gift(index.value());
    auto pepper = custody::open_pepper(recipient, custody::pepper_context(occasion), ask.pepper);
    if (!pepper || custody::pepper_digest(*pepper, plan.group) != plan.pepper) {
        return errors::pepper_wrong;
    }
    OpenedGift gift{std::move(*pepper), {}};
    for (std::size_t place = 0; place < openings.size(); ++place) {
        auto part = threshold::PartialBox::open(ask.parts[place], occasion, recipient);
        if (!part || part->custodian != index) return unreadable_gift(index.value());
        TRY(threshold::verify_partial(openings[place], *part));
        gift.parts.push_back(std::move(*part));
    }
    return gift;
}

custody::TranscriptStep told_gift(custody::Event event,
                                  const ceremony::Moment& now,
                                  const ShareHolder& holder,
                                  const custody::Given& given) {
    auto step = told_by_service(event, now);
    step.index = holder.index;
    step.person = holder.person;
    step.digest = given.contribution;
    step.why = given.words();
    if (given.verify()) step.act = wire::encode_public(given);
    return step;
}

custody::TranscriptStep told_strike(const ceremony::Moment& now,
                                    const ShareHolder& holder,
                                    const custody::Given& given,
                                    const Error& why) {
    auto step = told_gift(custody::Event::strike, now, holder, given);
    step.why = why.sentence().substr(0, custody::transcript_why_max);
    return step;
}

}  // namespace sealwright::keeper
