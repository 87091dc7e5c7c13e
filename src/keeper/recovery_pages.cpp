// The routes `recover begin|show|attest`, of an operator at the host.
#include "operating.hpp"

namespace sealwright::keeper {

Gathering* Operating::gathering() {
    if (recovery_.is_under_way()) return nullptr;
    if (root_opening_.is_collecting()) return &root_opening_;
    if (drill_.is_collecting()) return &drill_;
    if (root_opening_.is_there()) return &root_opening_;
    return drill_.is_there() ? &drill_ : nullptr;
}

Result<Reply> Operating::recover(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::RecoverAsk>(ask.body));
    TRY(check_reason(message.reason));
    return recovery_.begin(message.reason, ask.origin);
}

Result<Reply> Operating::recovery_now(const OperatorAsk& ask) {
    TRY(wire::decode<operate::RecoveryAsk>(ask.body));
    const auto* asked = gathering();
    return asked != nullptr ? asked->shown() : recovery_.shown();
}

Result<Reply> Operating::recovery_attest(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::RecoveryAttestAsk>(ask.body));
    return recovery_.attest(message);
}

}  // namespace sealwright::keeper
