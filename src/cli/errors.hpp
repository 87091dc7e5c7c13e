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
inline constexpr ErrorSpec cli_journal_act{
    2998,
    "cli-journal-act",
    "an act in the journal is not what its person signed",
    "do not trust this journal from that entry on; compare it with another export"};
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
                                         "init has to know who decides",
                                         "name the founders' file with --founders FILE, or say "
                                         "--solo for trying"};
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

inline constexpr ErrorSpec cli_waits{
    3300, "cli-waits", "the change waits for other people", "see `sealwright request ls`"};
inline constexpr ErrorSpec cli_context_unknown{
    3301,
    "cli-context-unknown",
    "there is no context of this name",
    "see `sealwright context list`; `local` is the socket of this host"};
inline constexpr ErrorSpec cli_context_unpinned{
    3302,
    "cli-context-unpinned",
    "nobody has compared this service's words yet, so none of its answers is believed",
    "found it (`sealwright founding sign`), or make the context again with the --verifier and the "
    "--environment of another who has"};
inline constexpr ErrorSpec cli_context_key{3303,
                                           "cli-context-key",
                                           "the context names no key, so nobody could sign",
                                           "make it again with --key FILE"};
inline constexpr ErrorSpec cli_context_there{3304,
                                             "cli-context-there",
                                             "there is such a context already, or its name is kept",
                                             "remove it first: `sealwright context remove NAME`"};
inline constexpr ErrorSpec cli_context_unsafe{
    3305,
    "cli-context-unsafe",
    "the file of contexts is not yours alone, so it may lead a signature elsewhere",
    "look who wrote to it, then `chmod 600` it"};
inline constexpr ErrorSpec cli_answer_unsigned{
    3306,
    "cli-answer-unsigned",
    "the answer was not signed by the service that this context pins",
    "something between is not what it should be; tell the others before you sign anything"};
inline constexpr ErrorSpec cli_answer_forged{
    3307,
    "cli-answer-forged",
    "the answer is not one to what was asked, or cannot be read",
    "something between is not what it should be; tell the others before you sign anything"};
inline constexpr ErrorSpec cli_person_local{3308,
                                            "cli-person-local",
                                            "this is done on the service's own host, by its socket",
                                            "go there, and run it with `--context local`"};
inline constexpr ErrorSpec cli_plan_unknown{
    3309,
    "cli-plan-unknown",
    "this release cannot say what the request would do, so it signs nothing",
    "use the release that proposed it, or deny it"};
inline constexpr ErrorSpec cli_request_unsound{
    3310,
    "cli-request-unsound",
    "the request's decisions are not those that were signed over its plan",
    "tell the others: whoever keeps the requests has changed one"};
inline constexpr ErrorSpec cli_not_confirmed{
    3311,
    "cli-not-confirmed",
    "nobody has confirmed it, so nothing was signed",
    "type the word that is asked for; without a terminal say so beforehand: --yes, or --words"};
inline constexpr ErrorSpec cli_words_other{
    3312,
    "cli-words-other",
    "these are not the words of what you would sign",
    "do not sign: one of you sees another plan; tell the others by voice"};
inline constexpr ErrorSpec cli_request_denied{3313,
                                              "cli-request-denied",
                                              "the request was denied or vetoed",
                                              "see `sealwright request show` for who and why"};
inline constexpr ErrorSpec cli_request_ended{3314,
                                             "cli-request-ended",
                                             "the request came to its end, and was not carried out",
                                             "see `sealwright request show` for why"};
inline constexpr ErrorSpec cli_key_file{
    3315,
    "cli-key-file",
    "the key file is not there, not yours alone, or cannot be written",
    "name another with --file; a key file has mode 0600 and is never written over"};
inline constexpr ErrorSpec cli_key_line{
    3316,
    "cli-key-line",
    "this is not a key or a proof as `sealwright person key show` prints it",
    "copy both from that person's machine"};
inline constexpr ErrorSpec cli_roster_file{3317,
                                           "cli-roster-file",
                                           "the roster or what it names cannot be used",
                                           "correct the named line, then run it again"};
inline constexpr ErrorSpec cli_passphrases_differ{3318,
                                                  "cli-passphrases-differ",
                                                  "the two passphrases are not the same",
                                                  "type it again; nothing was written"};
inline constexpr ErrorSpec cli_http_answer{
    3319,
    "cli-http-answer",
    "the service's answer is none of its API",
    "check the context's address: `sealwright context show`"};
inline constexpr ErrorSpec cli_person_here{3320,
                                           "cli-person-here",
                                           "this takes a person's key, and no context names one",
                                           "sealwright context add NAME --key FILE"};
inline constexpr ErrorSpec cli_anchor_file{
    3336,
    "cli-anchor-file",
    "this file holds no certificate that can be read",
    "give the maker's root as PEM: `openssl x509 -inform der -in ROOT.cer -out ROOT.pem`"};
inline constexpr ErrorSpec cli_anchor_several{
    3337,
    "cli-anchor-several",
    "this file holds several certificates, and each has to be looked at by itself",
    "give one file for each; intermediates go into the folder of attestation.roots alone"};
inline constexpr ErrorSpec cli_anchor_time{
    3338,
    "cli-anchor-time",
    "the certificate is not valid now, so no chain may end at it",
    "get the one that its maker uses now; if this machine's clock is wrong put it right"};
inline constexpr ErrorSpec cli_anchor_no_root{
    3339,
    "cli-anchor-no-root",
    "the certificate is no authority that signed itself, so no chain ends at it",
    "give the root above it; intermediates go into the folder of attestation.roots alone"};
inline constexpr ErrorSpec cli_anchor_doubled{
    3340, "cli-anchor-doubled", "two of these files hold the same certificate", "name each once"};
inline constexpr ErrorSpec cli_anchors_many{
    3341,
    "cli-anchors-many",
    "one act accepts 16 trust anchors at most, so that people look at each",
    "propose the rest by a second one"};
inline constexpr ErrorSpec cli_card_away{
    3321,
    "cli-card-away",
    "the process that drives the card ended",
    "run the command again; if it ends again, try the maker's module with its own tool"};
inline constexpr ErrorSpec cli_card_silent{
    3322,
    "cli-card-silent",
    "the card did not answer in time",
    "touch it if it wants that, or take it out and plug it in, then run the command again"};
inline constexpr ErrorSpec cli_card_other{
    3323,
    "cli-card-other",
    "the key on the card is not the one that the file names, so nothing was signed",
    "plug in the card that has it; for another key of yours see `sealwright person key new`"};
inline constexpr ErrorSpec cli_card_pin{
    3324,
    "cli-card-pin",
    "this key lies on a card, which has a PIN and no passphrase",
    "change the PIN with the tool of the card's maker"};
inline constexpr ErrorSpec cli_custodian_file{
    3345,
    "cli-custodian-file",
    "the custodian's file is not there, not yours alone, or cannot be written",
    "name another with --file; it has mode 0600 and is never written over by a new one"};
inline constexpr ErrorSpec cli_custodian_changed{
    3346,
    "cli-custodian-changed",
    "the custodian's file was changed by another command meanwhile, so nothing was written",
    "wait for the other command to end, then run this one again"};
inline constexpr ErrorSpec cli_host_card{
    3331,
    "cli-host-card",
    "this is no card of a recovery host",
    "let `sealwright-agent recovery-host card` write it on that host, of the same release"};
inline constexpr ErrorSpec cli_host_unknown{3332,
                                            "cli-host-unknown",
                                            "no recovery host of this name is pinned",
                                            "see `sealwright custodian host list --file FILE`"};
inline constexpr ErrorSpec cli_not_custodian{3347,
                                             "cli-not-custodian",
                                             "you hold no share in this ceremony",
                                             "see who does: `sealwright ceremony show`"};
inline constexpr ErrorSpec cli_ceremony_over{
    3348,
    "cli-ceremony-over",
    "the ceremony came to its end, and made no key",
    "see `sealwright ceremony show` for why, then begin another"};
inline constexpr ErrorSpec cli_custodians_missing{
    3334,
    "cli-custodians-missing",
    "who is to hold the shares is not named",
    "name a file with --custodians FILE; only a drill is of the custodians that there are"};
inline constexpr ErrorSpec cli_shares_several{
    3349,
    "cli-shares-several",
    "the file holds shares of several installations",
    "say which with --installation; see `sealwright custodian show --file FILE`"};

inline constexpr ErrorSpec cli_transcript_unjournalled{
    3326,
    "cli-transcript-unjournalled",
    "no entry of this journal names this transcript by its digest",
    "export the journal again, after the ceremony has ended; if it still names another, the "
    "transcript was not written by this service as it stands"};

inline constexpr ErrorSpec cli_receipt_none{
    3327,
    "cli-receipt-none",
    "this entry of the history has no receipt",
    "see `sealwright custodian history` for those that have one"};
inline constexpr ErrorSpec cli_receipt_missing{
    3328,
    "cli-receipt-missing",
    "the transcript does not have the act of this receipt in its place",
    "the service has signed two different courses of one ceremony, or the receipt is of another "
    "one: keep both files, and show them to the other custodians"};
inline constexpr ErrorSpec cli_roster_other{
    3329,
    "cli-roster-other",
    "the transcript goes by other people, or other keys of theirs, than those of the roster given",
    "if people or keys have changed in between, give the digest of each roster with "
    "--roster-digest; else the service has put its own keys in the place of somebody's"};

inline constexpr ErrorSpec cli_token_terminal{
    3350,
    "cli-token-terminal",
    "stdout is a terminal, where a root token would stay to be read",
    "pipe it: `sealwright root request --vault NAME --reason TEXT | bao login -`; or say --show"};
inline constexpr ErrorSpec cli_root_task_gone{
    3351,
    "cli-root-task-gone",
    "another task of this vault has taken the place of the one that was asked for",
    "see `sealwright root show` for the one that is there, then ask again"};
inline constexpr ErrorSpec cli_root_unfinished{
    3352,
    "cli-root-unfinished",
    "the vault's agent has not made the token in time, and nobody waits for it any more",
    "see `sealwright root show`; a token that is made yet nobody can read, and it ends by itself"};

inline constexpr ErrorSpec cli_root_unsigned{
    3355,
    "cli-root-unsigned",
    "who shows this root window is not the service that your share was made under",
    "give nothing; tell the operators and the other custodians by voice"};

inline constexpr ErrorSpec cli_key_in_use{
    3325,
    "cli-key-in-use",
    "this file holds the key that the context uses already",
    "name another file for the new key; to revoke an old one: `sealwright person key revoke`"};

}  // namespace sealwright::errors
