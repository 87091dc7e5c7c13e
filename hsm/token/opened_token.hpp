// OpenedToken: one token of a module that is loaded and initialised, with a session at it.
//
// What each room of PKCS#11 stands on. SoftHSM's files are locked and set aside around what
// rewrites them. Private to hsm/token. Process: token.
#pragma once

#include "quirks.hpp"
#include "sealwright/hsm/token/pkcs11_room.hpp"
#include "session.hpp"
#include "slot.hpp"
#include "softhsm.hpp"

namespace sealwright::hsm::token {

struct OpenedToken {
    const Quirks& quirks;
    // Ends in the opposite order: session, then module.
    Module module;
    Slot slot;
    Session session;
    std::optional<SoftHsmFolder> softhsm;  // Of SoftHSM alone.

    Result<void> login(const PinEntry& pin);
    // What was made is on disk.
    Result<void> sync();
};

// By its serial and, where one is given, its label.
Result<OpenedToken> open_token(const RoomSettings& settings);

}  // namespace sealwright::hsm::token
