// What a vault says of itself without any token. Process: agent. Spec: docs/protocol/vault.md
// section 1.
#pragma once

#include "sealwright/vault/steps/call.hpp"
#include "sealwright/vault/steps/root_attempt.hpp"

namespace sealwright::vault {

struct SealStatus {
    std::string type;  // shamir, transit, …
    bool initialized = false;
    bool sealed = true;
    std::uint64_t needed = 0;  // Of the recovery shares where the vault unseals itself.
    std::uint64_t total = 0;
    std::uint64_t progress = 0;
    std::string nonce;
    bool is_migrating = false;
    bool has_recovery_seal = false;  // It unseals itself.
    std::string version;
};

Call ask_seal_status();
Result<SealStatus> read_seal_status(const Reply& reply);

// Whether this node serves: not sealed, not a standby, initialised.
Call ask_health();
bool read_active(const Reply& reply);

// Told by whether OpenBao's own endpoint is there; asked without a token.
Call ask_product();
Product read_product(const Reply& reply);

}  // namespace sealwright::vault
