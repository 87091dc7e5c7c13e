#include "description.hpp"

namespace sealwright::front {

std::string_view api_description() {
    // Made by the build from the description, in pieces that stand one behind the other.
    static constexpr std::string_view text =
#include "description.inc"
        ;
    return text;
}

}  // namespace sealwright::front
