// PublicArea: a TPM object's TPMT_PUBLIC (TPM 2.0 part 2, section 12.2.4), of an RSA or ECC key.
//
// Read to the last byte; what a field may hold beyond its form is judged elsewhere. `encode` gives
// back the same bytes. Private to attest/parse.
#pragma once

#include "sealwright/core/bytes.hpp"
#include "sealwright/core/result.hpp"

#include <cstdint>

namespace sealwright::attest {

namespace tpm {
inline constexpr std::uint16_t rsa = 0x0001;
inline constexpr std::uint16_t aes = 0x0006;
inline constexpr std::uint16_t sha256 = 0x000b;
inline constexpr std::uint16_t sha384 = 0x000c;
inline constexpr std::uint16_t null = 0x0010;
inline constexpr std::uint16_t ecdsa = 0x0018;
inline constexpr std::uint16_t ecdaa = 0x001a;
inline constexpr std::uint16_t ecc = 0x0023;
inline constexpr std::uint16_t cfb = 0x0043;
inline constexpr std::uint16_t xor_cipher = 0x000a;
inline constexpr std::uint16_t rsaes = 0x0015;
inline constexpr std::uint16_t p256 = 0x0003;
inline constexpr std::uint16_t p384 = 0x0004;

inline constexpr std::uint32_t fixed_tpm = 1U << 1U;
inline constexpr std::uint32_t fixed_parent = 1U << 4U;
inline constexpr std::uint32_t sensitive_data_origin = 1U << 5U;
inline constexpr std::uint32_t user_with_auth = 1U << 6U;
inline constexpr std::uint32_t admin_with_policy = 1U << 7U;
inline constexpr std::uint32_t restricted = 1U << 16U;
inline constexpr std::uint32_t decrypt = 1U << 17U;
inline constexpr std::uint32_t sign = 1U << 18U;
}  // namespace tpm

// TPMT_SYM_DEF_OBJECT
struct Cipher {
    std::uint16_t algorithm = tpm::null;
    std::uint16_t key_bits = 0;  // Of no meaning with `null`, as is `mode`.
    std::uint16_t mode = 0;
    bool operator==(const Cipher&) const = default;
};

// A TPMT_*_SCHEME: its details are one hash; ECDAA's have a count too.
struct Scheme {
    std::uint16_t algorithm = tpm::null;
    std::uint16_t hash = 0;
    std::uint16_t count = 0;
    bool operator==(const Scheme&) const = default;
};

struct PublicArea {
    std::uint16_t type = 0;
    std::uint16_t name_hash = 0;
    std::uint32_t attributes = 0;
    Bytes policy;
    Cipher cipher;
    Scheme scheme;
    std::uint16_t key_bits = 0;  // RSA
    std::uint32_t exponent = 0;  // RSA; 0 is 65537.
    std::uint16_t curve = 0;     // ECC
    Scheme derivation;           // ECC
    Bytes first;                 // The modulus, or x.
    Bytes second;                // y

    static Result<PublicArea> read(View bytes);
    [[nodiscard]] Bytes encode() const;
    [[nodiscard]] bool has(std::uint32_t attribute) const { return (attributes & attribute) != 0; }
    bool operator==(const PublicArea&) const = default;
};

}  // namespace sealwright::attest
