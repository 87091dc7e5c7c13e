#include "sealwright/custody/seats.hpp"

#include "sealwright/custody/errors.hpp"

#include <algorithm>
#include <map>

namespace sealwright::custody {
namespace {

using operate::Seat;

Result<void> check_kind(const std::vector<Seat>& seats,
                        std::string Seat::*kind,
                        std::string_view name,
                        std::size_t most) {
    std::map<std::string, std::size_t> held;
    for (const auto& seat : seats) {
        if ((seat.*kind).empty()) continue;
        const auto count = ++held[seat.*kind];
        if (count <= most) continue;
        return Error(
            errors::seats_crowded,
            {fact("kind", name), fact("which", seat.*kind), fact("at most", std::uint64_t{most})});
    }
    return done;
}

}  // namespace

Result<void> check_apart(std::size_t threshold, const std::vector<Seat>& seats) {
    if (threshold < 1 || threshold > seats.size()) return done;  // Refused elsewhere.
    const auto most = std::max<std::size_t>(1, std::min(threshold - 1, seats.size() - threshold));
    TRY(check_kind(seats, &Seat::organisation, "organisation", most));
    TRY(check_kind(seats, &Seat::place, "place", most));
    return check_kind(seats, &Seat::device, "device", most);
}

}  // namespace sealwright::custody
