#include "sealwright/threshold/tdh2.hpp"

#include "sealwright/crypto/derive.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/threshold/errors.hpp"

#include <algorithm>

namespace sealwright::threshold {
namespace {

// The key seals once, so the nonce may be zeros.
constexpr std::array<std::uint8_t, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES> zero_nonce{};

Digest associated_data(const GroupKey& key, View label, const Point& ephemeral) {
    return crypto::th("tdh2/ad", {key.point().bytes(), ephemeral.bytes(), label});
}

}  // namespace

struct Tdh2::Keys {
    Secret<32, struct SealingKeyTag> key;
    Digest commitment{};
};

Tdh2::Keys Tdh2::derive(const GroupKey& key,
                        View label,
                        const Pepper& pepper,
                        const Point& ephemeral,
                        const Element& agreed) {
    wire::Writer material;
    material.raw(agreed.held().reveal(SecretAccess()));
    material.u16(static_cast<std::uint16_t>(Pepper::size));
    material.raw(pepper.reveal(SecretAccess()));
    const auto salt = crypto::th("tdh2/kdf", {key.point().bytes(), ephemeral.bytes(), label});

    Secret<64, struct SealingMaterialTag> okm;
    const auto both = okm.write(SecretAccess());
    crypto::hkdf_sha512(salt, material.view(), view_of("VUS-V1-TDH2-KDF"), both);
    Keys keys;
    std::ranges::copy(both.first<32>(), keys.key.write(SecretAccess()).begin());
    std::ranges::copy(both.last<32>(), keys.commitment.begin());
    return keys;
}

Result<Ciphertext> Tdh2::seal_bytes(const GroupKey& key,
                                    const Label& label,
                                    const Pepper& pepper,
                                    SecretRef<32> secret,
                                    Random& random) {
    if (label.group != key.id()) return errors::label_invalid;
    auto ephemeral = SecretScalar::draw(random);
    Transcript statement;
    statement.add(key.point().bytes()).add(label.bytes()).add(ephemeral.times_base());
    auto nonce =
        Nonce::hedged(ephemeral, statement, Domain::foreign(view_of("VUS-V1-TDH2-ENC-")), random);
    return seal_with(key, label.bytes(), pepper, secret, {std::move(ephemeral), std::move(nonce)});
}

Ciphertext Tdh2::seal_with(const GroupKey& key,
                           View label,
                           const Pepper& pepper,
                           SecretRef<32> secret,
                           SealingCoins coins) {
    const auto base = Element::base();
    const Element second_base(key.second_base());
    const auto ephemeral = coins.ephemeral.times_base();
    const auto second = coins.ephemeral.times(second_base);
    const auto agreed = coins.ephemeral.times(Element(key.point()));

    Ciphertext sealed{*ephemeral.point(), *second.point()};
    const auto keys = derive(key, label, pepper, sealed.ephemeral, agreed);
    sealed.commitment = keys.commitment;
    const auto data = associated_data(key, label, sealed.ephemeral);
    const auto plain = secret.reveal(SecretAccess());
    const auto result =
        crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.body.data(),
                                                   nullptr,
                                                   plain.data(),
                                                   plain.size(),
                                                   data.data(),
                                                   data.size(),
                                                   nullptr,
                                                   zero_nonce.data(),
                                                   keys.key.reveal(SecretAccess()).data());
    check(result == 0);
    sealed.proof = prove({base, ephemeral, {{second_base, second}}},
                         coins.ephemeral,
                         std::move(coins.nonce),
                         encryption_domain(key, label, sealed.commitment, sealed.body));
    return sealed;
}

Result<void> Tdh2::open_into(const GroupKey& key,
                             View label,
                             const Pepper& pepper,
                             const Ciphertext& ciphertext,
                             const Element& agreed,
                             std::span<std::uint8_t, 32> out) {
    const auto keys = derive(key, label, pepper, ciphertext.ephemeral, agreed);
    const bool is_ours = crypto::equal(keys.commitment, ciphertext.commitment);
    if (!is_ours) return errors::ciphertext_unopened;  // Public: whether it opens.
    const auto data = associated_data(key, label, ciphertext.ephemeral);
    const auto opened =
        crypto_aead_xchacha20poly1305_ietf_decrypt(out.data(),  // Public: whether it opens.
                                                   nullptr,
                                                   nullptr,
                                                   ciphertext.body.data(),
                                                   ciphertext.body.size(),
                                                   data.data(),
                                                   data.size(),
                                                   zero_nonce.data(),
                                                   keys.key.reveal(SecretAccess()).data());
    if (opened != 0) return errors::ciphertext_unopened;  // Public: whether it opens.
    return done;
}

}  // namespace sealwright::threshold
