// KeyRecord: one 32-byte key, split k-of-n over a token group, as it rests in the store.
//
// A key has a list of wraps; each is one way back to it. The wrap of today is a token group: a
// GF(256) splitting whose share i is sealed under token i's PRF. A wrap to custodians will be
// another kind in the same list. Nothing in a record opens by itself. Process: keeper. Limits: 8
// wraps, 64 envelopes a wrap. Spec: docs/protocol/keys.md section 4.
#pragma once

#include "sealwright/crypto/shares.hpp"
#include "sealwright/hsm/context.hpp"

#include <string>
#include <vector>

namespace sealwright::hsm {

// One token key, as envelopes name it.
struct TokenKey {
    std::string serial;
    Digest key_id{};
    std::uint32_t generation = 0;

    void write(wire::Writer& writer) const;
    static TokenKey read(wire::Reader& reader);
    bool operator==(const TokenKey&) const = default;
};

struct Envelope {
    std::uint8_t index = 0;  // The share's x.
    TokenKey token;
    Bytes sealed;

    void write(wire::Writer& writer) const;
    static Envelope read(wire::Reader& reader);
    bool operator==(const Envelope&) const = default;
};

struct TokenWrap {
    crypto::Threshold threshold;
    std::vector<Envelope> envelopes;

    void write(wire::Writer& writer) const;
    static TokenWrap read(wire::Reader& reader);
    [[nodiscard]] const Envelope* envelope_of(const Digest& token_key_id) const;
    bool operator==(const TokenWrap&) const = default;
};

struct KeyRecord {
    std::string environment;
    KeySubject subject{};
    IdBytes subject_id{};
    std::uint32_t version = 0;
    std::vector<TokenWrap> wraps;

    void write(wire::Writer& writer) const;
    static KeyRecord read(wire::Reader& reader);
    // What the envelope's share is bound to inside the token.
    [[nodiscard]] ShareContext context_of(const TokenWrap& wrap, const Envelope& envelope) const;
    bool operator==(const KeyRecord&) const = default;
};

}  // namespace sealwright::hsm
