// Receiving: a custodian opens what the dealers sealed to them, checks it, and says who is wrong.
//
// The sum is checked in one go; the dealers one by one only when it does not fit. A complaint is
// judged by everybody alike, from what was published and what the dealer then shows: either the
// dealer sealed something wrong, or the accuser says so without reason. Process: cli, keeper.
// Spec: docs/protocol/threshold.md section 8.
#pragma once

#include "sealwright/threshold/dealer.hpp"
#include "sealwright/threshold/share.hpp"

namespace sealwright::threshold {

struct Fault {
    Index dealer;
    Error reason;
};

// The share, or the first dealer who is wrong.
Result<SecretShare> receive(const RevealRound& reveals,
                            const DealRound& deals,
                            Index self,
                            const crypto::ExchangePair& transport,
                            Epoch epoch);
// All dealers whose box does not open or does not fit.
Result<std::vector<Fault>> faults(const RevealRound& reveals,
                                  const DealRound& deals,
                                  Index self,
                                  const crypto::ExchangePair& transport);

// Who was wrong: the dealer or the accuser.
Result<Index> judge(const RevealRound& reveals, const DealRound& deals, const Answer& answer);

// So many complaints that answering them would show as many shares as are needed: the dealer is
// left out without an answer.
bool is_disqualified(GroupSize size, std::size_t complaints);

}  // namespace sealwright::threshold
