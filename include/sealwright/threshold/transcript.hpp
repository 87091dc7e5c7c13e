// Transcript and Domain: what a challenge is made of, and what keeps the challenges of two uses
// apart.
//
// A Domain is an ASCII role of this protocol and the hash of all that the use is bound to. A
// Transcript is hashed to a scalar or to a member of the group (RFC 9380 sections 3.1 and 5.3.1,
// SHA-512); it may hold secrets, so it is written into wiped memory. Process: keeper, cli.
// Spec: docs/protocol/threshold.md section 4.
#pragma once

#include "sealwright/threshold/point.hpp"

#include <string_view>

namespace sealwright::threshold {

// RFC 9380 section 5.3.1; at most 255 blocks. A domain longer than 255 bytes is hashed first.
void expand_message_xmd(View message, View domain, std::span<std::uint8_t> out);

class Domain {
public:
    enum class Role { possession, held, encryption, partial, nonce };

    static Domain of(Role role, const Digest& context);
    // One of another protocol, whose vectors we pass.
    static Domain foreign(View bytes);

    [[nodiscard]] View bytes() const { return bytes_; }
    // The same behind a prefix of RFC 9497.
    [[nodiscard]] Domain behind(std::string_view prefix) const;

private:
    explicit Domain(Bytes bytes) : bytes_(std::move(bytes)) {}

    Bytes bytes_;
};

class Transcript {
public:
    Transcript& add(View bytes);
    Transcript& add(const SecretScalar& scalar);
    Transcript& add(const Element& element);
    // With their size before them, as in RFC 9497: u16, or u32.
    Transcript& add_sized(View bytes);
    Transcript& add_sized(const Element& element);
    Transcript& add_long(View bytes);
    Transcript& u16(std::uint16_t number);

    [[nodiscard]] View view() const { return bytes_.view(); }
    [[nodiscard]] Scalar scalar(const Domain& domain) const;
    [[nodiscard]] SecretScalar secret_scalar(const Domain& domain) const;
    [[nodiscard]] Element element(const Domain& domain) const;
    [[nodiscard]] std::array<std::uint8_t, crypto_hash_sha512_BYTES> hash() const;

private:
    wire::Writer bytes_;
};

}  // namespace sealwright::threshold
