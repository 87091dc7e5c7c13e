// expect: no matching function for call to
// A secret does not become a std::string.
#include "sealwright/core/secret.hpp"

#include <string>

using Key = sealwright::Secret<32, struct KeyTag>;

std::string text_of_key(const Key& key) {
#ifdef CONTROL
    static_cast<void>(key);
    return std::string("a key");
#else
    return std::string(key);
#endif
}
