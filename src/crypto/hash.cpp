#include "sealwright/crypto/hash.hpp"

#include "sealwright/wire/writer.hpp"

#include <algorithm>

namespace sealwright::crypto {

Digest sha256(View bytes) {
    Digest digest{};
    crypto_hash_sha256(digest.data(), bytes.data(), bytes.size());
    return digest;
}

Digest th(std::string_view tag, std::initializer_list<View> parts) {
    wire::Writer header;
    header.raw(view_of("VUS-v1"));
    header.u16(static_cast<std::uint16_t>(tag.size()));
    header.raw(view_of(tag));
    header.u32(static_cast<std::uint32_t>(parts.size()));

    crypto_hash_sha512_state state;
    crypto_hash_sha512_init(&state);
    crypto_hash_sha512_update(&state, header.view().data(), header.view().size());
    for (const auto part : parts) {
        wire::Writer size;
        size.u64(part.size());
        crypto_hash_sha512_update(&state, size.view().data(), size.view().size());
        crypto_hash_sha512_update(&state, part.data(), part.size());
    }
    std::array<std::uint8_t, crypto_hash_sha512_BYTES> full{};
    crypto_hash_sha512_final(&state, full.data());
    sodium_memzero(&state, sizeof state);

    Digest digest{};
    std::copy_n(full.begin(), digest.size(), digest.begin());
    return digest;
}

bool equal(View left, View right) {
    return left.size() == right.size() &&
           sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace sealwright::crypto
