// What is said of a recovery's host: who stands at it, and what its TPM signed. Nobody here is to
// be believed for it: custodians look at both themselves.
#include "errors.hpp"
#include "recovery.hpp"
#include "sealwright/attest/messages.hpp"
#include "sealwright/custody/errors.hpp"

namespace sealwright::keeper {

// Those who are far away go by it, so what does not hold is never shown to them.
Result<void> Recovery::check_statement(const ShareHolder& holder,
                                       const operate::RecoveryGiveAsk& ask) const {
    if (!ask.room) return done;
    if (ask.room->index != holder.index) {
        return Error(errors::room_statement, {fact("custodian", std::uint64_t{holder.index})});
    }
    return custody::check_in_the_room(running_->plan.digest(), running_->group, *ask.room);
}

// Who has given may still come to the host and say so, or have appraised it; nothing else of it is
// looked at again.
Result<void> Recovery::say_more(const ShareHolder& holder,
                                const operate::RecoveryGiveAsk& ask,
                                const custody::Given& given,
                                const Digest& digest) {
    auto& gift = running_->gifts.at(holder.index);
    const bool is_new = (ask.room && !gift.room) || (ask.has_appraised && !gift.has_appraised);
    if (!is_new) return done;
    if (!given.verify()) return unreadable_gift(holder.index);
    auto there = check_statement(holder, ask);
    if (!there) {
        blame(holder, there.error(), given);
        return there;
    }
    gift.ask = digest;
    gift.has_appraised = gift.has_appraised || ask.has_appraised;
    if (ask.room) gift.room = ask.room;
    tell(told_gift(custody::Event::give_on, now(), holder, given));
    return done;
}

Result<Reply> Recovery::attest(const operate::RecoveryAttestAsk& ask) {
    if (!running_ || !running_->ceremony.is_open()) return errors::recovery_absent;
    if (!wire::decode<attest::TpmQuote>(ask.quote)) return errors::recovery_quote;
    running_->quote = ask.quote;
    return shown();
}

}  // namespace sealwright::keeper
