// SoftHsmFolder: what keeps SoftHSM 2.6.1's token files alive.
//
// Each of its logins truncates `token.object` and writes it again, without a rename and without
// fsync: a process that dies in between leaves an empty file and the token is gone; one that starts
// in between does not see the token. So C_Initialize and C_Login run under a lock on the folder
// itself (two of our processes may share one), the files are copied aside before, and an empty one
// is put back. Process: token. Limits: 1,024 names a folder, 64 KiB a file, 10 s for the lock.
// Spec: docs/protocol/token.md section 6.
#pragma once

#include "sealwright/core/descriptor.hpp"
#include "sealwright/core/result.hpp"

#include <string>

namespace sealwright::hsm::token {

class SoftHsmFolder {
public:
    // `configuration` is SoftHSM's file, which names its folder; `aside` is ours.
    static Result<SoftHsmFolder> open(const std::string& configuration, std::string aside);

    // Held until the descriptor closes. Puts back what a dead process left empty, then copies
    // aside.
    Result<Descriptor> lock() const;
    // On disk before anything depends on a key that was made just now.
    [[nodiscard]] Result<void> sync() const;

private:
    SoftHsmFolder(std::string folder, std::string aside)
        : folder_(std::move(folder)), aside_(std::move(aside)) {}

    [[nodiscard]] Result<void> mend() const;
    [[nodiscard]] Result<void> mend_one(const std::string& name) const;

    std::string folder_;
    std::string aside_;
};

}  // namespace sealwright::hsm::token
