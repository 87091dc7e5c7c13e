// Core: what a card's process answers to each ask.
//
// It signs a Statement and nothing else, a proof only of its own card's key, and lets no signature
// out that its key does not confirm. It gives the module one PIN in its life. After the first
// trouble every ask is refused with that trouble: a new command begins a new process. It knows no
// ask of a service's token. Pure: the card is a Room. Process: token. Spec: docs/protocol/token.md
// section 8.
#pragma once

#include "sealwright/hsm/answering.hpp"
#include "sealwright/hsm/card/room.hpp"

namespace sealwright::hsm::card {

class Core {
public:
    Core(std::size_t pin_size_min, Room& room) : pin_size_min_(pin_size_min), room_(room) {}

    // Learns which card it is; one whose PIN is locked is a trouble already.
    void begin();
    Result<Answer> answer(std::uint16_t type, View body);

    [[nodiscard]] CardState state() const { return state_; }

private:
    static std::span<const AskRow<Core>> rows();

    Result<Answer> look(View body);
    Result<Answer> login(View body);
    Result<Answer> make_key(View body);
    Result<Answer> sign(View body);

    [[nodiscard]] Answer card() const;
    void found(const crypto::PublicKey& key);
    Error troubled(const Error& why);

    std::size_t pin_size_min_;
    Room& room_;
    CardState state_ = CardState::waiting_for_pin;
    Identity identity_;
    crypto::PublicKey key_{};
    std::optional<Error> trouble_;
};

}  // namespace sealwright::hsm::card
