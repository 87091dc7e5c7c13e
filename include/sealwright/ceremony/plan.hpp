// Plan: a change as it would have been asked for, whole, and SignedAct: a person's decision on it.
//
// What a person is shown is made from the plan's bytes and from nothing else, and those are what
// every signature covers. Pure. Process: keeper, cli. Limits: 64 KiB. Spec: docs/protocol/acts.md
// section 5.
#pragma once

#include "sealwright/ceremony/act.hpp"
#include "sealwright/crypto/sign.hpp"

namespace sealwright {

struct RequestTag {
    static constexpr std::string_view prefix = "request";
};
using RequestId = Id<RequestTag>;

}  // namespace sealwright

namespace sealwright::ceremony {

inline constexpr std::size_t plan_size_max = std::size_t{64} * 1024;

struct Plan {
    std::uint16_t type = 0;
    Bytes body;

    void write(wire::Writer& writer) const;
    static Plan read(wire::Reader& reader);
    // TH("plan"; u16 type, body).
    [[nodiscard]] Digest digest() const;
    bool operator==(const Plan&) const = default;
};

// The same proposal sent twice is one request; the nonce tells two of one person apart.
RequestId request_id(const Plan& plan, std::string_view person, const IdBytes& nonce);
// Zeros for no reason.
Digest reason_digest(std::string_view reason);

struct SignedAct {
    Act act;
    crypto::PublicKey key{};
    crypto::Signature signature{};

    void write(wire::Writer& writer) const;
    static SignedAct read(wire::Reader& reader);
    // Whether the key has signed it; whose key it is, is another question.
    [[nodiscard]] Result<void> verify() const;
    bool operator==(const SignedAct&) const = default;
};

}  // namespace sealwright::ceremony
