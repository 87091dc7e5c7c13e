// Stable error codes of seal (2000). Process: keeper, cli.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec body_shape{2000,
                                      "body-shape",
                                      "the request body is not the one JSON shape of this route",
                                      "send {\"plaintext\":\"BASE64\"} to encrypt, "
                                      "{\"ciphertext\":\"vault:v…\"} to decrypt, nothing else"};
inline constexpr ErrorSpec body_base64{2001,
                                       "body-base64",
                                       "the request's base64 is not canonical",
                                       "encode with the standard alphabet and padding"};
inline constexpr ErrorSpec ciphertext_form{
    2002,
    "ciphertext-form",
    "the ciphertext is not one that this service made",
    "check that the vault's seal stanza points at the service "
    "that sealed it"};
inline constexpr ErrorSpec ciphertext_other_vault{2003,
                                                  "ciphertext-other-vault",
                                                  "the ciphertext belongs to another vault",
                                                  "if nobody moved storage by hand, somebody tries "
                                                  "to open one vault through another's node"};
inline constexpr ErrorSpec ciphertext_version{
    2004,
    "ciphertext-version",
    "the ciphertext names a seal-key version that is not here",
    "restore the depot that holds it"};

}  // namespace sealwright::errors
