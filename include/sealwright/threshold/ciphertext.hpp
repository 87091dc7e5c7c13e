// Ciphertext: a 32-byte key that only k custodians together open, in exactly 216 bytes.
//
// TDH2 (Shoup and Gennaro) over ristretto255: beside what is sealed it proves that whoever made it
// knew its randomness, for this group and this label. So a custodian who checks first is of no use
// to somebody who presents another's ciphertext as their own. Process: keeper, cli.
// Spec: docs/protocol/threshold.md section 10.
#pragma once

#include "sealwright/threshold/dleq.hpp"
#include "sealwright/threshold/group.hpp"
#include "sealwright/threshold/label.hpp"

namespace sealwright::threshold {

struct Ciphertext {
    static constexpr std::size_t size = 216;
    using Body = std::array<std::uint8_t, 32 + crypto_aead_xchacha20poly1305_ietf_ABYTES>;

    Point ephemeral;         // U
    Point second_ephemeral;  // U on the group's second base
    Digest commitment{};     // To the key of the body.
    DleqProof proof{};
    Body body{};

    void write(wire::Writer& writer) const;
    static Ciphertext read(wire::Reader& reader);
    static Result<Ciphertext> parse(View bytes);
    [[nodiscard]] Bytes bytes() const { return wire::encode_public(*this); }
    bool operator==(const Ciphertext&) const = default;
};

// Whether it was sealed to this key under this label; needs no secret.
Result<void> check_sealed(const GroupKey& key, const Label& label, const Ciphertext& ciphertext);

// The same for a label of another form: for vectors.
Result<void> check_sealed(const GroupKey& key, View label, const Ciphertext& ciphertext);
Domain encryption_domain(const GroupKey& key, View label, const Digest& commitment, View body);

}  // namespace sealwright::threshold
