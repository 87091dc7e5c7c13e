// expect: use of deleted function
// Two secrets cannot be compared with ==, which would tell how far they agree.
#include "sealwright/core/secret.hpp"

using Key = sealwright::Secret<32, struct KeyTag>;

bool same(const Key& one, const Key& other) {
#ifdef CONTROL
    return &one == &other;
#else
    return one == other;
#endif
}
