// What the agent asks its own prover, the child that speaks to the TPM or holds the node's key.
//
// Both are one program of one release, on a socket pair of their own, so these are no protocol
// between releases and have no row in frames.md. A refusal is a claims::Refusal. Process: agent.
// Limits: those of attest/messages.hpp.
#pragma once

#include "sealwright/attest/messages.hpp"

#include <variant>

namespace sealwright::agent {

using Identity = std::variant<attest::TpmIdentity, attest::KeyIdentity, attest::PeerWord>;

// What this machine enrols with. A pinned key is made if there is none.
struct IdentityAsk {
    static constexpr std::uint16_t type = 0x0701;
    void write(wire::Writer&) const {}
    static IdentityAsk read(wire::Reader&) { return {}; }
};

struct IdentityAnswer {
    static constexpr std::uint16_t type = 0x0702;
    Identity identity;
    void write(wire::Writer& writer) const;
    static IdentityAnswer read(wire::Reader& reader);
};

struct ActivateAsk {
    static constexpr std::uint16_t type = 0x0703;
    Bytes credential;
    Bytes encrypted_secret;
    void write(wire::Writer& writer) const;
    static ActivateAsk read(wire::Reader& reader);
};

struct Activated {
    static constexpr std::uint16_t type = 0x0704;
    WipedBytes secret;  // 32 bytes.
    void write(wire::Writer& writer) const;
    static Activated read(wire::Reader& reader);
};

struct ProveAsk {
    static constexpr std::uint16_t type = 0x0705;
    Digest binding{};
    claims::PcrSet pcrs;
    void write(wire::Writer& writer) const;
    static ProveAsk read(wire::Reader& reader);
};

struct Proved {
    static constexpr std::uint16_t type = 0x0706;
    attest::Evidence evidence;
    void write(wire::Writer& writer) const;
    static Proved read(wire::Reader& reader);
};

}  // namespace sealwright::agent
