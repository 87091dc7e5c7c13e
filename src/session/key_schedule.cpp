#include "key_schedule.hpp"

#include "sealwright/crypto/derive.hpp"
#include "sealwright/session/errors.hpp"
#include "sealwright/wire/writer.hpp"

#include <algorithm>

namespace sealwright::session {
namespace {

constexpr std::array<std::uint8_t, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES> zero_nonce{};
static_assert(crypto_aead_xchacha20poly1305_ietf_ABYTES == Channel::seal_overhead);

Bytes info_of(std::string_view label, const Digest& nonce) {
    wire::Writer writer;
    writer.raw(view_of(label));
    writer.raw(nonce);
    return writer.copy();
}

}  // namespace

EpochSecret KeySchedule::fresh_epoch(Random& random) {
    EpochSecret secret;
    random.fill(secret.write(SecretAccess()));
    return secret;
}

Digest KeySchedule::cookie(const EpochSecret& epoch, View facts) {
    Secret<32, struct CookieKeyTag> key;
    crypto::hkdf_sha512_expand(
        epoch.reveal(SecretAccess()), view_of("cookie"), key.write(SecretAccess()));
    std::array<std::uint8_t, crypto_auth_hmacsha512_BYTES> full{};
    check(crypto_auth_hmacsha512(
              full.data(), facts.data(), facts.size(), key.reveal(SecretAccess()).data()) == 0);
    Digest cookie{};
    std::copy_n(full.begin(), cookie.size(), cookie.begin());
    sodium_memzero(full.data(), full.size());
    return cookie;
}

crypto::ExchangePair KeySchedule::exchange(const EpochSecret& epoch, const Digest& nonce) {
    crypto::ExchangeSecret secret;
    crypto::hkdf_sha512_expand(
        epoch.reveal(SecretAccess()), info_of("exchange", nonce), secret.write(SecretAccess()));
    return crypto::ExchangePair(std::move(secret));
}

WipedBytes KeySchedule::activation_secret(const EpochSecret& epoch, const Digest& nonce) {
    WipedBytes secret(32);
    crypto::hkdf_sha512_expand(epoch.reveal(SecretAccess()), info_of("activation", nonce), secret);
    return secret;
}

Chains KeySchedule::chains(const Channel::Keying& keying, const Digest& salt) {
    Secret<64, struct AgreedPairTag> agreed;
    const auto both = agreed.write(SecretAccess());
    std::ranges::copy(keying.with_first.reveal(SecretAccess()), both.begin());
    std::ranges::copy(keying.with_second.reveal(SecretAccess()), both.begin() + 32);
    Chains chains;
    crypto::hkdf_sha512(salt, both, view_of("sealwright/session/v1"), chains.write(SecretAccess()));
    return chains;
}

WipedBytes KeySchedule::seal(Chains& chains,
                             Direction direction,
                             View associated_data,
                             View plain) {
    const auto key = message_key(chains, direction);
    WipedBytes sealed(plain.size() + Channel::seal_overhead);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data(),
                                               nullptr,
                                               plain.data(),
                                               plain.size(),
                                               associated_data.data(),
                                               associated_data.size(),
                                               nullptr,
                                               zero_nonce.data(),
                                               key.reveal(SecretAccess()).data());
    advance(chains, direction);
    return sealed;
}

Result<WipedBytes> KeySchedule::open(Chains& chains,
                                     Direction direction,
                                     View associated_data,
                                     View sealed) {
    if (sealed.size() < Channel::seal_overhead) return errors::session_unknown;
    const auto key = message_key(chains, direction);
    WipedBytes plain(sealed.size() - Channel::seal_overhead);
    const auto opened =
        crypto_aead_xchacha20poly1305_ietf_decrypt(plain.data(),  // Public: opens.
                                                   nullptr,
                                                   nullptr,
                                                   sealed.data(),
                                                   sealed.size(),
                                                   associated_data.data(),
                                                   associated_data.size(),
                                                   zero_nonce.data(),
                                                   key.reveal(SecretAccess()).data());
    if (opened != 0) return errors::session_unknown;  // Public: whether it opens.
    advance(chains, direction);
    return plain;
}

std::span<std::uint8_t, 32> KeySchedule::chain_of(Chains& chains, Direction direction) {
    const auto both = chains.write(SecretAccess());
    return direction == Direction::to_keeper ? both.first<32>() : both.last<32>();
}

KeySchedule::MessageKey KeySchedule::message_key(Chains& chains, Direction direction) {
    MessageKey key;
    crypto::hkdf_sha512_expand(
        chain_of(chains, direction), view_of("message"), key.write(SecretAccess()));
    return key;
}

// Overwrites the chain that led here: nothing computes its keys again.
void KeySchedule::advance(Chains& chains, Direction direction) {
    const auto chain = chain_of(chains, direction);
    Link next;
    crypto::hkdf_sha512_expand(chain, view_of("chain"), next.write(SecretAccess()));
    std::ranges::copy(next.reveal(SecretAccess()), chain.begin());
}

}  // namespace sealwright::session
