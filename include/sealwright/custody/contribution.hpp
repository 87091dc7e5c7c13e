// What a contribution's act signs, and how the pepper is sealed to a custodian and to a recovery.
//
// Pure. Process: keeper, cli. Spec: docs/protocol/ceremony.md sections 5 and 6.
#pragma once

#include "sealwright/crypto/hpke.hpp"
#include "sealwright/threshold/partial.hpp"

namespace sealwright::custody {

// Of a confirmation: behind all rounds.
inline constexpr std::uint8_t confirm_round = 255;

Digest contribution_digest(std::uint8_t round, View contribution);

// What a holder confirms: the key they found, and their certificate for it.
struct Confirmation {
    Digest found{};
    Bytes certificate;  // threshold::Certificate

    void write(wire::Writer& writer) const;
    static Confirmation read(wire::Reader& reader);
};

// The digest by which a pepper is known; nothing of it can be learnt from that.
Digest pepper_digest(const threshold::Pepper& pepper, const Digest& group);

inline constexpr std::size_t pepper_box_size = 32 + crypto::Hpke::overhead;

Result<Bytes> seal_pepper(const threshold::Pepper& pepper,
                          const crypto::ExchangeKey& to,
                          const Digest& context,
                          Random& random);
Result<threshold::Pepper> open_pepper(const crypto::ExchangePair& own,
                                      const Digest& context,
                                      View sealed);
// For one custodian of a group that is being made, and for one recovery.
Digest pepper_context(const Digest& transcript, threshold::Index custodian);
Digest pepper_context(const threshold::Occasion& occasion);

}  // namespace sealwright::custody
