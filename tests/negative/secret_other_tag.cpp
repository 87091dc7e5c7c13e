// expect: could not convert
// A secret of one kind is not taken for one of another.
#include "sealwright/core/secret.hpp"

#include <utility>

using RecoveryKey = sealwright::Secret<32, struct RecoveryKeyTag>;
using RootToken = sealwright::Secret<32, struct RootTokenTag>;

#ifdef CONTROL
RootToken convert(RootToken key) {
#else
RootToken convert(RecoveryKey key) {
#endif
    return std::move(key);
}
