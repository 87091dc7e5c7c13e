// expect: use of deleted function
// A secret is in one place: it cannot be copied, only moved.
#include "sealwright/core/secret.hpp"

#include <utility>

using Key = sealwright::Secret<32, struct KeyTag>;

Key passed_on(Key& key) {
#ifdef CONTROL
    return std::move(key);
#else
    return key;
#endif
}
