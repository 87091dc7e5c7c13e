// The routes `freeze|lift`.
//
// A freeze stops what loosens (requests, windows, enrolments) and each policy, since what a policy
// does nobody sees at a glance. What one person takes away goes on. It never stops an unseal, so
// whoever freezes everything has stopped no vault.
#include "operating.hpp"
#include "sealwright/ceremony/errors.hpp"
#include "sealwright/operate/routes.hpp"

namespace sealwright::keeper {

bool freeze_stops(std::uint16_t type, bool is_loose) {
    if (operate::is_lift(type)) return false;
    return is_loose || type == operate::PolicySetAsk::type;
}

Result<Reply> Operating::freeze(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::FreezeAsk>(ask.body));
    TRY(check_reason(message.reason));
    const auto wall_ms = core_.latest_ms();
    TRY(change(ask, [&](Draft& draft) -> Result<std::vector<journal::Field>> {
        auto freeze = draft.state().freeze;
        TRY(effect, freeze.begin(stopper_of(ask), message.reason, draft.next_sequence(), wall_ms));
        std::vector<journal::Field> facts{{"what", std::string("freeze")},
                                          {"reason", message.reason}};
        add_stop(facts, *freeze.now(wall_ms), effect);
        draft.put_freeze(freeze);
        return facts;
    }));
    return status({operate::StatusAsk::type, {}, ask.origin});
}

Result<Reply> Operating::lift_freeze(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::LiftFreezeAsk>(ask.body));
    TRY(check_reason(message.reason));
    const auto wall_ms = core_.latest_ms();
    TRY(change(ask, [&](Draft& draft) -> Result<std::vector<journal::Field>> {
        auto freeze = draft.state().freeze;
        if (freeze.now(wall_ms) == nullptr) return errors::not_frozen;
        if (message.entry == 0 && draft.state().is_founded()) return errors::hold_is_another;
        TRY(lifted, freeze.lift(message.entry, wall_ms));
        draft.put_freeze(freeze);
        return std::vector<journal::Field>{{"what", std::string("lift")},
                                           {"reason", message.reason},
                                           {"frozen since", lifted.since_ms},
                                           {"frozen by", lifted.by}};
    }));
    return status({operate::StatusAsk::type, {}, ask.origin});
}

}  // namespace sealwright::keeper
