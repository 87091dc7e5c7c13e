// expect: no matching function for call to
// An error carries no fact that was made from a secret.
#include "sealwright/core/secret.hpp"

using Key = sealwright::Secret<32, struct KeyTag>;

sealwright::Fact made(const Key& key) {
#ifdef CONTROL
    static_cast<void>(key);
    return sealwright::fact("key", 1);
#else
    return sealwright::fact("key", key);
#endif
}
