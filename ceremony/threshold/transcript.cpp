#include "sealwright/threshold/transcript.hpp"

#include <algorithm>
#include <initializer_list>

namespace sealwright::threshold {
namespace {

using Block = std::array<std::uint8_t, crypto_hash_sha512_BYTES>;
constexpr std::size_t hash_block_size = 128;  // Of SHA-512's input.
constexpr std::size_t domain_max = 255;

Block hash_of(std::initializer_list<View> parts) {
    crypto_hash_sha512_state state;
    crypto_hash_sha512_init(&state);
    for (const auto part : parts) {
        crypto_hash_sha512_update(&state, part.data(), part.size());
    }
    Block block{};
    crypto_hash_sha512_final(&state, block.data());
    sodium_memzero(&state, sizeof state);
    return block;
}

// DST_prime: the domain, then its size.
Bytes ending(View domain) {
    Bytes bytes(domain.begin(), domain.end());
    if (domain.size() > domain_max) {
        const auto hashed = hash_of({view_of("H2C-OVERSIZE-DST-"), domain});
        bytes.assign(hashed.begin(), hashed.end());
    }
    bytes.push_back(static_cast<std::uint8_t>(bytes.size()));
    return bytes;
}

std::string_view word_of(Domain::Role role) {
    switch (role) {
        case Domain::Role::possession:
            return "VUS-V1-POP-";
        case Domain::Role::held:
            return "VUS-V1-HELD-";
        case Domain::Role::encryption:
            return "VUS-V1-TDH2-ENC-";
        case Domain::Role::partial:
            return "VUS-V1-TDH2-PD-";
        case Domain::Role::nonce:
            return "VUS-V1-DLEQ-NONCE-";
    }
    return {};
}

Bytes joined(View first, View second) {
    Bytes bytes(first.begin(), first.end());
    bytes.insert(bytes.end(), second.begin(), second.end());
    return bytes;
}

}  // namespace

void expand_message_xmd(View message, View domain, std::span<std::uint8_t> out) {
    check(out.size() <= std::size_t{255} * crypto_hash_sha512_BYTES);
    static constexpr std::array<std::uint8_t, hash_block_size> zeros{};
    const std::array<std::uint8_t, 3> size{
        static_cast<std::uint8_t>(out.size() >> 8), static_cast<std::uint8_t>(out.size()), 0};
    const auto end = ending(domain);
    auto first = hash_of({zeros, message, size, end});
    Block block{};
    std::uint8_t counter = 0;
    for (std::size_t filled = 0; filled < out.size(); filled += block.size()) {
        ++counter;
        for (std::size_t place = 0; place < block.size(); ++place) block[place] ^= first[place];
        block = hash_of({block, View(&counter, 1), end});
        const auto taken = std::min(block.size(), out.size() - filled);
        std::ranges::copy(View(block).first(taken), out.subspan(filled).begin());
    }
    sodium_memzero(first.data(), first.size());
    sodium_memzero(block.data(), block.size());
}

Domain Domain::of(Role role, const Digest& context) {
    return Domain(joined(view_of(word_of(role)), context));
}

Domain Domain::foreign(View bytes) {
    return Domain({bytes.begin(), bytes.end()});
}

Domain Domain::behind(std::string_view prefix) const {
    return Domain(joined(view_of(prefix), bytes_));
}

Transcript& Transcript::add(View bytes) {
    bytes_.raw(bytes);
    return *this;
}

Transcript& Transcript::add(const SecretScalar& scalar) {
    return add(scalar.held().reveal(SecretAccess()));
}

Transcript& Transcript::add(const Element& element) {
    return add(element.held().reveal(SecretAccess()));
}

Transcript& Transcript::add_sized(View bytes) {
    bytes_.u16(static_cast<std::uint16_t>(bytes.size()));
    return add(bytes);
}

Transcript& Transcript::add_sized(const Element& element) {
    return add_sized(View(element.held().reveal(SecretAccess())));
}

Transcript& Transcript::add_long(View bytes) {
    bytes_.u32(static_cast<std::uint32_t>(bytes.size()));
    return add(bytes);
}

Transcript& Transcript::u16(std::uint16_t number) {
    bytes_.u16(number);
    return *this;
}

Scalar Transcript::scalar(const Domain& domain) const {
    WideBytes wide{};
    expand_message_xmd(bytes_.view(), domain.bytes(), wide);
    return Scalar::reduce(wide);
}

SecretScalar Transcript::secret_scalar(const Domain& domain) const {
    SecretScalar::Wide wide;
    expand_message_xmd(bytes_.view(), domain.bytes(), wide.write(SecretAccess()));
    return SecretScalar::reduce(wide);
}

Element Transcript::element(const Domain& domain) const {
    WideBytes wide{};
    expand_message_xmd(bytes_.view(), domain.bytes(), wide);
    return Element::from_uniform(wide);
}

std::array<std::uint8_t, crypto_hash_sha512_BYTES> Transcript::hash() const {
    return hash_of({bytes_.view()});
}

}  // namespace sealwright::threshold
