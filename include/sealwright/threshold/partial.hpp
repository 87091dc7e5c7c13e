// Partial: what one custodian gives for one ciphertext in one ceremony, and the proof that it is
// their share's.
//
// Made only after the ciphertext has been checked under the label the custodian was shown. The
// proof is bound to group, epoch, custodian, ciphertext, label, ceremony and recipient, so it is
// worth nothing elsewhere. The value itself is secret: k of them open the key. It travels sealed
// to the recipient. Process: cli makes it, the recovery host opens it.
// Spec: docs/protocol/threshold.md section 11.
#pragma once

#include "sealwright/threshold/share.hpp"
#include "sealwright/threshold/tdh2.hpp"

namespace sealwright::threshold {

// The one ceremony and recipient that a contribution is for.
struct Occasion {
    IdBytes ceremony{};
    crypto::ExchangeKey recipient{};

    bool operator==(const Occasion&) const = default;
};

// All that contributions to one opening share.
struct Opening {
    const Group& group;
    const Ciphertext& ciphertext;
    const Label& label;
    Occasion occasion;
};

struct Partial {
    Index custodian;
    Element value;
    DleqProof proof;
};

class PartialBox {
public:
    static constexpr std::size_t plain_size = 2 + 32 + DleqProof::size;
    static constexpr std::size_t size = plain_size + crypto::Hpke::overhead;

    static Result<Bytes> seal(const Partial& partial, const Occasion& occasion, Random& random);
    static Result<Partial> open(View sealed,
                                const Occasion& occasion,
                                const crypto::ExchangePair& recipient);
    // What is inside of a box.
    static WipedBytes write(const Partial& partial);
    static Result<Partial> parse(View bytes);
};

Result<Partial> make_partial(const Opening& opening, const SecretShare& share, Random& random);
// With a given nonce: for vectors.
Result<Partial> make_partial(const Opening& opening, const SecretShare& share, Nonce nonce);
Result<void> verify_partial(const Opening& opening, const Partial& partial);

}  // namespace sealwright::threshold
