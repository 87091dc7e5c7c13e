#include "picture.hpp"

namespace sealwright::supervisor {
namespace {

std::string words_of(supervise::KeeperPhase phase) {
    switch (phase) {
        case supervise::KeeperPhase::locked:
            return "locked";
        case supervise::KeeperPhase::empty:
            return "empty, waits for `sealwright init`";
        case supervise::KeeperPhase::open:
            return "open";
    }
    return "locked";
}

}  // namespace

bool Picture::answers() const {
    return keeper.has_value() && depot_ready && (front_ready || !front_wanted);
}

std::string Picture::words() const {
    std::string words = keeper ? words_of(keeper->phase) : "the keeper is away";
    if (keeper) {
        words += ", " + std::to_string(keeper->tokens_logged_in) + " of " + std::to_string(tokens) +
                 " tokens ready, " + std::to_string(threshold) + " needed";
    }
    if (!depot_ready) words += ", the depot is away";
    if (!front_wanted) words += ", no certificate to serve with yet";
    if (front_wanted && !front_ready) words += ", the front is away";
    return words;
}

}  // namespace sealwright::supervisor
