// Stable error codes of attest: taking apart what an enrolment brings (1800-1849). What comes of
// comparing a quote has codes of its own. Process: verifier refuses with them, keeper passes on.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

// Endorsement key and its certificates.
inline constexpr ErrorSpec public_area_form{
    1800,
    "public-area-form",
    "a key's public area is not a TPMT_PUBLIC that can be read to its last byte",
    "the agent sends it as the TPM gives it: check that agent and service are of one release"};
inline constexpr ErrorSpec certificate_form{
    1801,
    "certificate-form",
    "a certificate is not exactly one DER certificate with padding behind it at most",
    "read the endorsement certificate from the TPM again; `openssl x509 -inform der -text`"};
inline constexpr ErrorSpec certificate_missing{
    1802,
    "certificate-missing",
    "no certificate came, and this way to vouch for the TPM needs one",
    "pin the key that `sealwright-agent identity` prints: `sealwright node enrol --endorsement "
    "HEX`"};
inline constexpr ErrorSpec certificate_chain{
    1803,
    "certificate-chain",
    "no path of certificates leads to a root that the service trusts",
    "put the maker's root and its intermediates into the folder of attestation.roots"};
inline constexpr ErrorSpec certificate_expired{
    1804,
    "certificate-expired",
    "a certificate of the path is not valid now",
    "check the service host's clock, and whether the maker has a newer intermediate"};
inline constexpr ErrorSpec certificate_revoked{1805,
                                               "certificate-revoked",
                                               "a certificate of the path is revoked",
                                               "do not enrol this TPM; ask its maker"};
inline constexpr ErrorSpec certificate_list_stale{
    1806,
    "certificate-list-stale",
    "a revocation list of the path is not valid now, or not its issuer's",
    "fetch the maker's list again into `crls` of the folder of attestation.roots"};
inline constexpr ErrorSpec certificate_weak{
    1807,
    "certificate-weak",
    "a certificate of the path uses a key or a hash that is too weak",
    "pin the endorsement key, or use a TPM whose maker signs with SHA-256 and RSA-2048 or more"};
inline constexpr ErrorSpec certificate_depth{
    1808,
    "certificate-depth",
    "the path of certificates is longer than any maker's",
    "put the intermediate that issued the certificate into `intermediates` by itself"};
inline constexpr ErrorSpec certificate_authority{
    1809,
    "certificate-authority",
    "the certificate is one of an authority, or does not say that it is none",
    "send the endorsement key's own certificate first"};
inline constexpr ErrorSpec certificate_purpose{
    1810,
    "certificate-purpose",
    "the certificate was issued for another purpose (its extended key usage)",
    "send the endorsement key's certificate, not the platform's; NV 0x1c00002 or 0x1c00016"};
inline constexpr ErrorSpec certificate_key_usage{
    1811,
    "certificate-key-usage",
    "the certificate's key usage is not that of such a key",
    "an endorsement key enciphers or agrees on keys and signs nothing; an attestation key signs"};
inline constexpr ErrorSpec endorsement_template{
    1812,
    "endorsement-template",
    "the endorsement key is not made from a template of the TCG that the service accepts",
    "use RSA-2048 (L-1), P-256 (L-2) or P-384 (H-3), as the TPM's maker certified it"};
inline constexpr ErrorSpec endorsement_key_other{
    1813,
    "endorsement-key-other",
    "the certificate is of another key than the endorsement key that came with it",
    "send certificate and key of one TPM; if nobody mixed them up, somebody tries"};
inline constexpr ErrorSpec endorsement_key_not_pinned{
    1814,
    "endorsement-key-not-pinned",
    "the endorsement key is not the one that was pinned for this node",
    "compare with `sealwright-agent identity` on the machine itself"};

// Attestation key.
inline constexpr ErrorSpec attestation_key_movable{
    1815,
    "attestation-key-movable",
    "the attestation key may leave its TPM or was made outside of it",
    "let sealwright-agent make it; a key with such attributes is worth nothing"};
inline constexpr ErrorSpec attestation_key_unrestricted{
    1816,
    "attestation-key-unrestricted",
    "the attestation key would also sign what its TPM did not make",
    "let sealwright-agent make it; a key with such attributes is worth nothing"};
inline constexpr ErrorSpec attestation_key_signs_not{
    1817,
    "attestation-key-signs-not",
    "the attestation key cannot sign, or may decrypt as well",
    "let sealwright-agent make it"};
inline constexpr ErrorSpec attestation_key_scheme{
    1818,
    "attestation-key-scheme",
    "the attestation key is not bound to ECDSA over P-256 with SHA-256",
    "let sealwright-agent make it"};
inline constexpr ErrorSpec attestation_key_point{
    1819,
    "attestation-key-point",
    "the attestation key's point does not lie on its curve",
    "do not enrol this TPM: it is broken, or somebody invented the key"};
inline constexpr ErrorSpec attestation_key_not_certified{
    1820,
    "attestation-key-not-certified",
    "the provider's certificate is of another key than the attestation key that came with it",
    "send certificate and key of one machine; if nobody mixed them up, somebody tries"};
inline constexpr ErrorSpec credential_impossible{
    1821,
    "credential-impossible",
    "no credential can be made for this endorsement key",
    "this is a defect of Sealwright, or the key is no key: report it"};

// Event log.
inline constexpr ErrorSpec event_log_form{
    1830,
    "event-log-form",
    "the event log cannot be read to its last byte",
    "look at it with tpm2_eventlog; leave registers out that this firmware logs wrongly"};
inline constexpr ErrorSpec event_log_replay{
    1831,
    "event-log-replay",
    "the event log does not lead to the value of a register",
    "the firmware logs it wrongly, or an event is missing: leave that register out, or ask why"};
inline constexpr ErrorSpec event_log_grammar{
    1832,
    "event-log-grammar",
    "the event log has an event that may not stand where it stands",
    "a log that was tampered with looks like this; compare it with a machine of the same make"};
inline constexpr ErrorSpec event_log_missing{
    1846,
    "event-log-missing",
    "no event log came, and this node was told to explain its registers by one",
    "set event_log in the agent's configuration, or enrol the node without --log-pcrs"};
inline constexpr ErrorSpec secure_boot_off{
    1847,
    "secure-boot-off",
    "the event log does not say that secure boot is on",
    "switch it on in the firmware, reboot, and enrol again; or enrol without --secure-boot"};

// The process around all this, and the keeper's line to it.
inline constexpr ErrorSpec verifier_usage{
    1840,
    "verifier-usage",
    "sealwright-verifier was not started as it must be",
    "sealwrightd starts it, or its unit; see sealwright-verifier --help"};
inline constexpr ErrorSpec verifier_roots{
    1841,
    "verifier-roots",
    "the folder of attestation.roots cannot be used",
    "it holds PEM files in roots, intermediates, crls and providers, root's and not writable by "
    "others"};
inline constexpr ErrorSpec verifier_ask{1842,
                                        "verifier-ask",
                                        "the verifier was asked something that is no ask of it",
                                        "all programs must come from one release: reinstall them"};
inline constexpr ErrorSpec verifier_limits{
    1843,
    "verifier-limits",
    "the verifier could not take its limits of time and memory",
    "see the service's own limits (`systemctl show`, `ulimit`)"};
inline constexpr ErrorSpec verifier_busy{1844,
                                         "verifier-busy",
                                         "all verifiers are busy",
                                         "try again in a second; the agent does so by itself"};
inline constexpr ErrorSpec verifier_gone{
    1845,
    "verifier-gone",
    "the verifier ended, or did not answer within 5 s",
    "try again; if it happens with one TPM only, look at the service's log"};

}  // namespace sealwright::errors
