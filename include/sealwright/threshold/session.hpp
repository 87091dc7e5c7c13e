// Session: one attempt of a group of custodians to make a key, and all that it is bound to.
//
// Its id is hashed from a fresh nonce, the threshold and the roster: each custodian's index,
// signing key and transport key. Custodians compare it by voice before the first round; every
// proof and message of the attempt is bound to it. Process: keeper, cli.
// Spec: docs/protocol/threshold.md section 8.
#pragma once

#include "sealwright/crypto/exchange.hpp"
#include "sealwright/crypto/sign.hpp"
#include "sealwright/threshold/transcript.hpp"

namespace sealwright::threshold {

struct Member {
    Index index;
    crypto::PublicKey identity{};     // Ed25519, signs the transcript.
    crypto::ExchangeKey transport{};  // X25519, shares are sealed to it.

    void write(wire::Writer& writer) const;
    static Member read(wire::Reader& reader);
    bool operator==(const Member&) const = default;
};

class SessionId {
public:
    [[nodiscard]] const Digest& bytes() const { return bytes_; }
    bool operator==(const SessionId&) const = default;

private:
    friend class Session;
    explicit SessionId(const Digest& bytes) : bytes_(bytes) {}

    Digest bytes_{};
};

class Session {
public:
    // As many members as the group has, none like another; their order does not matter.
    static Result<Session> make(const Digest& nonce, GroupSize size, std::vector<Member> members);

    [[nodiscard]] SessionId id() const;
    [[nodiscard]] GroupSize size() const { return size_; }
    [[nodiscard]] const std::vector<Member>& members() const { return members_; }  // Rising.
    // Their place among the members.
    [[nodiscard]] Result<std::size_t> place_of(Index index) const;
    // What a dealer's proof of possession is made for.
    [[nodiscard]] Domain possession_domain() const;

    void write(wire::Writer& writer) const;
    static Result<Session> read(wire::Reader& reader);
    bool operator==(const Session&) const = default;

private:
    Session(const Digest& nonce, GroupSize size, std::vector<Member> members)
        : nonce_(nonce), size_(size), members_(std::move(members)) {}

    Digest nonce_{};
    GroupSize size_;
    std::vector<Member> members_;
};

}  // namespace sealwright::threshold
