// KeySchedule: every derivation of a session, and the only code of this module that sees its
// secrets.
//
// Process: keeper, agent. Spec: docs/protocol/session.md sections 2 and 3.
#pragma once

#include "sealwright/session/challenger.hpp"
#include "sealwright/session/channel.hpp"

namespace sealwright::session {

class KeySchedule {
public:
    // Of one epoch of the keeper.
    static EpochSecret fresh_epoch(Random& random);
    static Digest cookie(const EpochSecret& epoch, View facts);
    static crypto::ExchangePair exchange(const EpochSecret& epoch, const Digest& nonce);
    static WipedBytes activation_secret(const EpochSecret& epoch, const Digest& nonce);

    static Chains chains(const Channel::Keying& keying, const Digest& salt);

    // One message with the present key of a direction. The chain goes on behind a message that was
    // sealed or has opened.
    static WipedBytes seal(Chains& chains, Direction direction, View associated_data, View plain);
    static Result<WipedBytes> open(Chains& chains,
                                   Direction direction,
                                   View associated_data,
                                   View sealed);

private:
    using Link = Secret<32, struct LinkTag>;
    using MessageKey = Secret<32, struct SessionMessageKeyTag>;

    // Half of the slot is one direction's.
    static std::span<std::uint8_t, 32> chain_of(Chains& chains, Direction direction);
    static MessageKey message_key(Chains& chains, Direction direction);
    static void advance(Chains& chains, Direction direction);
};

}  // namespace sealwright::session
