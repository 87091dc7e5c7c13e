// expect: ignoring returned value of type
// A result cannot be ignored.
#include "sealwright/core/result.hpp"

#pragma GCC diagnostic error "-Wunused-result"

sealwright::Result<void> attempt();

void use() {
#ifdef CONTROL
    static_cast<void>(attempt());
#else
    attempt();
#endif
}
