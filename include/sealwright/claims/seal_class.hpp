// SealClass: what a vault asks to have sealed, told from the shape of the plaintext.
//
// The class stands in the associated data of the ciphertext, so a decrypt knows it before any key
// is touched. Process: keeper, cli. Spec: docs/protocol/seal.md section 2.
#pragma once

#include <cstdint>
#include <string_view>

namespace sealwright::claims {

enum class SealClass : std::uint8_t {
    probe,            // `a`: is the provider there? Never decrypted.
    heartbeat,        // `Heartbeat 596`, `diagnose-<uuid>`: health checks.
    stored_root_key,  // JSON array of one base64 of 32 bytes: opens the vault.
    recovery_key,     // 32 bytes: proves a recovery quorum.
    raft_challenge,   // 24 bytes: a node joins.
    snapshot_sums,    // SHA256SUMS of a snapshot.
    other,
};

inline constexpr SealClass seal_class_last = SealClass::other;

constexpr std::string_view name_of(SealClass seal_class) {
    switch (seal_class) {
        case SealClass::probe:
            return "probe";
        case SealClass::heartbeat:
            return "heartbeat";
        case SealClass::stored_root_key:
            return "stored root key";
        case SealClass::recovery_key:
            return "recovery key";
        case SealClass::raft_challenge:
            return "raft challenge";
        case SealClass::snapshot_sums:
            return "snapshot sums";
        case SealClass::other:
            return "other";
    }
    return "other";
}

}  // namespace sealwright::claims
