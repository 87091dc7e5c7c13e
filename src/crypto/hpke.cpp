#include "sealwright/crypto/hpke.hpp"

#include "sealwright/crypto/derive.hpp"
#include "sealwright/crypto/errors.hpp"
#include "sealwright/wire/writer.hpp"

#include <algorithm>

namespace sealwright::crypto {
namespace {

using Hash = std::array<std::uint8_t, crypto_auth_hmacsha256_BYTES>;

// RFC 9180 section 4.1 and 5.1: what is derived for the exchange, and what for the message.
constexpr std::array<std::uint8_t, 5> kem_suite{'K', 'E', 'M', 0x00, 0x20};
constexpr std::array<std::uint8_t, 10> hpke_suite{
    'H', 'P', 'K', 'E', 0x00, 0x20, 0x00, 0x01, 0x00, 0x03};

// Section 4: LabeledExtract. The result may be secret; whoever asks wipes it.
Hash extract(View salt, View suite, std::string_view label, View key) {
    wire::Writer input;
    input.raw(view_of("HPKE-v1"));
    input.raw(suite);
    input.raw(view_of(label));
    input.raw(key);
    const std::array<std::uint8_t, 1> nothing{};
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, salt.empty() ? nothing.data() : salt.data(), salt.size());
    crypto_auth_hmacsha256_update(&state, input.view().data(), input.view().size());
    Hash out{};
    crypto_auth_hmacsha256_final(&state, out.data());
    sodium_memzero(&state, sizeof state);
    return out;
}

// Section 4: LabeledExpand.
void expand(View key,
            View suite,
            std::string_view label,
            std::initializer_list<View> context,
            std::span<std::uint8_t> out) {
    wire::Writer info;
    info.u16(static_cast<std::uint16_t>(out.size()));
    info.raw(view_of("HPKE-v1"));
    info.raw(suite);
    info.raw(view_of(label));
    for (const auto part : context) info.raw(part);
    hkdf_sha256_expand(key, info.view(), out);
}

}  // namespace

struct Hpke::Keys {
    Secret<32, struct HpkeKeyTag> key;
    std::array<std::uint8_t, crypto_aead_chacha20poly1305_ietf_NPUBBYTES> nonce{};
};

// Sections 4.1 (ExtractAndExpand) and 5.1 (KeySchedule of mode 0).
Hpke::Keys Hpke::schedule(const AgreedSecret& agreed,
                          const ExchangeKey& encapsulated,
                          const ExchangeKey& receiver,
                          View info) {
    Secret<32, struct HpkeSharedTag> shared;
    auto first = extract({}, kem_suite, "eae_prk", agreed.reveal(SecretAccess()));
    expand(
        first, kem_suite, "shared_secret", {encapsulated, receiver}, shared.write(SecretAccess()));

    const std::array<std::uint8_t, 1> mode{0};
    const auto id = extract({}, hpke_suite, "psk_id_hash", {});
    const auto purpose = extract({}, hpke_suite, "info_hash", info);
    auto secret = extract(shared.reveal(SecretAccess()), hpke_suite, "secret", {});
    Keys keys;
    expand(secret, hpke_suite, "key", {mode, id, purpose}, keys.key.write(SecretAccess()));
    expand(secret, hpke_suite, "base_nonce", {mode, id, purpose}, keys.nonce);
    sodium_memzero(first.data(), first.size());
    sodium_memzero(secret.data(), secret.size());
    return keys;
}

Result<Bytes> Hpke::seal(const ExchangeKey& to,
                         View info,
                         View associated_data,
                         View message,
                         const ExchangePair& ephemeral) {
    const auto agreed = ephemeral.agree(to);
    if (!agreed) return errors::box_broken;
    const auto keys = schedule(*agreed, ephemeral.public_key(), to, info);
    Bytes sealed(ephemeral.public_key().begin(), ephemeral.public_key().end());
    sealed.resize(message.size() + overhead);
    const auto result =
        crypto_aead_chacha20poly1305_ietf_encrypt(sealed.data() + ephemeral.public_key().size(),
                                                  nullptr,
                                                  message.data(),
                                                  message.size(),
                                                  associated_data.data(),
                                                  associated_data.size(),
                                                  nullptr,
                                                  keys.nonce.data(),
                                                  keys.key.reveal(SecretAccess()).data());
    check(result == 0);
    return sealed;
}

Result<WipedBytes> Hpke::open(const ExchangePair& own,
                              View info,
                              View associated_data,
                              View sealed) {
    if (sealed.size() < overhead) return errors::box_broken;
    WipedBytes out(sealed.size() - overhead);
    TRY(open_into(own, info, associated_data, sealed, out));
    return out;
}

Result<void> Hpke::open_into(const ExchangePair& own,
                             View info,
                             View associated_data,
                             View sealed,
                             std::span<std::uint8_t> out) {
    if (sealed.size() != out.size() + overhead) return errors::box_broken;
    ExchangeKey encapsulated{};
    std::ranges::copy(sealed.first(encapsulated.size()), encapsulated.begin());
    const auto body = sealed.subspan(encapsulated.size());
    const auto agreed = own.agree(encapsulated);
    if (!agreed) return errors::box_broken;
    const auto keys = schedule(*agreed, encapsulated, own.public_key(), info);
    const auto opened =
        crypto_aead_chacha20poly1305_ietf_decrypt(out.data(),  // Public: whether it opens.
                                                  nullptr,
                                                  nullptr,
                                                  body.data(),
                                                  body.size(),
                                                  associated_data.data(),
                                                  associated_data.size(),
                                                  keys.nonce.data(),
                                                  keys.key.reveal(SecretAccess()).data());
    if (opened != 0) return errors::box_broken;  // Public: whether it opens.
    return done;
}

}  // namespace sealwright::crypto
