// Slot: where the configured token is. Found by label, serial, or both; slot numbers mean nothing,
// since they change when a token is initialised. Two matches are refused. Process: token.
// Limits: 64 slots.
#pragma once

#include "module.hpp"
#include "sealwright/hsm/token/key_room.hpp"

namespace sealwright::hsm::token {

struct Slot {
    CK_SLOT_ID number = 0;
    TokenIdentity identity;
};

// At least one of `label` and `serial` is not empty.
Result<Slot> find_slot(const Module& module, const std::string& label, const std::string& serial);

}  // namespace sealwright::hsm::token
