// expect: could not convert
// An index comes to be by its check only: no number passes for one.
#include "sealwright/threshold/terms.hpp"

using namespace sealwright::threshold;

#ifdef CONTROL
sealwright::Result<Index> first() {
    return Index::make(1);
}
#else
Index first() {
    return 1;
}
#endif
