// Picture: how the service stands, as one line for the service manager. Pure.
#pragma once

#include "sealwright/supervise/messages.hpp"

#include <optional>
#include <string>

namespace sealwright::supervisor {

struct Picture {
    bool depot_ready = false;
    bool front_ready = false;
    bool front_wanted = false;               // There is a certificate that it could serve with.
    std::optional<supervise::Alive> keeper;  // What it said last, if it is there.
    std::size_t tokens = 0;
    std::uint8_t threshold = 0;

    // Whether whoever asks now gets an answer, be it that the service is locked.
    [[nodiscard]] bool answers() const;
    // "open, 3 of 3 tokens ready, 2 needed"
    [[nodiscard]] std::string words() const;
};

}  // namespace sealwright::supervisor
