// expect: cannot convert
// A result is not its value: whether there is one has to be asked.
#include "sealwright/core/result.hpp"

sealwright::Result<int> attempt();

int value() {
#ifdef CONTROL
    const auto result = attempt();
    return result ? *result : 0;
#else
    return attempt();
#endif
}
