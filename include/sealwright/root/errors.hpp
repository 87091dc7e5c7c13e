// Stable error codes of making and ending root tokens (3700). Process: agent, cli.
#pragma once

#include "sealwright/vault/steps/errors.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec shares_too_few{3700,
                                          "root-shares-too-few",
                                          "the vault asks for more key shares than there are",
                                          "see whether its recovery keys were changed behind us"};
inline constexpr ErrorSpec token_not_limited{
    3701,
    "root-token-not-limited",
    "the token that was to end by itself is not the orphan that was asked for",
    "find out who answers at the vault's address; both tokens were revoked"};
inline constexpr ErrorSpec token_lives{3702,
                                       "root-token-lives",
                                       "the unlimited root token lives although it was revoked",
                                       "seal the vault, and find out who answers at its address"};

}  // namespace sealwright::errors
