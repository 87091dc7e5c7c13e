#include "sealwright/attest/key_info.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace sealwright::attest::der {
namespace {

constexpr std::uint8_t tag_integer = 0x02;
constexpr std::uint8_t tag_bits = 0x03;
constexpr std::uint8_t tag_sequence = 0x30;

Bytes element(std::uint8_t tag, std::initializer_list<View> parts) {
    std::size_t length = 0;
    for (const auto part : parts) length += part.size();
    Bytes out{tag};
    if (length >= 0x100) {
        out.insert(out.end(),
                   {0x82,
                    static_cast<std::uint8_t>(length >> 8U),
                    static_cast<std::uint8_t>(length & 0xffU)});
    } else if (length >= 0x80) {
        out.insert(out.end(), {0x81, static_cast<std::uint8_t>(length)});
    } else {
        out.push_back(static_cast<std::uint8_t>(length));
    }
    for (const auto part : parts) out.insert(out.end(), part.begin(), part.end());
    return out;
}

Bytes number(View magnitude) {
    const auto first =
        std::find_if(magnitude.begin(), magnitude.end(), [](std::uint8_t byte) { return byte; });
    Bytes digits(first, magnitude.end());
    if (digits.empty() || digits.front() >= 0x80) digits.insert(digits.begin(), 0);
    return element(tag_integer, {digits});
}

Bytes key_info(View algorithm, View key) {
    constexpr std::array<std::uint8_t, 1> no_unused_bits{0};
    return element(tag_sequence, {algorithm, element(tag_bits, {no_unused_bits, key})});
}

Bytes point_of(View x, View y) {
    Bytes point{0x04};  // Uncompressed.
    point.insert(point.end(), x.begin(), x.end());
    point.insert(point.end(), y.begin(), y.end());
    return point;
}

// rsaEncryption with NULL; id-ecPublicKey with its named curve.
constexpr std::array<std::uint8_t, 15> rsa_algorithm{
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};
constexpr std::array<std::uint8_t, 21> p256_algorithm{0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48,
                                                      0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
                                                      0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};
constexpr std::array<std::uint8_t, 18> p384_algorithm{0x30,
                                                      0x10,
                                                      0x06,
                                                      0x07,
                                                      0x2a,
                                                      0x86,
                                                      0x48,
                                                      0xce,
                                                      0x3d,
                                                      0x02,
                                                      0x01,
                                                      0x06,
                                                      0x05,
                                                      0x2b,
                                                      0x81,
                                                      0x04,
                                                      0x00,
                                                      0x22};

}  // namespace

Bytes rsa_key(View modulus, std::uint32_t exponent) {
    const std::array<std::uint8_t, 4> bytes{static_cast<std::uint8_t>(exponent >> 24U),
                                            static_cast<std::uint8_t>(exponent >> 16U),
                                            static_cast<std::uint8_t>(exponent >> 8U),
                                            static_cast<std::uint8_t>(exponent)};
    return key_info(rsa_algorithm, element(tag_sequence, {number(modulus), number(bytes)}));
}

Bytes p256_key(View x, View y) {
    return key_info(p256_algorithm, point_of(x, y));
}

Bytes p384_key(View x, View y) {
    return key_info(p384_algorithm, point_of(x, y));
}

}  // namespace sealwright::attest::der
