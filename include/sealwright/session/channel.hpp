// Channel: one end of a sealed session, in which keeper and agent speak in turn.
//
// Each direction has a one-way chain: a key seals one message and is wiped, and so is the chain
// before it. A record opens only as exactly the next of its direction, session and header. Whoever
// speaks out of turn, or sends what does not open, has ended the channel for good; its keys are
// wiped at once. The keeper speaks first: its message 0 is inside Opened. Process: keeper, agent.
// Limits: one slot of the secret pool, a plaintext of 128 KiB less 16 bytes. Spec:
// docs/protocol/session.md sections 3 and 4.
#pragma once

#include "sealwright/core/secret.hpp"
#include "sealwright/crypto/exchange.hpp"
#include "sealwright/session/messages.hpp"

#include <optional>

namespace sealwright::session {

using Chains = Secret<64, struct ChainsTag>;  // To the keeper, then to the agent.

enum class Side : std::uint8_t { keeper, agent };

// The readable part of a record that its sender chooses.
struct Header {
    std::uint8_t operation = 0;  // A seal::Operation.
    std::string mount;
    std::string key;
};

class Channel {
public:
    static constexpr std::size_t seal_overhead = 16;
    static constexpr std::size_t plaintext_max = 2 * message_max - seal_overhead;

    enum class Phase : std::uint8_t { speaks, listens, ended };

    // `with_first` is X25519(a, b), `with_second` X25519(c, b); `second` is c.
    struct Keying {
        crypto::AgreedSecret with_first;
        crypto::AgreedSecret with_second;
        crypto::ExchangeKey second{};
        SessionId session{};
    };
    Channel(Side side, const Finish& finish, const Keying& keying);

    // What is too long (E1509) changes nothing.
    Result<Record> seal(const Header& header, View plaintext);
    // Every refusal is E1503, and the channel has ended.
    Result<WipedBytes> open(const Record& record);

    // For an end that gave up: an answer that did not come, a node that was revoked.
    void end();

    [[nodiscard]] Phase phase() const { return phase_; }
    [[nodiscard]] const SessionId& session() const { return session_; }

private:
    enum class Ask : std::uint8_t { seal, open };
    struct Routes;

    [[nodiscard]] bool is_legal(Ask ask) const;
    void turn(Ask ask);

    [[nodiscard]] Direction outward() const;
    [[nodiscard]] Direction inward() const;

    Side side_;
    Phase phase_;
    SessionId session_{};
    std::optional<Chains> chains_;  // Nothing once it has ended.
    std::uint64_t sent_ = 0;        // How many records; the next one's sequence.
    std::uint64_t received_ = 0;
};

}  // namespace sealwright::session
