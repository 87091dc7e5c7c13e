// The routes `recover begin|show|attest`, of an operator at the host.
#include "operating.hpp"

namespace sealwright::keeper {

Result<Reply> Operating::recover(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::RecoverAsk>(ask.body));
    TRY(check_reason(message.reason));
    return recovery_.begin(message.reason, ask.origin);
}

Result<Reply> Operating::recovery_now(const OperatorAsk& ask) {
    TRY(wire::decode<operate::RecoveryAsk>(ask.body));
    return is_drill_shown() ? drill_.shown() : recovery_.shown();
}

Result<Reply> Operating::recovery_attest(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::RecoveryAttestAsk>(ask.body));
    return recovery_.attest(message);
}

}  // namespace sealwright::keeper
