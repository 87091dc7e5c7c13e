// Callers: which process asks at the vault's socket, and whether it may.
//
// The user decides, as the kernel noted it when the connection was made; the path of a program
// never does, since any program can take any place. Each request is judged anew: the process that
// connected must still live. Its mark, a hash of boot, pid and start time, tells the keeper whether
// a vault's process is new. Read twice around a pidfd, so that no recycled pid is taken for it.
// Process: agent. Spec: docs/protocol/session.md section 10.
#pragma once

#include "sealwright/core/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace sealwright::agent {

class Callers {
public:
    // Reads the boot's id.
    static Result<Callers> open(std::uint32_t vault_uid);

    [[nodiscard]] Result<Digest> mark_of(int socket) const;

private:
    Callers(std::string boot, std::uint32_t vault_uid)
        : boot_(std::move(boot)), vault_uid_(vault_uid) {}

    std::string boot_;
    std::uint32_t vault_uid_;
};

// The start time in the text of /proc/PID/stat; nothing when it is none.
std::optional<std::uint64_t> start_time_of(std::string_view stat);

}  // namespace sealwright::agent
