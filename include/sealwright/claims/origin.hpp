// Origin: who asks, as the process that accepted the connection saw it.
//
// `ChannelOrigin`: the front's word for a TLS client certificate (channel tier: the front is
// believed). `LocalOrigin`: a local socket's peer credentials, read by the keeper itself.
// `SessionOrigin`: a sealed session that the keeper opened to a node after judging its evidence.
// Every ask carries one; a signed act becomes a further alternative. Process: front, keeper, cli.
// Spec: docs/protocol/frames.md section 4.
#pragma once

#include "sealwright/claims/evidence.hpp"
#include "sealwright/core/error.hpp"
#include "sealwright/core/ids.hpp"
#include "sealwright/wire/codec.hpp"

#include <string>
#include <variant>

namespace sealwright::claims {

struct ChannelOrigin {
    Digest spki{};                   // SHA-256 of the certificate's SubjectPublicKeyInfo.
    std::uint64_t not_after_ms = 0;  // Wall time at which the certificate ends.
    std::string peer;                // Address and port, for people.

    bool operator==(const ChannelOrigin&) const = default;
};

struct LocalOrigin {
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::uint32_t pid = 0;

    bool operator==(const LocalOrigin&) const = default;
};

struct SessionOrigin {
    NodeId node;
    EvidenceKind evidence{};
    std::uint64_t attested_ms = 0;  // Wall time at which its evidence was accepted.
    std::uint64_t entry = 0;        // Of the journal, with the result.
    std::string peer;               // Where the agent spoke from, as the front saw it.

    bool operator==(const SessionOrigin&) const = default;
};

struct PersonOrigin {
    std::string names;  // Who signed it, "ana, bea"; the keeper has checked each.
    IdBytes request{};  // Of the journal's acts; zeros: only read.

    bool operator==(const PersonOrigin&) const = default;
};

struct Origin {
    std::variant<ChannelOrigin, LocalOrigin, SessionOrigin, PersonOrigin> of;

    void write(wire::Writer& writer) const;
    static Origin read(wire::Reader& reader);
    // "uid 0 (pid 4711)", "certificate 3f2a… from 127.0.0.1:5000", "node-5b1c… by tpm2 from …" or
    // "ana, bea".
    [[nodiscard]] std::string sentence() const;
    bool operator==(const Origin&) const = default;
};

}  // namespace sealwright::claims
