// open_session: the keeper's end of a handshake, after it has accepted the evidence.
//
// Makes the session's id and the keeper's second X25519 key c, keys the channel, seals the facts as
// its message 0 and wipes c. Process: keeper. Spec: docs/protocol/session.md section 3.
#pragma once

#include "sealwright/core/now.hpp"
#include "sealwright/session/challenger.hpp"
#include "sealwright/session/channel.hpp"

namespace sealwright::session {

struct Opening {
    Opened opened;
    Channel channel;  // Waits for the agent's first record; drop it where no session is wanted.
};

// E1508 when the agent's key is one with which everybody agrees.
Result<Opening> open_session(const Recognized& recognized,
                             const Finish& finish,
                             const OpenedFacts& facts,
                             Random& random);

}  // namespace sealwright::session
