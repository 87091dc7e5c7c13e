#include "sealwright/core/descriptor.hpp"

#include <unistd.h>

namespace sealwright {

void Descriptor::close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
}

}  // namespace sealwright
