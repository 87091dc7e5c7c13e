// The route `ceremony begin drill`: one operator asks the custodians that there are.
#include "operating.hpp"
#include "sealwright/custody/errors.hpp"

namespace sealwright::keeper {
namespace {

Result<void> check_drill(const State& state, const operate::CeremonyBeginAsk& plan) {
    if (!state.custody.group) return errors::group_absent;
    if (plan.threshold != 0 || !plan.seats.empty()) return errors::drill_seats;
    TRY(check_reason(plan.reason));
    const auto* open = state.custody.asked(ceremony::CeremonyKind::drill);
    if (open == nullptr) return done;
    return Error(errors::drill_open, {fact("ceremony", open->ceremony.casting.id.str())});
}

Result<ceremony::Ceremony> begin(const HeldGroup& held,
                                 const threshold::Group& group,
                                 const ceremony::Request& request,
                                 const ceremony::Moment& now) {
    auto casting = casting_of(held, group);
    casting.id = CeremonyId(request.id.bytes());
    casting.kind = ceremony::CeremonyKind::drill;
    casting.plan = request.plan.digest();
    casting.conductor = request.proposer();
    return ceremony::Ceremony::propose(std::move(casting), now);
}

}  // namespace

Result<Reply> Operating::drill_begin(const OperatorAsk& ask,
                                     const operate::CeremonyBeginAsk& plan) {
    TRY(check_drill(core_.state(), plan));
    const auto& request = *ask.request;
    TRY(nonce, drill_.begin(CeremonyId(request.id.bytes()), plan.reason, request.proposer()));
    TRY(change(ask, [&](Draft& draft) -> Result<std::vector<journal::Field>> {
        const auto& state = draft.state();
        const auto checked = check_drill(state, plan);
        if (!checked) return checked.error();
        KeptCeremony kept;
        const auto now = core_.moment(state);
        const auto& held = *state.custody.group;
        const auto group = held.read_group();
        TRY(begun, begin(held, group, request, now));
        kept.ceremony = std::move(begun);
        kept.plan = plan;
        kept.nonce = nonce;
        kept.epoch = group.epoch().value();
        TRY(transcript, drill_.told_begin(state, kept, request, now));
        forget_ceremonies(draft);
        put_transcript(draft, kept.ceremony.casting.id, transcript);
        draft.put(kept);
        return std::vector<journal::Field>{{"what", std::string("drill begin")},
                                           {"ceremony", kept.ceremony.casting.id.str()},
                                           {"reason", plan.reason},
                                           {"transcript", transcript.head()}};
    }));
    return ceremonies(ask);
}

}  // namespace sealwright::keeper
