// Marker: one fact about a token that outlives sealwrightd, as an empty file `folder/NAME`.
//
// Two folders: `stopped` (an operator said so) and `pin-refused` (trying again could lock the token
// for good). Each change is durable before it returns.
#pragma once

#include "sealwright/core/result.hpp"

#include <string>

namespace sealwright::supervisor {

class Marker {
public:
    // Reads whether it is set.
    Marker(std::string folder, std::string name);

    [[nodiscard]] bool is_set() const { return set_; }
    Result<void> set();
    Result<void> clear();

private:
    [[nodiscard]] Result<void> sync_folder() const;

    std::string folder_;
    std::string path_;
    bool set_ = false;
};

}  // namespace sealwright::supervisor
