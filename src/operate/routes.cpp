#include "sealwright/operate/routes.hpp"

#include "sealwright/operate/messages.hpp"

#include <algorithm>
#include <array>

namespace sealwright::operate {
namespace {

// Rows that the build makes from docs/reference/openapi.json.
constexpr std::array table{
#include "routes.inc"
};

constexpr bool each_is_one() {
    for (std::size_t left = 0; left < table.size(); ++left) {
        for (std::size_t right = left + 1; right < table.size(); ++right) {
            if (table[left].type == table[right].type) return false;
            if (table[left].name == table[right].name) return false;
        }
    }
    return true;
}
static_assert(each_is_one());

}  // namespace

std::string_view word_of(Effect effect) {
    constexpr std::array<std::string_view, 6> words{
        "read", "tighten", "loosen", "hold", "judged", "local"};
    return words.at(static_cast<std::size_t>(effect));
}

std::span<const Route> routes() {
    return table;
}

const Route* route_of(std::uint16_t type) {
    const auto* found = std::ranges::find(table, type, &Route::type);
    return found == table.end() ? nullptr : &*found;
}

const Route* route_named(std::string_view name) {
    const auto* found = std::ranges::find(table, name, &Route::name);
    return found == table.end() ? nullptr : &*found;
}

bool is_lift(std::uint16_t type) {
    return type == VaultLiftAsk::type || type == LiftFreezeAsk::type;
}

}  // namespace sealwright::operate
