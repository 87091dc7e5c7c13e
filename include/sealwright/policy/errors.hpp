// Stable error codes of policy (1700). Process: keeper, cli.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec class_denied{1700,
                                        "class-denied",
                                        "this class of value is not opened here",
                                        "nothing is to be done if you did not expect it to open"};
inline constexpr ErrorSpec class_window_closed{
    1701,
    "class-window-closed",
    "this class of value opens only inside a window that is not open",
    "if you are not restoring or making root, somebody holds recovery keys: look at the journal"};
inline constexpr ErrorSpec challenge_own_node{
    1702,
    "challenge-own-node",
    "a join challenge opens only for another node than the "
    "one that sealed it",
    "join with the new node's own certificate"};
inline constexpr ErrorSpec challenge_stale{1703,
                                           "challenge-stale",
                                           "a join challenge is older than five minutes",
                                           "let the node ask to join again"};
inline constexpr ErrorSpec vault_held{
    1704,
    "vault-held",
    "this vault is held: nothing that makes or opens root is released",
    "see `sealwright vault status`; `sealwright vault lift NAME` ends the hold"};
inline constexpr ErrorSpec rewrap_unfinished{
    1705,
    "rewrap-unfinished",
    "this vault's recovery key was opened for a re-wrap and has not come back yet",
    "restart the vault on the node that `sealwright vault status` names: its new process is served "
    "after some seconds; if that node is gone for good, revoke it; if nobody rotated a key, "
    "somebody holds recovery shares"};
inline constexpr ErrorSpec snapshot_in_root_window{
    1706,
    "snapshot-in-root-window",
    "no snapshot is taken while a root window is open",
    "take the snapshot when the window has closed"};
inline constexpr ErrorSpec evidence_stale{
    1707,
    "evidence-stale",
    "this class of value opens for fresh evidence only, at most a minute old",
    "nothing: the agent attests again by itself, within the same call of the vault"};
inline constexpr ErrorSpec root_window_used{
    1708,
    "root-window-used",
    "the one recovery key that this root window is for has been opened",
    "if no task of ours asked, somebody holds recovery shares: look at the journal"};
inline constexpr ErrorSpec policy_channel_tier{
    1710,
    "policy-channel-tier",
    "a vault of class production takes no node whose only evidence is a certificate, or its user "
    "on "
    "the service's host",
    "enrol the node with its TPM; no policy allows it otherwise"};
inline constexpr ErrorSpec policy_pinned_key{
    1711,
    "policy-pinned-key",
    "a vault of class production takes no node whose key lies on its disk",
    "enrol the node with its TPM; no policy allows it otherwise"};
inline constexpr ErrorSpec policy_denied{
    1712,
    "policy-denied",
    "no rule of the release policy allows this",
    "see `sealwright policy show`; `sealwright policy explain FILE` shows what each term says"};
inline constexpr ErrorSpec policy_limit{
    1713,
    "policy-limit",
    "the release policy is over a limit, or has a rule twice",
    "64 rules, 256 terms, 8 levels, 64 values in a list and 48 KiB are the most; name each rule "
    "once"};
inline constexpr ErrorSpec policy_context_alone{
    1714,
    "policy-context-alone",
    "a rule lets a source network or a time stand without evidence",
    "where somebody speaks from, and when, proves nothing: name the kinds of `evidence` beside it"};
inline constexpr ErrorSpec policy_claim{
    1715,
    "policy-claim",
    "this is no claim of a release, or no value of it",
    "write NAME=VALUE; the names are vault, node, environment, class, production, evidence, "
    "evidence_age_s, source and time"};
inline constexpr ErrorSpec policy_moved{
    1716,
    "policy-moved",
    "another policy holds now than the one that yours was compared with",
    "see `sealwright policy show`, then set yours again; nothing was changed"};
inline constexpr ErrorSpec policy_same{
    1717, "policy-same", "this policy holds already", "nothing is to be done; nothing was changed"};

}  // namespace sealwright::errors
