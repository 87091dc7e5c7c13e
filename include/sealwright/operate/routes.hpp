// Routes: every ask that a person may make of the keeper, what it does, and who may make it.
//
// The one matrix of who may do what, generated from the API's description; an ask without a row is
// refused to everybody. Names are those of the API's paths. Process: keeper decides by it, front
// knows its paths, cli shows it. Spec: docs/protocol/acts.md section 6.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace sealwright::operate {

enum class Effect : std::uint8_t {
    read,
    tighten,  // One person.
    loosen,   // As many operators as the rules say.
    hold,     // One person, or the local socket.
    judged,   // Tighten or loosen: the keeper looks at what it would change.
    local,    // The local socket alone.
};
std::string_view word_of(Effect effect);

struct Route {
    std::uint16_t type = 0;
    std::string_view name;
    Effect effect{};
    std::uint8_t roles = 0;  // Bits as in a roster; of a loosening: who proposes it.
};

std::span<const Route> routes();
const Route* route_of(std::uint16_t type);
const Route* route_named(std::string_view name);
// Whether it ends a hold or a freeze: that waits for no veto, and no freeze stops it.
bool is_lift(std::uint16_t type);

}  // namespace sealwright::operate
