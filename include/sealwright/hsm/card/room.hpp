// Room: what a card's process asks of the one card it drives.
//
// The PKCS#11 room implements it for the process; tests implement it in software. A card keeps at
// most one person's key of ours. Process: token. Spec: docs/protocol/token.md section 8.
#pragma once

#include "sealwright/core/result.hpp"
#include "sealwright/crypto/sign.hpp"
#include "sealwright/hsm/card_messages.hpp"
#include "sealwright/hsm/pin_entry.hpp"

#include <optional>
#include <string>

namespace sealwright::hsm::card {

struct Identity {
    std::string label;
    std::string serial;
    PinTries tries{};
};

class Room {
public:
    virtual ~Room() = default;

    virtual Result<Identity> identity() = 0;
    // Called once. card_pin_refused or card_pin_locked when it was the PIN.
    virtual Result<void> login(const PinEntry& pin) = 0;
    // The public half of the key that is there, checked; nothing when there is none.
    virtual Result<std::optional<crypto::PublicKey>> find_key() = 0;
    virtual Result<crypto::PublicKey> make_key() = 0;
    // By the key that was found or made last.
    virtual Result<crypto::Signature> sign(const Digest& digest) = 0;
};

}  // namespace sealwright::hsm::card
