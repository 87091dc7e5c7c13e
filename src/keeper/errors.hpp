// Stable error codes of the keeper (2400). Process: keeper, cli.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec keeper_locked{
    2400,
    "keeper-locked",
    "the service is locked: its own key is not open",
    "see `sealwright status`; log in tokens until the threshold is met"};
inline constexpr ErrorSpec keeper_empty{2401,
                                        "keeper-empty",
                                        "this installation is not initialised",
                                        "run `sealwright init --solo --config FILE`"};
inline constexpr ErrorSpec keeper_initialised{2402,
                                              "keeper-initialised",
                                              "this installation is initialised already",
                                              "see `sealwright status`; nothing was changed"};
inline constexpr ErrorSpec found_first{
    2403,
    "found-first",
    "there are no people here who could sign: nobody has founded this installation",
    "found it: `sealwright found --founders ROSTER` where it is solo, "
    "`sealwright init --founders ROSTER` where it is new"};
inline constexpr ErrorSpec node_unknown{
    2404,
    "node-unknown",
    "this certificate belongs to no node of a vault here",
    "run `sealwright node add VAULT NODE --cert FILE` if it should"};
inline constexpr ErrorSpec node_revoked{
    2405,
    "node-revoked",
    "this certificate's node was revoked",
    "give the node a new certificate and add it, if it is yours"};
inline constexpr ErrorSpec node_expired{
    2406,
    "node-expired",
    "this node's certificate has expired",
    "make a new certificate for the node, add it, restart the vault"};
inline constexpr ErrorSpec key_path_wrong{
    2407,
    "key-path-wrong",
    "this node's vault has another mount or key name",
    "print the right stanza with `sealwright vault seal-config`"};
inline constexpr ErrorSpec vault_not_begun{
    2408,
    "vault-not-begun",
    "nothing was ever sealed for this vault and no init window is open",
    "run `sealwright vault allow-init NAME`, then start the vault"};
inline constexpr ErrorSpec name_invalid{2409,
                                        "name-invalid",
                                        "a name may hold a-z, 0-9, '.', '_' and '-', at most 48",
                                        "choose another name"};
inline constexpr ErrorSpec vault_exists{
    2410, "vault-exists", "there is a vault of this name already", "choose another name"};
inline constexpr ErrorSpec vault_unknown{
    2411, "vault-unknown", "there is no vault of this name", "see `sealwright vault status`"};
inline constexpr ErrorSpec path_taken{2412,
                                      "path-invalid",
                                      "a mount or key name is not allowed in a request path",
                                      "use a-z, 0-9, '.', '_', '-' and, in a mount, '/'"};
inline constexpr ErrorSpec node_exists{2413,
                                       "node-exists",
                                       "a node of this name or certificate is in force already",
                                       "revoke it first, or choose another name or certificate"};
inline constexpr ErrorSpec node_not_found{
    2414, "node-not-found", "there is no such node in force", "see `sealwright node list`"};
inline constexpr ErrorSpec window_length{
    2415, "window-length", "a window lasts between 1 second and 24 hours", "choose another --for"};
inline constexpr ErrorSpec token_unknown{2416,
                                         "token-unknown",
                                         "there is no token of this name in the configuration",
                                         "see `sealwright token status`"};
inline constexpr ErrorSpec token_away{
    2417,
    "token-away",
    "the token's process does not answer",
    "see `sealwright token status`, then `sealwright token start NAME`"};
inline constexpr ErrorSpec enrol_after_init{
    2418,
    "enrol-after-init",
    "a token key is made before `init` only",
    "nothing was changed; an installed group keeps its tokens"};
inline constexpr ErrorSpec peer_not_allowed{
    2419,
    "peer-not-allowed",
    "only root and the operators' group may use this socket",
    "use sudo, or join the group named in the configuration"};
inline constexpr ErrorSpec state_broken{
    2420,
    "state-broken",
    "the stored state is not the one that the journal ends with",
    "keep the depot as it is; restore a backup, or find out who wrote to it"};
inline constexpr ErrorSpec ask_unknown{
    2421, "ask-unknown", "this request is not known here", "use programs of one release"};
inline constexpr ErrorSpec commit_failed{
    2422,
    "commit-failed",
    "the decision could not be made durable, so nothing was released",
    "see the depot's log; asks are repeated by the vault itself"};
inline constexpr ErrorSpec commit_contended{
    2423, "commit-contended", "other writers kept changing the state", "repeat"};
inline constexpr ErrorSpec seal_readback{
    2424,
    "seal-readback",
    "a value that was just sealed did not open again, so it was not given out",
    "see `sealwright token status`; a token or its module is broken"};
inline constexpr ErrorSpec config_differs{
    2425,
    "config-differs",
    "the configuration does not fit this installation",
    "correct environment, token group or threshold in the configuration"};
inline constexpr ErrorSpec entry_archived{
    2460,
    "entry-archived",
    "the entry has left the journal for an archive",
    "read it there: `sealwright journal verify FILE`, on the file with this name and SHA-256"};
inline constexpr ErrorSpec archive_range{
    2461,
    "archive-range",
    "the journal's entries up to there cannot be taken away",
    "nothing was changed; remove the new file and run `sealwright journal archive` again"};
inline constexpr ErrorSpec archives_full{
    2462,
    "archives-full",
    "the journal has been archived as often as this release can remember",
    "nothing was changed; keep the journal as it is and see the next release's notes"};
inline constexpr ErrorSpec token_refused{
    2427, "token-refused", "a token process refused", "see `sealwright token status`"};
inline constexpr ErrorSpec busy{
    2426, "busy", "the keeper has too many asks waiting", "the vault asks again by itself"};

inline constexpr ErrorSpec init_window_open{
    2430,
    "init-window-open",
    "an init window is open, and the version of the seal key may not move under an init",
    "let the init end, or the window lapse: see `sealwright vault status`"};
inline constexpr ErrorSpec init_in_progress{
    2431,
    "init-in-progress",
    "this vault is in the middle of its init, which a hold would ruin for good",
    "repeat in a few seconds: the window closes with the init"};
inline constexpr ErrorSpec vault_held_already{2432,
                                              "vault-held-already",
                                              "this vault is held already",
                                              "see `sealwright vault status` for who and why"};
inline constexpr ErrorSpec vault_not_held{
    2433, "vault-not-held", "this vault is not held", "see `sealwright vault status`"};
inline constexpr ErrorSpec reason_invalid{
    2434,
    "reason-invalid",
    "a reason is 1 to 160 printable letters",
    "say in a few words why; it stands in the journal and in `vault status`"};
inline constexpr ErrorSpec version_current{
    2435,
    "version-current",
    "values are sealed under this version now",
    "run `sealwright vault rotate-key NAME` first, then restart or step down the active node"};
inline constexpr ErrorSpec version_unknown{2436,
                                           "version-unknown",
                                           "this vault has no such version, or it was retired",
                                           "see `sealwright vault status`"};
inline constexpr ErrorSpec version_presented{
    2437,
    "version-presented",
    "something may still be presented under this version, so it was not destroyed",
    "restart the vault's nodes one by one, or revoke one that is gone; see `sealwright vault "
    "status`"};
inline constexpr ErrorSpec version_in_snapshots{
    2438,
    "version-in-snapshots",
    "snapshots were taken under this version and would be useless without it",
    "keep it as long as you keep them, or say --drop-snapshots"};
inline constexpr ErrorSpec versions_too_many{
    2439,
    "versions-too-many",
    "this vault has as many versions of its seal key as it may have",
    "retire old ones with `sealwright vault retire-version NAME N`"};
inline constexpr ErrorSpec version_uncounted{
    2466,
    "version-uncounted",
    "this environment lets values of class `other` open, and nobody counts those by version",
    "keep the version; or deny class `other` in the configuration, if nothing needs it, and "
    "repeat"};
inline constexpr ErrorSpec nodes_in_force_too_many{
    2463,
    "nodes-in-force-too-many",
    "as many nodes are in force as this installation may have",
    "revoke those that are gone: `sealwright node list`, `sealwright node revoke VAULT NODE`"};
inline constexpr ErrorSpec nodes_too_many{
    2464,
    "nodes-too-many",
    "this installation has had as many nodes, the revoked included, as it may have",
    "renew a node's certificate seldom, or found another installation for further vaults"};
inline constexpr ErrorSpec vaults_too_many{2465,
                                           "vaults-too-many",
                                           "this installation has as many vaults as it may have",
                                           "found another installation for further vaults"};
inline constexpr ErrorSpec canary_token_away{
    2450,
    "canary-token-away",
    "a token of this subset is not ready, so the canary could not open through it",
    "see `sealwright token status`; start the token or log it in"};
inline constexpr ErrorSpec canary_token_silent{
    2451,
    "canary-token-silent",
    "a token of this subset did not answer the canary in time",
    "see `sealwright token status` and the token's log; its device or its network is slow"};
inline constexpr ErrorSpec canary_token_refused{
    2452,
    "canary-token-refused",
    "a token of this subset refused the canary",
    "the keeper's log has the token's reason; see `sealwright token status`"};
inline constexpr ErrorSpec canary_token_wrong{
    2453,
    "canary-token-wrong",
    "a token of this subset does not open its share of the vault's key",
    "its key was replaced, or its module is broken: keep the others, and put its own key back"};
inline constexpr ErrorSpec canary_key_differs{
    2454,
    "canary-key-differs",
    "the tokens of this subset opened a key that does not open what the vault's key sealed",
    "restart no node of this vault; keep database and tokens as they are, and find out who wrote"};
inline constexpr ErrorSpec canary_not_yet{
    2455,
    "canary-not-yet",
    "the canary has not tried each subset of tokens for this vault yet",
    "run `sealwright status --can-unseal VAULT --now`"};
inline constexpr ErrorSpec canary_old{
    2456,
    "canary-old",
    "the last canary through a subset of tokens is older than two hours",
    "run `sealwright status --can-unseal VAULT --now`; if that does not help see the keeper's log"};
inline constexpr ErrorSpec node_none_in_force{
    2457,
    "node-none-in-force",
    "no node of this vault is in force with a certificate that has not expired",
    "make a certificate for the node and run `sealwright node add VAULT NODE --cert FILE`"};
inline constexpr ErrorSpec front_not_heard{
    2458,
    "front-not-heard",
    "the front is not connected, so no vault reaches this service",
    "see the front's log: its certificate may be missing, or its port taken"};
inline constexpr ErrorSpec server_certificate_expired{
    2459,
    "server-certificate-expired",
    "the service's own certificate has expired, so no vault connects any more",
    "renew it with `sealwright init`'s authority or your own, then send the front SIGHUP"};

inline constexpr ErrorSpec node_quarantined{
    2467,
    "node-quarantined",
    "this node is in quarantine",
    "`sealwright node show` says why; if it can be trusted again, revoke it and enrol it anew"};
inline constexpr ErrorSpec node_not_enrolled{
    2468,
    "node-not-enrolled",
    "this node has not enrolled yet",
    "run `sealwright-agent enrol` on it, with the token of `sealwright node enrol`"};
inline constexpr ErrorSpec node_not_by_evidence{
    2469,
    "node-not-by-evidence",
    "this node is known by its certificate and shows no evidence",
    "revoke it and enrol it with `sealwright node enrol`"};
inline constexpr ErrorSpec node_not_approved{
    2470,
    "node-not-approved",
    "this node waits for a person's approval",
    "compare what `sealwright node show` says with the machine, then `sealwright node approve`"};
inline constexpr ErrorSpec node_kind_differs{
    2471,
    "node-kind-differs",
    "the evidence is of another kind than the node's",
    "the kind is the node's, never the request's choice: configure the agent for it"};
inline constexpr ErrorSpec node_enrolled_already{2472,
                                                 "node-enrolled-already",
                                                 "this node has an identity already, and keeps it",
                                                 "if the machine was replaced, revoke the node and "
                                                 "enrol it anew; if not, somebody claims its id"};
inline constexpr ErrorSpec node_user{
    2473,
    "node-user",
    "this user can be no node's: it is the front's, or nobody's",
    "give the agent a user of its own on this host, and name that with --uid"};
inline constexpr ErrorSpec production_unfounded{
    2474,
    "production-unfounded",
    "a vault of class production needs a founded installation: found first",
    "run `sealwright found --founders ROSTER`; for trying, add it without --class"};
inline constexpr ErrorSpec baseline_exists{
    2475,
    "baseline-exists",
    "the node has a baseline of this id",
    "choose another id, or drop the old one: `sealwright node baseline drop`"};
inline constexpr ErrorSpec baseline_unknown{
    2476, "baseline-unknown", "the node has no baseline of this id", "see `sealwright node show`"};
inline constexpr ErrorSpec baselines_full{
    2477,
    "baselines-full",
    "the node has as many baselines as it may have",
    "drop one that no boot shows any more: `sealwright node baseline drop`"};
inline constexpr ErrorSpec baseline_unseen{
    2478,
    "baseline-unseen",
    "this node has not shown any PCR values yet",
    "run `sealwright-agent attest --dry-run` on it, or give the values with `--value`"};
inline constexpr ErrorSpec baseline_set_differs{
    2479,
    "baseline-set-differs",
    "these values are not of the PCRs that this node shows",
    "give one value for each PCR of the set that `sealwright node show` names, and no other"};
inline constexpr ErrorSpec enrolment_ttl{
    2482,
    "enrolment-ttl",
    "an enrolment token lives for at least a second and at most an hour",
    "give --ttl between 1s and 1h; an enrolment that was missed is begun anew"};
inline constexpr ErrorSpec anchor_not_accepted{
    2483,
    "anchor-not-accepted",
    "its chain ends at an anchor that is not accepted",
    "compare its digest with what its maker publishes; then `sealwright anchor accept FILE.pem` "
    "(`--kind provider` for a provider's), which takes two"};
inline constexpr ErrorSpec anchor_accepted_already{
    2484,
    "anchor-accepted-already",
    "this trust anchor is accepted already, or stands twice in one act",
    "see `sealwright anchor ls`; nothing was changed"};
inline constexpr ErrorSpec anchor_unknown{2485,
                                          "anchor-unknown",
                                          "no accepted trust anchor has this digest",
                                          "see `sealwright anchor ls`"};
inline constexpr ErrorSpec anchors_full{
    2486,
    "anchors-full",
    "as many trust anchors are accepted as there may be",
    "drop one that no machine of yours comes by: `sealwright anchor ls`, `sealwright anchor drop`"};
inline constexpr ErrorSpec anchors_none{2487,
                                        "anchors-none",
                                        "the act names no trust anchor",
                                        "name one certificate at least: `sealwright anchor accept "
                                        "FILE.pem`"};

inline constexpr ErrorSpec name_alike{
    2489,
    "name-alike",
    "this name looks like one that is there, so people would take one for the other",
    "take a name that differs in more than 0 and o, 1 and l, or a dot, dash or underscore"};
inline constexpr ErrorSpec token_in_place{
    2498,
    "token-in-place",
    "this token holds its shares, or stands twice in one act",
    "name those that were lost: see `sealwright token status`; nothing was changed"};
inline constexpr ErrorSpec token_not_fresh{
    2499,
    "token-not-fresh",
    "a lost token is replaced by a fresh one that is logged in, and all others have to serve",
    "see `sealwright token status`: start or log in the token that is named, or name it too if it "
    "was lost; nothing was changed"};

inline constexpr ErrorSpec recovery_quote{
    2491,
    "recovery-quote",
    "this is no quote of a TPM in its one form",
    "let `sealwright-agent recovery-host quote` write it, of the same release, and send that file"};

inline constexpr ErrorSpec root_not_ours{
    2492,
    "root-not-ours",
    "the root of this vault is not managed here",
    "run `sealwright vault adopt NAME`, or `sealwright vault init NAME` for one that is new"};
inline constexpr ErrorSpec root_task_open{
    2493,
    "root-task-open",
    "this vault's agent has a task that is not over",
    "see `sealwright root show NAME`; one task is done after the other"};
inline constexpr ErrorSpec root_task_unknown{
    2494,
    "root-task-unknown",
    "this is no task that this node has to do now",
    "nothing: the agent looks again; if it stays so, two agents run for this vault"};
inline constexpr ErrorSpec root_task_expired{
    2495,
    "root-task-expired",
    "nobody has done this task in its time",
    "see that the vault is unsealed, and that the agent of its active node runs and has a [vault] "
    "section; then ask again"};
inline constexpr ErrorSpec recovery_not_kept{
    2496,
    "recovery-not-kept",
    "the recovery key of this vault is not kept here",
    "rotate the vault's seal key and restart it, so that it sends the recovery key to be sealed "
    "anew; then adopt it"};
inline constexpr ErrorSpec recovery_shares_many{
    2497,
    "recovery-shares-many",
    "the vault asks for more shares of its recovery key than any vault splits it into",
    "see who answers at the vault's address; nothing was given"};
inline constexpr ErrorSpec root_ttl{2480,
                                    "root-ttl",
                                    "a root token lives between a minute and four hours",
                                    "name a time between 1m and 4h"};
inline constexpr ErrorSpec root_token_gone{
    2481,
    "root-token-gone",
    "there is no such token to be fetched",
    "it is fetched once, by who asked for it; see `sealwright root show NAME`, and ask for another "
    "one"};
inline constexpr ErrorSpec root_no_agent{
    2488,
    "root-no-agent",
    "no node of this vault is known by evidence, so no agent could do it",
    "enrol the vault's host: `sealwright node enrol VAULT NODE`"};
inline constexpr ErrorSpec root_windows_many{
    2490,
    "root-windows-many",
    "this task has opened as many root windows as it may",
    "nothing: the task ends; see in the journal what asked for the recovery key"};

inline constexpr ErrorSpec root_ours_already{
    2442,
    "root-ours-already",
    "this vault has been initialised, and its root is managed here",
    "name a new vault for a new initialisation; `sealwright vault adopt` takes this one over "
    "again"};
inline constexpr ErrorSpec root_schedule_invalid{
    2443,
    "root-schedule-invalid",
    "that is no time for what is done by itself",
    "a rotation takes 1h to 366d, a look 1m to 7d, a time of day is as 08:00"};
inline constexpr ErrorSpec recovery_shut{
    2445,
    "recovery-shut",
    "the recovery key of this vault opens by its custodians alone",
    "nothing opens it by itself: `sealwright root request` and `sealwright vault adopt` ask them; "
    "see `sealwright root show NAME`"};
inline constexpr ErrorSpec recovery_no_custodians{
    2446,
    "recovery-no-custodians",
    "no custodians hold a key here, so nobody could be asked for a recovery key",
    "let them make one: `sealwright ceremony begin genesis`; or name --recovery-release auto"};
inline constexpr ErrorSpec recovery_of_custodians{
    2447,
    "recovery-of-custodians",
    "a vault's recovery key is sealed to the custodians that there are",
    "let them open it for good first: `sealwright vault adopt NAME --recovery-release auto`; "
    "behind the change of custodians adopt it again"};
inline constexpr ErrorSpec recovery_not_rewrapped{
    2448,
    "recovery-not-rewrapped",
    "this vault's recovery key is sealed to custodians, so the vault could not have it sealed anew",
    "let them open it for good first: `sealwright vault adopt NAME --recovery-release auto`; "
    "behind the rotation adopt it again"};
inline constexpr ErrorSpec root_not_opened{
    2449,
    "root-not-opened",
    "the custodians have not opened the vault's recovery key for this",
    "see what became of it: `sealwright ceremony list`; then ask again"};
inline constexpr ErrorSpec root_opened_gone{
    2428,
    "root-opened-gone",
    "what custodians had opened for this task is gone with the process that had it",
    "ask again, and the custodians give again; nothing of it was left open"};
inline constexpr ErrorSpec statement_range{
    2440,
    "statement-range",
    "a statement is about a time that has been",
    "name a beginning before the end, and an end that is not in the future"};
inline constexpr ErrorSpec statement_long{
    2441,
    "statement-long",
    "the journal holds more entries than are read for a statement",
    "archive what is before its beginning: `sealwright journal archive`"};

}  // namespace sealwright::errors
