// Stable error codes of a person's card (3246-3252). Process: token, cli.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec card_absent{
    3246,
    "card-absent",
    "no card with this serial is there",
    "plug it in; `pkcs11-tool --module MODULE --list-slots` shows what its maker's module sees"};
inline constexpr ErrorSpec card_pin_refused{
    3247,
    "card-pin-refused",
    "the card refused the PIN; it was given it once, and is not given it again by itself",
    "mind how many tries are left, then run the command again with the right PIN"};
inline constexpr ErrorSpec card_pin_locked{
    3248,
    "card-pin-locked",
    "the card has locked its PIN after too many wrong ones",
    "unlock it with its maker's tool and its PUK, or revoke the key and use another one"};
inline constexpr ErrorSpec card_key_there{
    3249,
    "card-key-there",
    "the card has a person's key already, and makes no second one",
    "write a file for the key that is there: `sealwright person key new NAME --present ...`"};
inline constexpr ErrorSpec card_key_absent{
    3250,
    "card-key-absent",
    "there is no person's key on the card",
    "plug in the right card, or make a key: `sealwright person key new NAME --card ...`"};
inline constexpr ErrorSpec card_statement{
    3251,
    "card-statement",
    "a card signs acts, questions and the proof of its own key, and nothing else",
    "all programs must come from one release: reinstall them"};
inline constexpr ErrorSpec card_unable{3252,
                                       "card-unable",
                                       "the card makes no Ed25519 keys",
                                       "use a card whose module has CKM_EC_EDWARDS_KEY_PAIR_GEN "
                                       "and CKM_EDDSA, or a key file"};

}  // namespace sealwright::errors
