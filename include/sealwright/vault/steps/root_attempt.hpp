// Making a root token: one attempt in the vault, its one-time pad, and the token that comes out.
//
// A vault has one attempt at a time. Ours is known by the nonce it got; a stranger's is never
// continued and never cancelled unasked. The pad is ours: what the vault answers is the token XOR
// the pad, so an answer in somebody's log opens nothing. Process: agent. Spec:
// docs/protocol/vault.md section 3.
#pragma once

#include "sealwright/core/now.hpp"
#include "sealwright/vault/steps/call.hpp"

namespace sealwright::vault {

// OpenBao's endpoints take a token beside the key shares; HashiCorp Vault's up to 1.21 do not.
enum class Product : std::uint8_t { openbao, vault };

class RootAttempt {
public:
    static constexpr std::size_t pad_length_max = 128;

    explicit RootAttempt(Product product) : product_(product) {}

    struct Status {
        bool started = false;
        bool complete = false;
        std::string nonce;
        std::size_t pad_length = 0;
        std::uint64_t progress = 0;
        std::uint64_t required = 0;
        std::string encoded;  // The token under the pad, once it is complete.
    };

    [[nodiscard]] Call look() const;
    // `pad` has the length that the vault named.
    [[nodiscard]] Call begin(const SecretText& pad) const;
    [[nodiscard]] Call give(const std::string& nonce, View share) const;
    [[nodiscard]] Call cancel() const;

    static Result<Status> read(const Reply& reply);

    // Letters and digits; each is as likely as another.
    static SecretText pad_of(std::size_t length, Random& random);
    // A service token of the vault: `s.` or `hvs.`, and letters behind it.
    static Result<SecretText> token_of(const std::string& encoded, const SecretText& pad);

private:
    [[nodiscard]] std::string path(std::string_view end) const;

    Product product_;
};

}  // namespace sealwright::vault
