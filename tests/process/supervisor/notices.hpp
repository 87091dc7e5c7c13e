// Notices: a socket in the place of the service manager's, and what it was told there.
#pragma once

#include "sealwright/core/descriptor.hpp"

#include <string>

namespace sealwright::fake {

class Notices {
public:
    explicit Notices(std::string path);

    [[nodiscard]] const std::string& path() const { return path_; }
    // Until these words have come; everything that was told up to them, since the last such call.
    std::string wait_for(const std::string& words);

private:
    std::string path_;
    Descriptor socket_;
    std::string told_;
};

}  // namespace sealwright::fake
