// Messages between a node's agent and the keeper: begin, challenge, finish, opened, sealed records;
// and the frames (0x0420-0x042f) in which the front carries them unread.
//
// A node begins, the keeper challenges under the service identity key, the node finishes with
// evidence over the whole challenge, the keeper opens a session. What follows is sealed end to end.
// Every body is one message of the encoding and nothing else; an answer that is no 200 is an
// encoded claims::Refusal. Process: agent, keeper; front carries. Limits below. Spec:
// docs/protocol/session.md.
#pragma once

#include "sealwright/claims/attestation.hpp"
#include "sealwright/core/ids.hpp"

#include <string>

namespace sealwright::session {

inline constexpr std::size_t message_max = std::size_t{64} * 1024;  // One request's body.
inline constexpr std::size_t hello_max = message_max - 64;          // An event log may be in it.
inline constexpr std::size_t evidence_max = std::size_t{56} * 1024;
inline constexpr std::size_t blob_max = 512;
inline constexpr std::size_t subject_max = 1536;
inline constexpr std::size_t peer_max = 64;
inline constexpr std::size_t path_max = 128;
inline constexpr std::uint8_t version = 1;

using ExchangeKey = std::array<std::uint8_t, 32>;  // An X25519 public key.
using SessionId = IdBytes;

// The route of the front: /v1/node/begin, /v1/node/finish, /v1/node/ask.
enum class Step : std::uint8_t { begin, finish, ask };

// Why a node begins. It is part of what the evidence signs, so that evidence for one purpose is
// none for another.
enum class Purpose : std::uint8_t { open, enrol, rehearse };

struct NodeAsk {
    static constexpr std::uint16_t type = 0x0420;
    Step step{};
    std::string peer;  // Address and port as the front saw them: context, never evidence.
    WipedBytes body;
    void write(wire::Writer& writer) const;
    static NodeAsk read(wire::Reader& reader);
};

struct NodeAnswer {
    static constexpr std::uint16_t type = 0x0421;
    std::uint16_t status = 0;  // An HTTP status; 200: `body` is the message that answers.
    WipedBytes body;
    void write(wire::Writer& writer) const;
    static NodeAnswer read(wire::Reader& reader);
};

struct Begin {
    Purpose purpose{};
    NodeId node;
    VaultId vault;
    Bytes hello;  // Enrolment: an encoded attest::EnrolHello. Otherwise empty.
    void write(wire::Writer& writer) const;
    static Begin read(wire::Reader& reader);
};

// Everything but `cookie` and `signature` is covered by the cookie; everything but `signature` by
// the signature of the service identity key.
struct Challenge {
    Purpose purpose{};
    NodeId node;
    VaultId vault;
    std::uint64_t number = 0;     // Rises with every challenge of one keeper.
    std::uint64_t issued_ms = 0;  // The keeper's boottime.
    Digest nonce{};
    ExchangeKey exchange{};  // The keeper's, for this challenge.
    claims::PcrSet pcrs;     // What a quote has to cover.
    Bytes credential;        // TPM2B_ID_OBJECT, or empty: nothing to activate.
    Bytes encrypted_secret;  // TPM2B_ENCRYPTED_SECRET, with `credential`.
    Bytes subject;           // The keeper's own note; means nothing to the agent.
    Digest cookie{};         // By which the keeper knows its own challenge again.
    std::array<std::uint8_t, 64> signature{};

    void write(wire::Writer& writer) const;
    static Challenge read(wire::Reader& reader);
    [[nodiscard]] Bytes without_cookie() const;
    [[nodiscard]] Bytes without_signature() const;
};

struct Finish {
    Challenge challenge;
    ExchangeKey exchange{};  // The agent's.
    Bytes evidence;          // An encoded attest::Evidence (enrolment: attest::EnrolProof).
    void write(wire::Writer& writer) const;
    static Finish read(wire::Reader& reader);
};

struct Opened {
    SessionId session{};
    ExchangeKey exchange{};  // The keeper's second, made after the evidence was accepted.
    WipedBytes sealed;       // The keeper's message 0: an encoded OpenedFacts.
    void write(wire::Writer& writer) const;
    static Opened read(wire::Reader& reader);
};

// What a node is told once it has proved to be itself.
struct OpenedFacts {
    claims::AttestationResult result;
    std::uint32_t seal_key_version = 0;  // N; 0: not begun.
    std::uint32_t lifetime_s = 0;        // Of the session; 0: none was opened (enrol, rehearse).
    std::uint32_t fresh_s = 0;           // How long its evidence serves root classes.
    bool waits_for_approval = false;     // Enrolment.
    void write(wire::Writer& writer) const;
    static OpenedFacts read(wire::Reader& reader);
};

enum class Direction : std::uint8_t { to_keeper, to_agent };

// One sealed message. The header is readable and is the associated data, with the direction.
struct Record {
    SessionId session{};
    std::uint64_t sequence = 0;
    std::uint8_t operation = 0;  // A seal::Operation.
    std::string mount;
    std::string key;
    WipedBytes sealed;
    void write(wire::Writer& writer) const;
    static Record read(wire::Reader& reader);
    [[nodiscard]] Bytes associated_data(Direction direction) const;
};

// Inside a record to the keeper.
struct Request {
    Digest process{};  // Which process of the vault asks: boot, pid and start time, hashed.
    WipedBytes body;   // Of the transit request.
    void write(wire::Writer& writer) const;
    static Request read(wire::Reader& reader);
};

// Inside a record to the agent.
struct Reply {
    std::uint16_t status = 0;  // Of the transit answer.
    bool wants_fresh_evidence = false;
    std::uint32_t seal_key_version = 0;
    WipedBytes body;
    void write(wire::Writer& writer) const;
    static Reply read(wire::Reader& reader);
};

}  // namespace sealwright::session
