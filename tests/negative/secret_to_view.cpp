// expect: could not convert
// A secret is not a view of bytes, so no function that takes bytes can be handed one.
#include "sealwright/core/secret.hpp"

using Key = sealwright::Secret<32, struct KeyTag>;

std::string shown(const Key& key) {
#ifdef CONTROL
    static_cast<void>(key);
    return sealwright::to_hex({});
#else
    return sealwright::to_hex(key);
#endif
}
