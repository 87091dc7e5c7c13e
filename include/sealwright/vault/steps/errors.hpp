// Stable error codes of what a vault answers (3600). Process: agent, cli.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec answer_large{3600,
                                        "vault-answer-large",
                                        "the vault's answer is larger than any that is expected",
                                        "see who answers at the vault's address; a vault with so "
                                        "many tokens needs them tidied first"};
inline constexpr ErrorSpec answer_unreadable{
    3601,
    "vault-answer-unreadable",
    "the vault's answer is not the JSON that its documents promise",
    "see who answers at the vault's address, and whether its version is one that is supported"};
inline constexpr ErrorSpec vault_denies{
    3602,
    "vault-denies",
    "the vault does not let this token do that",
    "look at the policies of the token that was used, and give it what the step needs"};
inline constexpr ErrorSpec vault_sealed{
    3603, "vault-sealed", "the vault is sealed", "unseal it, or wait until it has unsealed itself"};
inline constexpr ErrorSpec vault_standby{3604,
                                         "vault-standby",
                                         "this node of the vault is not its active one",
                                         "ask the node that the vault names as its active one"};
inline constexpr ErrorSpec vault_route_closed{
    3605,
    "vault-route-closed",
    "the vault does not serve this endpoint",
    "see that it is OpenBao 2.6 or newer, or open the endpoint on a listener of its own"};
inline constexpr ErrorSpec vault_refuses{
    3606, "vault-refuses", "the vault has refused a request", "read what it says, and its own log"};
inline constexpr ErrorSpec attempt_foreign{
    3607,
    "vault-attempt-foreign",
    "somebody else's attempt is under way in the vault",
    "find out whose it is, and let them end it or cancel it"};
inline constexpr ErrorSpec token_form{3608,
                                      "vault-token-form",
                                      "what the vault gave is no token",
                                      "cancel the attempt and begin again"};
inline constexpr ErrorSpec token_not_root{3609,
                                          "vault-token-not-root",
                                          "the token that was made is not the root token that was "
                                          "asked for",
                                          "revoke it by its accessor, and find out who answered"};
inline constexpr ErrorSpec census_large{
    3610,
    "vault-census-large",
    "the vault has more namespaces or tokens than are looked at",
    "find out what makes so many, and let the vault tidy its tokens"};

inline constexpr ErrorSpec census_unsettled{
    3611,
    "vault-census-unsettled",
    "tokens kept dying between their listing and the look at them, so one may have hidden",
    "find out who makes tokens so quickly; hold them back for a minute, and ask again"};
inline constexpr ErrorSpec census_blind{
    3612,
    "vault-census-blind",
    "the vault's list of tokens lacks the very token that asked for it",
    "see who answers at the vault's address; nothing is known about its root tokens"};

}  // namespace sealwright::errors
