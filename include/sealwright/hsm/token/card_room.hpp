// The Room of a real card: one vendor module, one slot, one session, one key pair.
//
// Nothing is tried twice: a person runs the command again. Process: token. Spec:
// docs/protocol/token.md section 8.
#pragma once

#include "sealwright/hsm/card/room.hpp"

#include <memory>
#include <string>

namespace sealwright::hsm::token {

struct CardSettings {
    std::string module;  // Absolute path.
    std::string serial;
    std::string softhsm_configuration;  // What SOFTHSM2_CONF names; used for SoftHSM alone.
    std::string softhsm_aside;          // Folder for copies of its token files.
};

Result<std::unique_ptr<card::Room>> open_card(const CardSettings& settings);

}  // namespace sealwright::hsm::token
