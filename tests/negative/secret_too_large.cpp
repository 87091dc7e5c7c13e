// expect: static assertion failed
// A secret fits in one slot of the pool.
#include "sealwright/core/secret.hpp"

#ifdef CONTROL
sealwright::Secret<64, struct LargeTag> large();
void use() {
    static_cast<void>(large());
}
#else
sealwright::Secret<65, struct LargeTag> large();
void use() {
    static_cast<void>(large());
}
#endif
