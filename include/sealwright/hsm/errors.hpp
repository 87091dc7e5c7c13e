// Stable error codes of hsm (1900). Process: token, keeper, cli.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec hsm_context_invalid{
    1900,
    "hsm-context-invalid",
    "a share's context is not in its one canonical form",
    "all programs must come from one release: reinstall them"};
inline constexpr ErrorSpec hsm_context_elsewhere{
    1901,
    "hsm-context-elsewhere",
    "a share's context names another token, key generation or environment",
    "check that the token's name, label and serial in the configuration are its own"};
inline constexpr ErrorSpec hsm_place_falls{
    1902,
    "hsm-place-falls",
    "the asker's place in its journal is behind what this token has answered before",
    "the keeper's store was rolled back: restore the newest backup, and start no second instance"};
inline constexpr ErrorSpec hsm_ask_illegal{
    1903,
    "hsm-ask-illegal",
    "the token process cannot do this in its present state",
    "see `sealwright token status`, which says what it waits for"};
inline constexpr ErrorSpec hsm_ask_unknown{1904,
                                           "hsm-ask-unknown",
                                           "the token process does not know this ask",
                                           "all programs must come from one release"};
inline constexpr ErrorSpec hsm_ask_empty{1905,
                                         "hsm-ask-empty",
                                         "an ask for PRF outputs has no context",
                                         "all programs must come from one release"};
inline constexpr ErrorSpec hsm_pin_unusable{
    1906,
    "hsm-pin-unusable",
    "a PIN is missing, empty, too short or too long, or lies where others can read it",
    "give the file `pin` mode 0600 and the token's user; SoftHSM needs 22 characters or more"};
inline constexpr ErrorSpec hsm_pin_refused{
    1907,
    "hsm-pin-refused",
    "the module refused the PIN; it is not tried again",
    "correct the PIN source, look at the module's count of tries, then `sealwright token start`"};
inline constexpr ErrorSpec hsm_module_unsafe{
    1908,
    "hsm-module-unsafe",
    "a PKCS#11 module is not a file that only root can change",
    "configure its absolute path; chown it and its folder to root, mode 0755 or less"};
inline constexpr ErrorSpec hsm_module_unusable{
    1909,
    "hsm-module-unusable",
    "a PKCS#11 module cannot be loaded",
    "install the vendor's package, and try the module with the vendor's own tool"};
inline constexpr ErrorSpec hsm_token_absent{
    1910,
    "hsm-token-absent",
    "no initialised token has the configured label and serial",
    "plug it in, or correct its label, serial and environment in the configuration"};
inline constexpr ErrorSpec hsm_token_ambiguous{1911,
                                               "hsm-token-ambiguous",
                                               "two tokens have the configured label",
                                               "configure the token's serial as well"};
inline constexpr ErrorSpec hsm_key_absent{
    1912,
    "hsm-key-absent",
    "the token has no key of ours",
    "before `sealwright init`: `sealwright token enrol`; after it: find the right token"};
inline constexpr ErrorSpec hsm_key_ambiguous{
    1913,
    "hsm-key-ambiguous",
    "the token has more than one key with a label of ours",
    "find out who made the other key, then remove it with the vendor's tool"};
inline constexpr ErrorSpec hsm_key_unsafe{
    1914,
    "hsm-key-unsafe",
    "an attribute of the token key is not as it must be",
    "do not use this key: its secrecy cannot be shown; see the named attribute"};
inline constexpr ErrorSpec hsm_device_transient{
    1915,
    "hsm-device-transient",
    "the token failed twice in a way that may pass",
    "the process starts again by itself; if it repeats, see the vendor's log"};
inline constexpr ErrorSpec hsm_device_gone{1916,
                                           "hsm-device-gone",
                                           "the token was taken away",
                                           "give it back; the process starts again by itself"};
inline constexpr ErrorSpec hsm_login_lost{1917,
                                          "hsm-login-lost",
                                          "the token no longer counts us as logged in",
                                          "the process starts again and asks its PIN source"};
inline constexpr ErrorSpec hsm_module_defect{
    1918,
    "hsm-module-defect",
    "a PKCS#11 module answered what the standard does not allow there",
    "report the named call and return value, with the module's version"};
inline constexpr ErrorSpec hsm_login_busy{
    1919,
    "hsm-login-busy",
    "another process is logging in to this SoftHSM folder for too long",
    "look for a hanging process that uses the folder, and end it"};
inline constexpr ErrorSpec hsm_vault_unlisted{
    1920,
    "hsm-vault-unlisted",
    "this vault is not in the token's list `vaults`",
    "if it should be: add the id to `vaults` of every token, compile, `sealwright token stop` and "
    "`start` each; a new vault then takes `vault add NAME --id ID`"};
inline constexpr ErrorSpec hsm_rate_exceeded{
    1921,
    "hsm-rate-exceeded",
    "more is asked of the token in a second than its `rate_per_second`",
    "see who asks in `sealwright journal show`; raise `rate_per_second` only if they should"};

}  // namespace sealwright::errors
