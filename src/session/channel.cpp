#include "sealwright/session/channel.hpp"

#include "key_schedule.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/session/errors.hpp"

#include <array>

namespace sealwright::session {

// Which ask is legal in which phase, and whose turn it is then: exactly one row an ask.
struct Channel::Routes {
    struct Route {
        Ask ask;
        Phase legal;
        Phase next;
    };

    static constexpr std::array table{
        Route{Ask::seal, Phase::speaks, Phase::listens},
        Route{Ask::open, Phase::listens, Phase::speaks},
    };

    static constexpr bool each_ask_has_one_row() {
        for (std::size_t index = 0; index < table.size(); ++index) {
            if (static_cast<std::size_t>(table[index].ask) != index) return false;
        }
        return table.size() == static_cast<std::size_t>(Ask::open) + 1;
    }

    static const Route& of(Ask ask) { return table[static_cast<std::size_t>(ask)]; }
};

Channel::Channel(Side side, const Finish& finish, const Keying& keying)
    : side_(side),
      phase_(side == Side::keeper ? Phase::speaks : Phase::listens),
      session_(keying.session) {
    const auto salt = crypto::th("sealwright/session/v1",
                                 {wire::encode_public(finish.challenge),
                                  wire::encode_public(finish),
                                  keying.second,
                                  keying.session});
    chains_ = KeySchedule::chains(keying, salt);
}

Result<Record> Channel::seal(const Header& header, View plaintext) {
    if (plaintext.size() > plaintext_max || header.mount.size() > path_max ||
        header.key.size() > path_max) {
        return errors::record_too_long;
    }
    if (!is_legal(Ask::seal)) {
        end();
        return errors::session_unknown;
    }

    Record record{session_, sent_, header.operation, header.mount, header.key, {}};
    record.sealed =
        KeySchedule::seal(*chains_, outward(), record.associated_data(outward()), plaintext);
    ++sent_;
    turn(Ask::seal);
    return record;
}

Result<WipedBytes> Channel::open(const Record& record) {
    if (!is_legal(Ask::open) || record.session != session_ || record.sequence != received_) {
        end();
        return errors::session_unknown;
    }

    auto plaintext =
        KeySchedule::open(*chains_, inward(), record.associated_data(inward()), record.sealed);
    if (!plaintext) {
        end();
        return plaintext;
    }
    ++received_;
    turn(Ask::open);
    return plaintext;
}

void Channel::end() {
    phase_ = Phase::ended;
    chains_.reset();
}

bool Channel::is_legal(Ask ask) const {
    static_assert(Routes::each_ask_has_one_row());
    return phase_ == Routes::of(ask).legal;
}

void Channel::turn(Ask ask) {
    phase_ = Routes::of(ask).next;
}

Direction Channel::outward() const {
    return side_ == Side::keeper ? Direction::to_agent : Direction::to_keeper;
}

Direction Channel::inward() const {
    return side_ == Side::keeper ? Direction::to_keeper : Direction::to_agent;
}

}  // namespace sealwright::session
