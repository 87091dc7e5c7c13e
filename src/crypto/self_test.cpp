#include "sealwright/crypto/self_test.hpp"

#include "sealwright/crypto/errors.hpp"

#include <sodium.h>

#include <sys/random.h>

#include <array>
#include <cerrno>

namespace sealwright::crypto {
namespace {

using Point = std::array<unsigned char, crypto_core_ed25519_BYTES>;

// The base point B of RFC 8032, and B + (0, -1), which has twice its order.
constexpr Point base_point() {
    Point point{};
    point.fill(0x66);
    point.front() = 0x58;
    return point;
}

constexpr Point mixed_point() {
    Point point{};
    point.fill(0x99);
    point.front() = 0x95;
    return point;
}

Result<void> check_randomness() {
    std::array<unsigned char, 32> drawn{};
    const auto size = ::getrandom(drawn.data(), drawn.size(), GRND_NONBLOCK);
    if (size == static_cast<ssize_t>(drawn.size())) return done;
    return Error(errors::randomness_absent, {fact("errno", static_cast<std::uint64_t>(errno))});
}

}  // namespace

Result<void> self_test() {
    TRY(check_randomness());
    if (::sodium_init() < 0) return errors::library_defect;
    const bool is_right = ::crypto_core_ed25519_is_valid_point(base_point().data()) == 1 &&
                          ::crypto_core_ed25519_is_valid_point(mixed_point().data()) == 0;
    if (!is_right) return Error(errors::library_defect, {fact("libsodium", SODIUM_VERSION_STRING)});
    return done;
}

}  // namespace sealwright::crypto
