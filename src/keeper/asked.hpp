// What a recovery and a drill have in common: the custodians of a group are asked by a plan, and
// what they give is looked at before anything of it counts.
//
// Process: keeper. Spec: docs/protocol/ceremony.md sections 6, 11 and 12.
#pragma once

#include "custody.hpp"
#include "sealwright/custody/recovery_plan.hpp"
#include "sealwright/custody/transcript.hpp"
#include "sealwright/operate/people_messages.hpp"
#include "sealwright/threshold/combiner.hpp"

namespace sealwright::keeper {

// Whose key stands in the group; null: nobody's.
const ShareHolder* holder_of(const HeldGroup& held,
                             const threshold::Group& group,
                             const crypto::PublicKey& key);
// Whether who asks means the installation of this plan.
bool is_about(const operate::Question& question, const custody::RecoveryPlan& plan);

// All holders of the group, and as many as it takes of them.
ceremony::Casting casting_of(const HeldGroup& held, const threshold::Group& group);
// Of a transcript: what is asked, and whom.
custody::TranscriptHeader header_of(const custody::RecoveryPlan& plan,
                                    const HeldGroup& held,
                                    const threshold::Group& group);

struct OpenedGift {
    threshold::Pepper pepper;
    std::vector<threshold::Partial> parts;  // In the order of the openings.
};
Result<OpenedGift> open_gift(const operate::RecoveryGiveAsk& ask,
                             threshold::Index index,
                             const custody::RecoveryPlan& plan,
                             const crypto::ExchangePair& recipient,
                             const std::vector<threshold::Opening>& openings);
// That a contribution is not what it should be, and whose.
Error unreadable_gift(std::uint16_t index);

// As a transcript tells it: unsigned where the custodian's signature does not hold.
custody::TranscriptStep told_gift(custody::Event event,
                                  const ceremony::Moment& now,
                                  const ShareHolder& holder,
                                  const custody::Given& given);
custody::TranscriptStep told_strike(const ceremony::Moment& now,
                                    const ShareHolder& holder,
                                    const custody::Given& given,
                                    const Error& why);

}  // namespace sealwright::keeper
