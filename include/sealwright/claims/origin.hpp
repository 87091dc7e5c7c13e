// Origin: who asks, as the process that accepted the connection saw it.
//
// `ChannelOrigin`: the front's word for a TLS client certificate (channel tier: the front is
// believed). `LocalOrigin`: a local socket's peer credentials, read by the keeper itself. Every ask
// carries one; further kinds (a sealed session, a signed act) become further alternatives. Process:
// front, keeper, cli. Spec: docs/protocol/frames.md section 4.
#pragma once

#include "sealwright/core/error.hpp"
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

struct Origin {
    std::variant<ChannelOrigin, LocalOrigin> of;

    void write(wire::Writer& writer) const;
    static Origin read(wire::Reader& reader);
    // "uid 0 (pid 4711)" or "certificate 3f2a… from 127.0.0.1:5000".
    [[nodiscard]] std::string sentence() const;
    bool operator==(const Origin&) const = default;
};

}  // namespace sealwright::claims
