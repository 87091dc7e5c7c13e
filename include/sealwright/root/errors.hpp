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

inline constexpr ErrorSpec roots_remain{
    3703,
    "root-tokens-remain",
    "root tokens live although each that was found was revoked",
    "somebody makes them as fast as they end: hold the vault, seal it, and see its audit log"};
inline constexpr ErrorSpec recovery_foreign{
    3704,
    "root-recovery-foreign",
    "the vault has a recovery key that the service does not keep",
    "let the vault send it: `sealwright vault rotate-key NAME`, restart the vault, and adopt it "
    "again"};
inline constexpr ErrorSpec key_unchanged{
    3705,
    "root-key-unchanged",
    "the vault's recovery key was not changed",
    "see the vault's own log, and ask again; both keys are kept"};

}  // namespace sealwright::errors
