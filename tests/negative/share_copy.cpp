// expect: use of deleted function
// A share of a secret cannot be copied.
#include "sealwright/crypto/shares.hpp"

sealwright::crypto::Share passed_on(sealwright::crypto::Share& share) {
#ifdef CONTROL
    return std::move(share);
#else
    return share;
#endif
}
