#include "pin_source.hpp"

#include <cstdlib>

namespace sealwright::token {

Result<std::optional<hsm::PinEntry>> ask_pin_source(const config::Token& token,
                                                    int pin_descriptor) {
    if (pin_descriptor >= 0) {
        TRY(pin, hsm::PinEntry::from_descriptor(Descriptor(pin_descriptor)));
        return std::optional(std::move(pin));
    }
    if (token.pin != config::PinSource::credential) return std::optional<hsm::PinEntry>();
    // Who starts us says where; without it, under an own unit, the configuration does.
    const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
    const auto path = (folder == nullptr ? token.credentials : std::string(folder)) + "/pin";
    TRY(pin, hsm::PinEntry::from_file(path));
    return std::optional(std::move(pin));
}

}  // namespace sealwright::token
