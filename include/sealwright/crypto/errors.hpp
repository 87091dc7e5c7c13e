// Stable error codes of crypto (1200). Process: all.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec seal_broken{
    1200,
    "seal-broken",
    "sealed bytes do not open: wrong key, other context, or changed bytes",
    "restore the record from a backup or the lifeboat; nothing was released"};
inline constexpr ErrorSpec suite_unknown{1201,
                                         "suite-unknown",
                                         "sealed bytes name a suite that is not allowed here",
                                         "run the release that wrote them, or restore them"};
inline constexpr ErrorSpec shares_invalid{
    1202,
    "shares-invalid",
    "shares cannot be combined: too few, an index of 0 or one twice",
    "give each share once, from one splitting"};
inline constexpr ErrorSpec signature_invalid{1203,
                                             "signature-invalid",
                                             "a signature does not verify",
                                             "check that the key is the one that `init` printed"};
inline constexpr ErrorSpec box_broken{
    1204,
    "box-broken",
    "a sealed box and a process's key do not fit, or the key is none",
    "ask for the token's status again and repeat the login"};
inline constexpr ErrorSpec randomness_absent{
    1205,
    "randomness-absent",
    "the kernel gives no random bytes, so no key can be made",
    "wait until its random generator is seeded (`dmesg | grep random`), then start again"};
inline constexpr ErrorSpec library_defect{
    1206,
    "library-defect",
    "libsodium fails its test: it takes a point that is none for one",
    "install a libsodium with the fix of CVE-2025-69277, then start again"};

}  // namespace sealwright::errors
