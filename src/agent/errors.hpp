// Stable error codes of the agent (3100-3149). Process: agent.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec agent_usage{3100,
                                       "agent-usage",
                                       "the agent was started with words that it does not know",
                                       "sealwright-agent [enrol [--token-fd N] | attest --dry-run "
                                       "| identity] [--config FILE]; --help"};
inline constexpr ErrorSpec agent_no_token_needed{
    3101,
    "agent-no-token-needed",
    "Sealwright needs no token: the machine's own evidence is the identity",
    "remove `token` from the vault's seal stanza, or leave it: it is not read"};
inline constexpr ErrorSpec agent_other_path{
    3102,
    "agent-other-path",
    "this agent serves another mount or key",
    "compare mount_path and key_name of the vault's seal stanza with the agent's configuration"};
inline constexpr ErrorSpec agent_busy{3103,
                                      "agent-busy",
                                      "too many asks wait for the service",
                                      "the vault asks again by itself; see the agent's log"};
inline constexpr ErrorSpec agent_away{
    3104,
    "agent-away",
    "no service answers",
    "the vault asks again by itself; look at the service and the network between"};
inline constexpr ErrorSpec agent_refused{
    3105,
    "agent-refused",
    "the service refused this node",
    "run `sealwright-agent attest --dry-run` here, and `sealwright explain` on the service's host"};
inline constexpr ErrorSpec agent_not_yet{
    3106,
    "agent-not-yet",
    "this node is still proving what it is",
    "the vault asks again by itself after 5 s and is served then"};
inline constexpr ErrorSpec agent_version_unknown{
    3107,
    "agent-version-unknown",
    "the service cannot be asked, and the agent is not sure of the vault's key version",
    "start the vault again when `sealwright-agent attest --dry-run` succeeds"};
inline constexpr ErrorSpec agent_answer_invalid{
    3108,
    "agent-answer-invalid",
    "the service's answer cannot be read",
    "agent and service must come from one release, or from two that follow each other"};
inline constexpr ErrorSpec agent_caller_other{
    3109,
    "agent-caller-other",
    "whoever asks is not the vault's user",
    "correct `transit.user` in the agent's configuration, or find out who asks in its place"};
inline constexpr ErrorSpec agent_caller_gone{
    3110,
    "agent-caller-gone",
    "the process that connected has ended, or has become another",
    "nothing is to be done when the vault was restarted; else find out who uses its connection"};
inline constexpr ErrorSpec agent_prover_gone{
    3111,
    "agent-prover-gone",
    "the part of the agent that speaks to the TPM has ended",
    "look for its last line in the agent's log; the service manager starts the agent again"};
inline constexpr ErrorSpec agent_prover_silent{3112,
                                               "agent-prover-silent",
                                               "the evidence was not made in time",
                                               "look at the TPM: a challenge is good for 60 s"};
inline constexpr ErrorSpec agent_state_unwritable{
    3113,
    "agent-state-unwritable",
    "the vault's key version cannot be written down",
    "check the agent's state folder; until then a vault cannot start while the service is away"};
inline constexpr ErrorSpec agent_state_damaged{
    3114,
    "agent-state-damaged",
    "the file with the vault's key version is not one that an agent wrote",
    "remove it; the agent writes it again when it has reached the service"};
inline constexpr ErrorSpec agent_token_invalid{
    3115,
    "agent-token-invalid",
    "this is not an enrolment token",
    "give the one line that `sealwright node enrol` printed"};
inline constexpr ErrorSpec agent_token_source{
    3116,
    "agent-token-source",
    "the enrolment token cannot be read",
    "type it at the terminal, or pass a descriptor: --token-fd 3 3< FILE"};
inline constexpr ErrorSpec agent_denied{
    3117,
    "agent-denied",
    "the service would release nothing to this node",
    "the failed check above says what was expected and what came"};
inline constexpr ErrorSpec agent_evidence_other{3118,
                                                "agent-evidence-other",
                                                "this build or configuration has no such evidence",
                                                "see `evidence` in the agent's configuration"};

inline constexpr ErrorSpec agent_no_evidence{
    3119,
    "agent-no-evidence",
    "this machine could not make its evidence",
    "the agent's log has the whole of what its TPM, or its key file, said"};
inline constexpr ErrorSpec agent_service_busy{
    3120,
    "agent-service-busy",
    "the service answers, but can serve no node now",
    "the vault asks again by itself; see `sealwright status` on the service's host"};
inline constexpr ErrorSpec agent_local_away{
    3121,
    "agent-local-away",
    "nobody answers at the service's socket for the nodes of this host",
    "check that the service runs on this host, and `service.addresses` of the agent's "
    "configuration"};
inline constexpr ErrorSpec agent_local_refused{
    3122,
    "agent-local-refused",
    "the service closed the connection of this agent's user",
    "run the agent as the user that `sealwright node enrol --uid` named; if it is that one, see "
    "`sealwright status`: a locked service knows no nodes"};
inline constexpr ErrorSpec agent_hello_large{
    3125,
    "agent-hello-large",
    "certificates and event log are together larger than one message of an enrolment",
    "set event_log = \"none\" in the agent's configuration; approved register values do without "
    "it"};
inline constexpr ErrorSpec agent_identity_none{
    3126,
    "agent-identity-none",
    "a node of this kind of evidence has no key that it could be known by",
    "name a TPM with --tpm, or a configuration of evidence tpm2 or pinned-key"};
inline constexpr ErrorSpec agent_not_enrolled{
    3127,
    "agent-not-enrolled",
    "the service did not take this node's identity",
    "the failed check above says what was expected and what came; the token is good as before"};

inline constexpr ErrorSpec agent_vault_config{
    3128,
    "agent-vault-config",
    "this agent cannot reach its vault by the [vault] section of its configuration",
    "see that the authority's file can be read by the agent's user"};
inline constexpr ErrorSpec agent_task_answer{
    3129,
    "agent-task-answer",
    "the service's answer about a task is not one that this release knows",
    "run service and agent of the same release"};
inline constexpr ErrorSpec agent_task_refused{
    3130,
    "agent-task-refused",
    "the service has refused a step of a task",
    "the code that is named says why: `sealwright explain` knows it"};

}  // namespace sealwright::errors
