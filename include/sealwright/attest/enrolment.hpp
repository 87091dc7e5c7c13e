// EnrolmentToken: the one-time secret by which a node is made known, and what it signs.
//
// 32 random bytes, shown once as "enrol-" and 64 hex digits. They are the seed of an Ed25519 key:
// the service keeps SHA-256 of the public key, and the token itself never travels. It signs the
// hello and the binding of one enrolment and authorises nothing else. Process: cli makes it, agent
// uses it, keeper checks it. Spec: docs/protocol/session.md section 7.
#pragma once

#include "sealwright/attest/messages.hpp"
#include "sealwright/core/ids.hpp"
#include "sealwright/core/now.hpp"
#include "sealwright/core/secret.hpp"
#include "sealwright/crypto/sign.hpp"

namespace sealwright::attest {

inline constexpr std::uint64_t enrolment_max_ms = std::uint64_t{60} * 60 * 1000;

class EnrolmentToken {
public:
    static EnrolmentToken generate();
    // The one text that `text` writes; a line end behind it is allowed.
    static Result<EnrolmentToken> parse(View text);

    [[nodiscard]] WipedBytes text() const;
    [[nodiscard]] crypto::PublicKey public_key() const;
    [[nodiscard]] Digest digest() const;
    // Signs what it is to sign of a hello, and of an enrolment's binding.
    void sign(EnrolHello& hello, const NodeId& node, const VaultId& vault) const;
    [[nodiscard]] Signature sign_binding(const Digest& binding) const;

private:
    EnrolmentToken() = default;

    crypto::SigningSeed seed_;
};

// SHA-256 of a token's public key: what rests.
Digest token_digest(const crypto::PublicKey& token_key);
Result<void> verify_hello(const EnrolHello& hello, const NodeId& node, const VaultId& vault);
Result<void> verify_token_binding(const crypto::PublicKey& token_key,
                                  const Digest& binding,
                                  const Signature& signature);

}  // namespace sealwright::attest
