// Stable error codes of attest/evidence (3000): what can go wrong between the agent and its
// machine's TPM, or the key file that stands in for one. Process: agent.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec tpm_address{
    3000,
    "tpm-address",
    "the configured address of the TPM is not in a form that is known",
    "write device:/dev/tpmrm0, swtpm:path=/run/tpm.sock or swtpm:host=127.0.0.1,port=2321"};
inline constexpr ErrorSpec tpm_absent{
    3001,
    "tpm-absent",
    "there is no TPM at the configured address",
    "switch the TPM on in the firmware, look for /dev/tpmrm0, and correct the address"};
inline constexpr ErrorSpec tpm_forbidden{
    3002,
    "tpm-forbidden",
    "the agent may not open the TPM",
    "add the agent's user to the group of /dev/tpmrm0, usually tss"};
inline constexpr ErrorSpec tpm_busy{
    3003,
    "tpm-busy",
    "another program has the TPM to itself",
    "use /dev/tpmrm0, which serves many; see who uses it: fuser -v /dev/tpm0"};
inline constexpr ErrorSpec tpm_silent{3004,
                                      "tpm-silent",
                                      "the TPM did not answer in time",
                                      "look for TPM messages in the kernel's log, then reboot"};
inline constexpr ErrorSpec tpm_gone{3005,
                                    "tpm-gone",
                                    "the connection to the TPM ended in the middle of its use",
                                    "look for TPM messages in the kernel's log; it is tried again"};
inline constexpr ErrorSpec tpm_refused{3006,
                                       "tpm-refused",
                                       "the TPM refused a command",
                                       "see `tpm2_rc_decode RC` for what the code means"};
inline constexpr ErrorSpec tpm_not_started{
    3007,
    "tpm-not-started",
    "the TPM waits for TPM2_Startup, which the firmware gives it",
    "reboot; a TPM in software wants the flag startup-clear"};
inline constexpr ErrorSpec tpm_defect{3008,
                                      "tpm-defect",
                                      "the TPM says that it has failed its own tests",
                                      "power the machine off and on; then have its TPM replaced"};
inline constexpr ErrorSpec tpm_locked_out{
    3009,
    "tpm-locked-out",
    "the TPM is locked out after wrong authorisations by other programs",
    "wait, or `tpm2_dictionarylockout --clear-lockout`; the agent itself never tries passwords"};
inline constexpr ErrorSpec tpm_no_room{
    3010,
    "tpm-no-room",
    "the TPM has no room left: other programs keep objects or sessions in it",
    "use /dev/tpmrm0; else `tpm2_flushcontext --transient-object` once they have ended"};
inline constexpr ErrorSpec tpm_endorsement_owned{
    3011,
    "tpm-endorsement-owned",
    "the TPM's owner has set a password for the endorsement hierarchy",
    "let the owner take it away: tpm2_changeauth -c e -p OLD; it is not tried again and again"};
inline constexpr ErrorSpec tpm_endorsement_off{3012,
                                               "tpm-endorsement-off",
                                               "the TPM's endorsement hierarchy is switched off",
                                               "switch it on in the firmware, and reboot"};
inline constexpr ErrorSpec tpm_lacks{
    3013,
    "tpm-lacks",
    "the TPM cannot make a key of the kind that is needed",
    "it needs ECDSA over P-256 with SHA-256: update the TPM's firmware, or use another evidence"};
inline constexpr ErrorSpec credential_foreign{
    3014,
    "credential-foreign",
    "the challenge's credential is not for this TPM and attestation key",
    "enrol this node: it has another TPM than the one that is registered under its id"};
inline constexpr ErrorSpec credential_invalid{3015,
                                              "credential-invalid",
                                              "the challenge's credential is not in a TPM's form",
                                              "agent and service must come from one release"};
inline constexpr ErrorSpec pcr_bank_off{3016,
                                        "pcr-bank-off",
                                        "the TPM has no SHA-256 bank of registers",
                                        "switch it on in the firmware, or by tpm2_pcrallocate"};
inline constexpr ErrorSpec pcrs_moving{
    3017,
    "pcrs-moving",
    "registers changed each time between the quote and reading them",
    "leave registers out that something extends all the time (10 with IMA)"};
inline constexpr ErrorSpec pcrs_none{3018,
                                     "pcrs-none",
                                     "the challenge asks for a quote over no register",
                                     "set the node's registers at the service"};
inline constexpr ErrorSpec endorsement_certificate{
    3019,
    "endorsement-certificate",
    "a certificate in the TPM's storage cannot be read or is too large",
    "pin the endorsement key instead, when the node is enrolled"};
inline constexpr ErrorSpec provider_key_absent{
    3020,
    "provider-key-absent",
    "the TPM has no attestation key of its provider, or no certificate for it",
    "leave `endorsement` out of the agent's configuration; only some clouds leave such a key"};
inline constexpr ErrorSpec provider_key_unfit{
    3021,
    "provider-key-unfit",
    "the provider's attestation key is not a restricted ECDSA key over P-256",
    "leave `endorsement` out of the agent's configuration, and enrol by chain or by a pinned key"};
inline constexpr ErrorSpec tpm_answer{3022,
                                      "tpm-answer",
                                      "the TPM's answer is not in the form that it must have",
                                      "update the TPM's firmware; report it if that does not help"};
inline constexpr ErrorSpec event_log_unreadable{
    3023,
    "event-log-unreadable",
    "the event log cannot be read",
    "let the agent's user read it, or leave it out of the agent's configuration"};
inline constexpr ErrorSpec event_log_large{
    3024,
    "event-log-large",
    "the event log is larger than evidence may be",
    "leave it out of the agent's configuration; approved register values do without it"};
inline constexpr ErrorSpec pinned_key_absent{
    3025,
    "pinned-key-absent",
    "the node's key file is missing or cannot be read",
    "enrol the node, which makes the file; a lost one means a new enrolment"};
inline constexpr ErrorSpec pinned_key_unsafe{
    3026,
    "pinned-key-unsafe",
    "the node's key file is not a key of 32 bytes that only the agent's user may read",
    "chown it to the agent's user and chmod it to 0600; one that others read: enrol anew"};
inline constexpr ErrorSpec pinned_key_exists{
    3027,
    "pinned-key-exists",
    "there is a key file already, and it is never overwritten",
    "take the old node out of the registry, then remove its file by hand"};
inline constexpr ErrorSpec pinned_key_unwritable{3028,
                                                 "pinned-key-unwritable",
                                                 "the node's key file cannot be written",
                                                 "check the folder, its owner and the disk"};
inline constexpr ErrorSpec tpm_slow{
    3029,
    "tpm-slow",
    "the TPM answers each command, but all that is asked of it takes longer than a challenge lives",
    "at seconds a command it can unseal, but not enrol: look for TPM messages in the kernel's log, "
    "keep other programs from it meanwhile, update its firmware; else use another evidence"};

}  // namespace sealwright::errors
