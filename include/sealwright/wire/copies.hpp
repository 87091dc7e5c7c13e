// Copies of what a Reader gave, for a message that outlives the bytes it was read from; one that
// may be secret wipes itself. Process: all.
#pragma once

#include "sealwright/core/bytes.hpp"

namespace sealwright::wire {

inline Bytes copy_of(View bytes) {
    return {bytes.begin(), bytes.end()};
}

inline WipedBytes wiped_copy_of(View bytes) {
    return {bytes.begin(), bytes.end()};
}

}  // namespace sealwright::wire
