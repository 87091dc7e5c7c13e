// Handshake: the agent's way into a session, step by step; and what keeper and agent both compute.
//
// begun -> challenged -> finished -> ended. The agent believes a challenge only under the pinned
// service identity key and only for what it has begun, before it uses its TPM. A challenge that is
// refused changes nothing; an Opened that is refused ends it. The agent's X25519 key is wiped when
// it ends. Process: agent (`binding`: keeper too). Spec: docs/protocol/session.md sections 2 and 3.
#pragma once

#include "sealwright/core/now.hpp"
#include "sealwright/crypto/exchange.hpp"
#include "sealwright/crypto/sign.hpp"
#include "sealwright/session/channel.hpp"
#include "sealwright/session/messages.hpp"

#include <optional>

namespace sealwright::session {

// What the service identity key signs of a challenge.
Digest signed_part(const Challenge& challenge);

// What the evidence signs. `activated`: the secret that the TPM activated, or nothing.
Digest binding(const Challenge& challenge, View activated, const ExchangeKey& agents);

struct Established {
    OpenedFacts facts;
    Channel channel;  // Of no use when `facts.lifetime_s` is 0.
};

class Handshake {
public:
    enum class Phase : std::uint8_t { begun, challenged, finished, ended };

    explicit Handshake(Begin begin) : begin_(std::move(begin)) {}

    [[nodiscard]] const Begin& begin() const { return begin_; }
    [[nodiscard]] Phase phase() const { return phase_; }
    // What the TPM has to quote and activate; only while `challenged`.
    [[nodiscard]] const Challenge& challenge() const;

    // E1502: not the pinned service's; E1507: not for what was begun.
    Result<void> on(const Challenge& challenge, const crypto::PublicKey& pinned, Random& random);
    Result<Digest> binding(View activated) const;
    Result<Finish> finish(Bytes evidence);
    // E1502 when it does not come from who made the challenge.
    Result<Established> on(const Opened& opened);

private:
    enum class Ask : std::uint8_t { challenge, binding, finish, opened };
    struct Routes;

    [[nodiscard]] Result<void> legal(Ask ask) const;

    Begin begin_;
    Phase phase_ = Phase::begun;
    std::optional<crypto::ExchangePair> exchange_;  // b
    Finish finish_;                                 // Its challenge, then all of it.
};

}  // namespace sealwright::session
