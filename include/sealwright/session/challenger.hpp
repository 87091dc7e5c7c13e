// Challenger: makes the keeper's challenges and knows them again, and keeps nothing for any of
// them.
//
// A challenge's cookie, its X25519 key and the secret to be activated come from the secret of the
// epoch in which it was started. An epoch lasts 60 s of boottime; the present and the one before
// live, then they are wiped. What is refused changes nothing. Process: keeper. Limits: two epochs.
// Spec: docs/protocol/session.md section 2.
#pragma once

#include "sealwright/core/now.hpp"
#include "sealwright/crypto/exchange.hpp"
#include "sealwright/crypto/sign.hpp"
#include "sealwright/session/messages.hpp"

#include <optional>

namespace sealwright::session {

using EpochSecret = Secret<32, struct EpochSecretTag>;

// What a challenge says besides what the challenger gives it.
struct ChallengeFacts {
    Purpose purpose{};
    NodeId node;
    VaultId vault;
    claims::PcrSet pcrs;
    Bytes credential;        // Empty: nothing to activate.
    Bytes encrypted_secret;  // With `credential`.
    Bytes subject;
};

// A challenge that was known again: what the keeper needs to judge the finish and to open a
// session.
struct Recognized {
    crypto::ExchangePair exchange;  // a
    WipedBytes activated;           // What the node's TPM had to activate; empty: nothing.
};

class Challenger {
public:
    static constexpr std::uint64_t epoch_ms = 60'000;
    static constexpr std::uint64_t age_max_ms = 60'000;

    // Where a challenge begins. An enrolment asks a verifier before its challenge is made; the
    // challenge is as old as its ticket.
    struct Ticket {
        std::uint64_t number = 0;
        std::uint64_t issued_ms = 0;
        Digest nonce{};
    };

    Ticket start(Now now, Random& random);
    // 32 bytes for the verifier to put into a credential; the same again after `recognize`.
    Result<WipedBytes> activation_secret(const Ticket& ticket, Now now);
    // Refuses a ticket that is over (E1505).
    Result<Challenge> make(const Ticket& ticket,
                           const ChallengeFacts& facts,
                           const crypto::SigningSeed& identity,
                           Now now);

    // Ours and at most 60 s old. Whether it was used is UsedChallenges' word.
    Result<Recognized> recognize(const Challenge& challenge, Now now);

    // Wipes the epochs that are over. Each call above does the same; the keeper's loop calls it at
    // least once a second, so that an idle keeper forgets as well.
    void forget(Now now);

private:
    struct Epoch {
        std::uint64_t index = 0;
        EpochSecret secret;
    };

    [[nodiscard]] const EpochSecret* secret_at(std::uint64_t issued_ms) const;
    Result<const EpochSecret*> secret_for(const Ticket& ticket, Now now);

    std::uint64_t last_number_ = 0;
    std::optional<Epoch> present_;
    std::optional<Epoch> before_;
};

}  // namespace sealwright::session
