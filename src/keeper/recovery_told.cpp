// What happened in a recovery, as its transcript tells it.
#include "recovery.hpp"
#include "sealwright/core/log.hpp"

#include <algorithm>

namespace sealwright::keeper {

using custody::Event;

custody::Transcript Recovery::told_begin(const ceremony::Moment& at) const {
    const auto& plan = running_->plan;
    auto header = header_of(plan, running_->held, running_->group);
    header.conductor = plan.asked_by;
    custody::Transcript transcript;
    transcript.header = wire::encode_public(header);
    auto step = told_by_service(Event::propose, at, plan.reason);
    step.person = plan.asked_by;
    check(append(transcript, led_to(std::move(step), running_->ceremony), false).ok());
    return transcript;
}

void Recovery::blame(const ShareHolder& holder, const Error& error, const custody::Given& given) {
    note(holder.person + ": " + PublicText(error.sentence()).str());
    log(LogLevel::warning, "a contribution to the recovery was refused", error);
    const auto at = now();
    if (!running_->ceremony.strike(holder.index, error.sentence(), at)) return;
    tell(told_strike(at, holder, given, error));
}

// There is room for what fewer than seventy people can do; what has none is not told, and keeps
// nobody from their vault.
void Recovery::tell(custody::TranscriptStep step) {
    const bool is_end = !running_->ceremony.is_open();
    const auto told =
        append(running_->transcript, led_to(std::move(step), running_->ceremony), is_end);
    if (!told) note(told.error().sentence());
}

void Recovery::look() {
    if (auto looked = look_at(running_->ceremony, now())) tell(std::move(*looked));
}

void Recovery::give_up(const std::string& who) {
    const auto at = now();
    const auto reason = ceremony::AbortReason::withdrawn;
    if (!running_->ceremony.abort(who, reason, at)) return;
    auto step = told_by_service(Event::abort, at, word_of(reason));
    step.person = who;
    tell(std::move(step));
}

KeptCeremony Recovery::kept_as(const ceremony::Ceremony& ceremony) const {
    KeptCeremony kept;
    kept.ceremony = ceremony;
    kept.plan.kind = static_cast<std::uint8_t>(ceremony.casting.kind);
    kept.plan.threshold = ceremony.casting.threshold;
    kept.plan.reason = running_->plan.reason;
    kept.epoch = running_->group.epoch().value();
    return kept;
}

// The service is open again, however that came: what nobody could write down then is written now.
Result<void> Recovery::keep_ended() {
    while (!ended_.empty()) {
        auto ended = ended_.front();
        auto draft = core_.draft();
        ended.kept.entry = draft.next_sequence();
        forget_ceremonies(draft);
        draft.put(ended.kept);
        const auto& ceremony = ended.kept.ceremony;
        put_transcript(draft, ceremony.casting.id, ended.transcript);
        draft.record({std::nullopt,
                      journal::Kind::act,
                      {{"what", std::string("a recovery had ended without keys")},
                       {"ceremony", ceremony.casting.id.str()},
                       {"state", std::string(word_of(ceremony.state))},
                       {"why", ceremony.why},
                       {"transcript", ended.transcript.head()}}});
        TRY(core_.commit_once(std::move(draft)));
        ended_.pop_front();
    }
    return done;
}

}  // namespace sealwright::keeper
