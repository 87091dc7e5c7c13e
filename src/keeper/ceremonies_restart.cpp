// What a ceremony's transcript is told of a keeper that is new: once, whatever becomes of the
// answer.
#include "ceremonies.hpp"
#include "transcripts.hpp"

namespace sealwright::keeper {

using custody::Event;

// With the next commit; of too many restarts nobody learns more than of some.
void Ceremonies::tell_restart(KeptCeremony& kept, const ceremony::Moment& at) {
    static_cast<void>(kept.ceremony.restart(at));
    const auto& custody = core_.state().custody;
    restarts_before_ = restarts_in(transcript_of(custody, kept.ceremony.casting.id));
    if (restarts_before_ < restarts_told_max) restarted_at_ = at;
}

// A commit whose answer was lost may have told it: what is durable says so, and where it led.
std::optional<custody::TranscriptStep> Ceremonies::untold_restart(const KeptCeremony& kept) {
    if (!restarted_at_ || kept.ceremony.script().is_asked) return std::nullopt;
    const auto& custody = core_.state().custody;
    const auto& id = kept.ceremony.casting.id;
    const auto durable = custody.ceremonies.find(id);
    const bool is_there = durable != custody.ceremonies.end() &&
                          restarts_in(transcript_of(custody, id)) == restarts_before_;
    if (!is_there) {
        restarted_at_.reset();
        return std::nullopt;
    }
    auto ceremony = durable->second.ceremony;
    static_cast<void>(ceremony.restart(*restarted_at_));
    return led_to(told_by_service(Event::restart, *restarted_at_), ceremony);
}

}  // namespace sealwright::keeper
