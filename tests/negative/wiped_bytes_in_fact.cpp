// expect: no matching function for call to
// An error carries no fact that was made from bytes that wipe themselves.
#include "sealwright/core/result.hpp"

sealwright::Fact made(const sealwright::WipedBytes& body) {
#ifdef CONTROL
    return sealwright::fact("size", body.size());
#else
    return sealwright::fact("body", body);
#endif
}
