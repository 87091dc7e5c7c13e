// expect: use of deleted function
// A descriptor has one owner.
#include "sealwright/core/descriptor.hpp"

sealwright::Descriptor passed_on(sealwright::Descriptor& one) {
#ifdef CONTROL
    return std::move(one);
#else
    return one;
#endif
}
