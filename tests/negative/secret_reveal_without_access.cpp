// expect: no matching function for call to
// A secret's bytes are not shown to who has no SecretAccess.
#include "sealwright/core/secret.hpp"

using Key = sealwright::Secret<32, struct KeyTag>;

std::size_t size_of(const Key& key) {
#ifdef CONTROL
    static_cast<void>(key);
    return Key::size;
#else
    return key.reveal().size();
#endif
}
