// VersionStore: the file with the last N, written under a new name first. Process: agent.
#pragma once

#include "core/key_version.hpp"

#include <optional>
#include <string>

namespace sealwright::agent {

class VersionStore {
public:
    VersionStore(std::string path, VaultId vault) : path_(std::move(path)), vault_(vault) {}

    // Nothing when there is no file yet.
    [[nodiscard]] Result<std::optional<std::uint32_t>> load() const;
    [[nodiscard]] Result<void> save(std::uint32_t version) const;

private:
    std::string path_;
    VaultId vault_;
};

}  // namespace sealwright::agent
