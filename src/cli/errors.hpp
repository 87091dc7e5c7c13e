// Stable error codes of the CLI (2900). Process: cli.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec cli_usage{2900,
                                     "cli-usage",
                                     "an argument is missing or not in its one allowed form",
                                     "see `sealwright COMMAND --help`"};
inline constexpr ErrorSpec cli_service_away{
    2901,
    "cli-service-away",
    "nobody answers at the operator socket: sealwrightd does not run, or SEALWRIGHT_SOCKET is "
    "wrong",
    "start sealwrightd, or name its socket with --socket or SEALWRIGHT_SOCKET"};
inline constexpr ErrorSpec cli_service_forbidden{
    2902,
    "cli-service-forbidden",
    "you may not use the operator socket",
    "become root, or a member of the group that `[users] operators` of the configuration names"};
inline constexpr ErrorSpec cli_answer_unexpected{
    2903,
    "cli-answer-unexpected",
    "the service answered with a message that does not belong to what was asked",
    "the CLI and the service must come from one release: reinstall both, restart the service"};
inline constexpr ErrorSpec cli_peer_unexpected{
    2904,
    "cli-peer-unexpected",
    "the operator socket was not made by root or by you, so it gets no PIN",
    "check SEALWRIGHT_SOCKET and who owns the socket's folder"};
inline constexpr ErrorSpec cli_pin_source{
    2905,
    "cli-pin-source",
    "no PIN could be read",
    "run it at a terminal, or give the PIN with `-` on stdin or with --from-fd N"};
inline constexpr ErrorSpec cli_token_unknown{2906,
                                             "cli-token-unknown",
                                             "the configuration has no token of this name",
                                             "see `sealwright token status` for the names"};
inline constexpr ErrorSpec cli_token_away{2907,
                                          "cli-token-away",
                                          "the token's process does not run, so it can take no PIN",
                                          "run `sealwright token start NAME`, then log in"};
inline constexpr ErrorSpec cli_vault_unknown{
    2908,
    "cli-vault-unknown",
    "no vault of this name is enrolled",
    "see `sealwright vault status`; enrol it with `sealwright vault add NAME`"};
inline constexpr ErrorSpec cli_not_empty{2909,
                                         "cli-not-empty",
                                         "init founds an empty service, and this one is not empty",
                                         "see `sealwright status`; nothing was changed"};
inline constexpr ErrorSpec cli_token_waits{
    2910,
    "cli-token-waits",
    "a token is not logged in, and init needs all of them",
    "run the command that is named for it, then run init again; nothing was changed"};
inline constexpr ErrorSpec cli_certificate_half{
    2911,
    "cli-certificate-half",
    "a part of the service's certificates is there and a part is missing",
    "restore the missing file, or move the other ones away and run init again"};
inline constexpr ErrorSpec cli_entry_unknown{
    2912,
    "cli-entry-unknown",
    "the journal has no entry of this number",
    "see `sealwright journal show` for the newest entries"};
inline constexpr ErrorSpec cli_id_unknown{
    2913,
    "cli-id-unknown",
    "this is neither an entry, nor an error code, nor an error's name",
    "give `entry-42`, `E1600` or `journal-broken`, as the answer or the log printed it"};
inline constexpr ErrorSpec cli_journal_unsigned{
    2914,
    "cli-journal-unsigned",
    "the export holds no checkpoint, so nothing in it is signed by any key",
    "make a new export with `sealwright journal export FILE`; it ends with a checkpoint"};
inline constexpr ErrorSpec cli_journal_line{
    2915,
    "cli-journal-line",
    "the export does not hold: a line of it is cut off or is not in its one form",
    "keep this file as it is, and find out who wrote to it; a new export comes from the service"};
inline constexpr ErrorSpec cli_address_missing{
    2916,
    "cli-address-missing",
    "the service's address and authority are not known here",
    "name the service's configuration with --config, or give --address and --ca-cert"};
inline constexpr ErrorSpec cli_solo_only{2917,
                                         "cli-solo-only",
                                         "this release founds solo installations only",
                                         "run `sealwright init --solo --config FILE.toml`"};
inline constexpr ErrorSpec cli_archive_exists{
    2975,
    "cli-archive-exists",
    "there is a file of this name already, and an archive is never written over",
    "give --output a name that is not taken; nothing was changed"};
inline constexpr ErrorSpec cli_archive_nothing{
    2976,
    "cli-archive-nothing",
    "no entry is old enough, or no checkpoint stands among those that are",
    "name a later date or a smaller --keep, or wait for the next checkpoint; nothing was changed"};
inline constexpr ErrorSpec cli_archive_readback{
    2977,
    "cli-archive-readback",
    "the archive does not read back as it was written",
    "look at the disk that the file lies on; the journal was not changed"};
inline constexpr ErrorSpec cli_date_invalid{
    2978, "cli-date-invalid", "this is not a date", "write 2026-11-22, or 2026-11-22T10:00:00Z"};

inline constexpr ErrorSpec cli_policy_looser{
    2980,
    "cli-policy-looser",
    "this policy allows what the present one refuses",
    "if you mean it, repeat with --looser; nothing was changed"};
inline constexpr ErrorSpec cli_policy_pcrs{
    2981,
    "cli-policy-pcrs",
    "this is not a node with its PCR set",
    "write the node's name and its rising PCRs of 0 to 15, as vault-1=0,2,4,7"};

inline constexpr ErrorSpec cli_certificate_configured{
    2970,
    "cli-certificate-configured",
    "the configuration names a certificate of yours, which is not ours to renew",
    "renew it where it came from, put it in its place, then `systemctl reload sealwrightd`"};
inline constexpr ErrorSpec cli_authority_missing{
    2971,
    "cli-authority-missing",
    "the authority that signs this service's certificate is not here",
    "name its key with --ca-key FILE, for this one command; tls/ca.pem stays where init made it"};
inline constexpr ErrorSpec cli_canary_waits{
    2960,
    "cli-canary-waits",
    "the canary did not come to its turn: asks of vaults come first",
    "see `sealwright status` for an init that waits, then repeat without or with --now"};

inline constexpr ErrorSpec cli_file_there{2990,
                                          "cli-file-there",
                                          "there is such a file already, and it stays as it is",
                                          "name another file, or move that one away"};

}  // namespace sealwright::errors
