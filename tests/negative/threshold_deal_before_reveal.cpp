// expect: cannot convert
// Nobody deals before everybody has revealed: dealing takes the closed round.
#include "sealwright/threshold/dealer.hpp"

using namespace sealwright::threshold;

#ifdef CONTROL
bool deal(const Dealer& dealer, const RevealRound& round) {
#else
bool deal(const Dealer& dealer, const CommitRound& round) {
#endif
    return dealer.deal(round).ok();
}
