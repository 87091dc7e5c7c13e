// Label: what a ciphertext for custodians is, in one form: whose key, which version, for which
// group. The custodian's own tool shows it, and a ciphertext opens under no other.
//
// Process: keeper, cli. Limits: names of 64 bytes. Spec: docs/protocol/threshold.md section 10.
#pragma once

#include "sealwright/core/ids.hpp"
#include "sealwright/wire/codec.hpp"

#include <string>

namespace sealwright::threshold {

struct Label {
    // A drill's canary is labelled as one, so that no drill ever touches what is used.
    enum class Purpose : std::uint8_t { data_key, service_key, recovery_key, drill };

    InstallationId installation;
    std::string environment;
    Purpose purpose{};
    VaultId vault;           // Zeros where it is not of a vault.
    std::string vault_name;  // As people know it; empty where it is not of a vault.
    std::uint32_t version = 0;
    std::uint64_t created_ms = 0;  // Wall time.
    Digest group{};                // GroupKey::id.

    void write(wire::Writer& writer) const;
    static Label read(wire::Reader& reader);
    static Result<Label> parse(View bytes);
    [[nodiscard]] Bytes bytes() const { return wire::encode_public(*this); }
    bool operator==(const Label&) const = default;
};

}  // namespace sealwright::threshold
