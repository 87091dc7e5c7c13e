// The shares that a vault wants, of those that there are: what Making and KeyChange have in common.
// Process: agent.
#pragma once

#include "sealwright/root/errors.hpp"

#include <cstddef>
#include <vector>

namespace sealwright::root {

// No more of them than it wants; fails where there are fewer.
inline Result<void> cut_to(std::vector<WipedBytes>& shares, std::size_t needed) {
    if (needed > shares.size()) {
        return Error(errors::shares_too_few,
                     {fact("needed", needed), fact("there", shares.size())});
    }
    shares.resize(needed);
    return done;
}

}  // namespace sealwright::root
