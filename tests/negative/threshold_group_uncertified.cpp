// expect: cannot convert
// Nothing is opened with a group that its custodians have not certified.
#include "sealwright/threshold/share.hpp"

using namespace sealwright::threshold;

#ifdef CONTROL
bool fits(const SecretShare& share, const Group& group) {
#else
bool fits(const SecretShare& share, const PendingGroup& group) {
#endif
    return share.is_of(group);
}
