// expect: is private within this context
// A pair of braces does not mint a SecretAccess either.
#include "sealwright/core/secret.hpp"

using Key = sealwright::Secret<32, struct KeyTag>;

#ifdef CONTROL
std::uint8_t first_byte(const Key& key, sealwright::SecretAccess access) {
    return key.ref().reveal(access)[0];
}
#else
std::uint8_t first_byte(const Key& key) {
    return key.ref().reveal({})[0];
}
#endif
