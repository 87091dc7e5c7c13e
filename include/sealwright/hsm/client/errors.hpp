// Stable error codes of the keeper's side of the tokens (1950). Process: keeper, cli.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec tokens_foreign{
    1922,
    "tokens-foreign",
    "this database was sealed with other tokens than those that are logged in",
    "put the database and the tokens of one installation together; nothing was changed"};
inline constexpr ErrorSpec tokens_too_few{
    1950,
    "tokens-too-few",
    "fewer tokens answer than the threshold needs",
    "see `sealwright token status`; start or log in the others"};
inline constexpr ErrorSpec tokens_all_needed{
    1951,
    "tokens-all-needed",
    "a new key needs every token of the group, and one does not answer",
    "see `sealwright token status`; start or log in the others, then repeat"};
inline constexpr ErrorSpec token_answer_wrong{1952,
                                              "token-answer-wrong",
                                              "a token's answer does not open its share",
                                              "its key was replaced, or its module is broken"};
inline constexpr ErrorSpec tokens_not_distinct{
    1953,
    "tokens-not-distinct",
    "two names in the configuration lead to one token, which would hold two shares",
    "correct label and serial of the tokens in the configuration"};
inline constexpr ErrorSpec tokens_refuse{
    1954,
    "tokens-refuse",
    "so many tokens refuse that the threshold is not met",
    "read the reason; if a token has seen a newer journal, put the newest database back"};

}  // namespace sealwright::errors
