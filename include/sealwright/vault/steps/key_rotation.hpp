// The calls by which a vault changes its recovery keys, or the unseal keys of one sealed by shares.
//
// Always with verification: the vault answers with the new key and keeps the old one in force until
// it has been given the new one back, so no lost answer can lose both. One share of one: we split
// ourselves. Process: agent. Spec: docs/protocol/vault.md section 5.
#pragma once

#include "sealwright/vault/steps/call.hpp"

namespace sealwright::vault {

enum class KeyKind : std::uint8_t { recovery, unseal };

class KeyRotation {
public:
    explicit KeyRotation(KeyKind kind) : kind_(kind) {}

    struct Status {
        bool started = false;
        std::string nonce;
        std::uint64_t required = 0;  // Of the keys in force.
        bool complete = false;
        std::string verification_nonce;
        // The new key, raw, once it is complete.
        std::optional<WipedBytes> key;
    };

    [[nodiscard]] Call look() const;
    [[nodiscard]] Call begin() const;
    // The first key of a vault that has none: it is in force with the answer, which has it.
    [[nodiscard]] static Call begin_first();
    [[nodiscard]] Call give(const std::string& nonce, View share) const;
    [[nodiscard]] Call cancel() const;
    static Result<Status> read(const Reply& reply);

    [[nodiscard]] Call verify(const std::string& verification_nonce, View key) const;
    // Whether the new key is in force.
    static Result<bool> read_verified(const Reply& reply);

private:
    [[nodiscard]] std::string path(std::string_view end) const;

    KeyKind kind_;
};

}  // namespace sealwright::vault
