// What a vault says of its tokens, and how one is ended.
//
// A token is named by its accessor, which opens nothing. There is no list of root tokens in any
// vault: every accessor is looked up, one by one, in every namespace. Process: agent. Limits: what
// a Document holds, some 100,000 accessors. Spec: docs/protocol/vault.md section 2.
#pragma once

#include "sealwright/core/now.hpp"
#include "sealwright/vault/steps/call.hpp"

namespace sealwright::vault {

struct TokenFacts {
    std::string accessor;
    std::string display_name;
    std::string
        made_at;  // The path: auth/token/root from init or an attempt, else by another token.
    std::vector<std::string> policies;
    std::uint64_t made_s = 0;  // Of the vault's clock.
    std::uint64_t ttl_s = 0;   // 0: for ever.
    std::uint64_t ttl_max_s = 0;
    bool is_orphan = false;

    [[nodiscard]] bool is_root() const;
    // No clock of the vault's ends it.
    [[nodiscard]] bool is_unlimited() const { return ttl_s == 0 && ttl_max_s == 0; }
};

Call look_at_self();
Call look_at(const std::string& accessor, const std::string& inside = {});
Result<TokenFacts> read_token(const Reply& reply);
// The same of an accessor that may have died since it was listed: nothing then.
Result<std::optional<TokenFacts>> read_listed_token(const Reply& reply);

Call list_accessors(const std::string& inside = {});
Result<std::vector<std::string>> read_accessors(const Reply& reply);

// Root's own is not among them; each ends with a slash.
Call list_namespaces(const std::string& inside = {});
Result<std::vector<std::string>> read_namespaces(const Reply& reply);

// Whether it was there: a vault answers a dead accessor with success and a warning.
Call revoke(const std::string& accessor, const std::string& inside = {});
Result<bool> read_revoked(const Reply& reply);
Call revoke_self();

// By the vault's JWT method at `mount`; the token is read as one that was made.
Call log_in(const std::string& mount, const std::string& role, View login);

// A new barrier root key; no share is asked for it.
Call rotate_barrier_root();
// A new key of the keyring, by which everything is encrypted that is written from now on.
Call rotate_keyring();

// An orphan root token that the vault ends by itself, whatever becomes of us.
Call make_limited_root(std::uint64_t ttl_s, const std::string& display_name);
struct MadeToken {
    SecretText token;
    std::string accessor;
    std::vector<std::string> policies;
    bool is_orphan = false;
    std::uint64_t ttl_s = 0;

    [[nodiscard]] bool is_root() const;
};
Result<MadeToken> read_made_token(const Reply& reply);

}  // namespace sealwright::vault
