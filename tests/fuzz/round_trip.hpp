// check_round_trip: what every decoder promises. Whatever it accepts has exactly one encoding.
#pragma once

#include "sealwright/wire/codec.hpp"

#include <algorithm>

namespace sealwright::fuzz {

// For what owns a secret the copy is wiped too.
template <class Message>
void check_round_trip(View bytes) {
    const auto message = wire::decode<Message>(bytes);
    if (message) check(std::ranges::equal(wire::encode(*message), bytes));
}

}  // namespace sealwright::fuzz
