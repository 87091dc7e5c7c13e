// The PKCS#11 declarations, under their standard names. CRYPTOKI_GNU stays undefined: defining it,
// even to 0, switches all names. Private to hsm/token. Process: token.
#pragma once

#include <p11-kit/pkcs11.h>

#include <cstdint>

namespace sealwright::hsm::token {

inline constexpr CK_BBOOL ck_true = 1;
inline constexpr CK_BBOOL ck_false = 0;

}  // namespace sealwright::hsm::token
