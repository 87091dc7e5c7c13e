// The KeyRoom of a real token: one vendor module, one slot, one session, one key.
//
// A failure that may pass is answered by opening, finding and trying once more; a lost login is not
// repaired here, since the PIN is not kept. Process: token. Spec: docs/protocol/token.md section 2.
#pragma once

#include "sealwright/hsm/token/key_room.hpp"

#include <memory>
#include <string>

namespace sealwright::hsm::token {

struct RoomSettings {
    std::string module;  // Absolute path.
    std::string label;
    std::string serial;
    std::string softhsm_configuration;  // What SOFTHSM2_CONF names; used for SoftHSM alone.
    std::string softhsm_aside;          // Folder of ours for copies of its token files.
};

// The shortest PIN that a module may be given: 22 characters for SoftHSM, which never locks.
std::size_t pin_size_min(const std::string& module_path);

Result<std::unique_ptr<KeyRoom>> open_room(const RoomSettings& settings);

}  // namespace sealwright::hsm::token
