#include "sealwright/crypto/derive.hpp"

#include "sealwright/crypto/hash.hpp"
#include "sealwright/wire/writer.hpp"

namespace sealwright::crypto {
namespace {

// libsodium wants an address also where there is nothing.
const std::uint8_t* address_of(View bytes) {
    static constexpr std::uint8_t nothing = 0;
    return bytes.empty() ? &nothing : bytes.data();
}

// The two HMACs of libsodium behind one shape, so that HKDF is written once.
struct Sha256 {
    static constexpr std::size_t size = crypto_auth_hmacsha256_BYTES;
    using State = crypto_auth_hmacsha256_state;
    static void init(State& state, View key) {
        crypto_auth_hmacsha256_init(&state, address_of(key), key.size());
    }
    static void update(State& state, View bytes) {
        crypto_auth_hmacsha256_update(&state, address_of(bytes), bytes.size());
    }
    static void final(State& state, std::uint8_t* out) {
        crypto_auth_hmacsha256_final(&state, out);
    }
};

struct Sha512 {
    static constexpr std::size_t size = crypto_auth_hmacsha512_BYTES;
    using State = crypto_auth_hmacsha512_state;
    static void init(State& state, View key) {
        crypto_auth_hmacsha512_init(&state, address_of(key), key.size());
    }
    static void update(State& state, View bytes) {
        crypto_auth_hmacsha512_update(&state, address_of(bytes), bytes.size());
    }
    static void final(State& state, std::uint8_t* out) {
        crypto_auth_hmacsha512_final(&state, out);
    }
};

template <class Hash>
using Block = std::array<std::uint8_t, Hash::size>;

template <class Hash>
Block<Hash> hmac(View key, std::initializer_list<View> parts) {
    typename Hash::State state;
    Hash::init(state, key);
    for (const auto part : parts) Hash::update(state, part);
    Block<Hash> out{};
    Hash::final(state, out.data());
    sodium_memzero(&state, sizeof state);
    return out;
}

// RFC 5869 section 2.3.
template <class Hash>
void expand(View prk, View info, std::span<std::uint8_t> out) {
    check(out.size() <= 255 * Hash::size);
    Block<Hash> block{};
    std::size_t block_size = 0;
    std::uint8_t counter = 0;
    for (std::size_t filled = 0; filled < out.size();) {
        ++counter;
        block = hmac<Hash>(prk, {View(block).first(block_size), info, View(&counter, 1)});
        block_size = block.size();
        const auto taken = std::min(block.size(), out.size() - filled);
        std::copy_n(block.begin(), taken, out.begin() + static_cast<std::ptrdiff_t>(filled));
        filled += taken;
    }
    sodium_memzero(block.data(), block.size());
}

// RFC 5869 sections 2.2 and 2.3. An absent salt is a hash length of zeros, which HMAC pads to
// anyway.
template <class Hash>
void extract_and_expand(View salt, View ikm, View info, std::span<std::uint8_t> out) {
    auto prk = hmac<Hash>(salt, {ikm});
    expand<Hash>(prk, info, out);
    sodium_memzero(prk.data(), prk.size());
}

Bytes info_of(std::string_view role, const Digest& context) {
    wire::Writer writer;
    writer.raw(view_of(role));
    writer.raw(context);
    return writer.copy();
}

// Splits 64 bytes of output keying material into the key and its commitment.
CommittedKey split(std::array<std::uint8_t, 64>& okm, SecretAccess access) {
    CommittedKey committed;
    std::copy_n(okm.begin(), 32, committed.key.write(access).begin());
    std::copy_n(okm.begin() + 32, 32, committed.commitment.begin());
    sodium_memzero(okm.data(), okm.size());
    return committed;
}

}  // namespace

void hkdf_sha256_expand(View prk, View info, std::span<std::uint8_t> out) {
    expand<Sha256>(prk, info, out);
}
void hkdf_sha256(View salt, View ikm, View info, std::span<std::uint8_t> out) {
    extract_and_expand<Sha256>(salt, ikm, info, out);
}
void hkdf_sha512_expand(View prk, View info, std::span<std::uint8_t> out) {
    expand<Sha512>(prk, info, out);
}
void hkdf_sha512(View salt, View ikm, View info, std::span<std::uint8_t> out) {
    extract_and_expand<Sha512>(salt, ikm, info, out);
}

bool Effort::is_allowed() const {
    constexpr std::uint32_t mebibyte_kib = 1024;
    return passes >= 2 && passes <= 10 && memory_kib >= 64 * mebibyte_kib &&
           memory_kib <= 2048 * mebibyte_kib;
}

std::optional<PassphraseKey> KeyDeriver::passphrase_key(View passphrase,
                                                        const Effort& effort,
                                                        const EffortSalt& salt) {
    check(effort.is_allowed());
    constexpr std::size_t kibibyte = 1024;
    PassphraseKey key;
    const auto room = key.write(SecretAccess());
    static_assert(sizeof salt == crypto_pwhash_SALTBYTES);
    const auto result = crypto_pwhash(room.data(),
                                      room.size(),
                                      text_of(passphrase).data(),
                                      passphrase.size(),
                                      salt.data(),
                                      effort.passes,
                                      effort.memory_kib * kibibyte,
                                      crypto_pwhash_ALG_ARGON2ID13);
    if (result != 0) return std::nullopt;
    return key;
}

CommittedKey KeyDeriver::row_key(SecretRef<32> key, View salt, View associated_data) {
    const auto info = info_of("VUS-V1-ROW-", th("row", {associated_data}));
    std::array<std::uint8_t, 64> okm{};
    hkdf_sha512(salt, key.reveal(SecretAccess()), info, okm);
    return split(okm, SecretAccess());
}

CommittedKey KeyDeriver::envelope_key(SecretRef<32> prf_output) {
    std::array<std::uint8_t, 64> okm{};
    hkdf_sha256_expand(prf_output.reveal(SecretAccess()), view_of("VUS-V1-HSM-ENV"), okm);
    return split(okm, SecretAccess());
}

RecordKey KeyDeriver::record_key(SecretRef<32> data_key,
                                 std::string_view purpose,
                                 View subject,
                                 std::uint32_t version) {
    wire::Writer number;
    number.u32(version);
    const auto info = info_of("VUS-V1-SUB-", th("sub", {view_of(purpose), subject, number.view()}));
    RecordKey key;
    hkdf_sha512({}, data_key.reveal(SecretAccess()), info, key.write(SecretAccess()));
    return key;
}

Secret<32, SigningSeedTag> KeyDeriver::signing_seed(SecretRef<32> key,
                                                    std::string_view purpose,
                                                    View subject) {
    const auto info = info_of("VUS-V1-SIGN-", th("sign", {view_of(purpose), subject}));
    Secret<32, SigningSeedTag> seed;
    hkdf_sha512({}, key.reveal(SecretAccess()), info, seed.write(SecretAccess()));
    return seed;
}

Digest KeyDeriver::digest_of(SecretRef<32> key, std::string_view purpose, View subject) {
    const auto info = info_of("VUS-V1-KNOWN-", th("known", {view_of(purpose), subject}));
    Digest digest{};
    hkdf_sha512({}, key.reveal(SecretAccess()), info, digest);
    return digest;
}

}  // namespace sealwright::crypto
