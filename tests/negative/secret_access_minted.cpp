// expect: is private within this context
// Only the friends of SecretAccess can mint one, so nobody else can read a secret.
#include "sealwright/core/secret.hpp"

using Key = sealwright::Secret<32, struct KeyTag>;

#ifdef CONTROL
std::uint8_t first_byte(const Key& key, sealwright::SecretAccess access) {
    return key.reveal(access)[0];
}
#else
std::uint8_t first_byte(const Key& key) {
    return key.reveal(sealwright::SecretAccess())[0];
}
#endif
