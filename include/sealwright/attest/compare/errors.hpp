// Stable error codes of judging evidence at an unseal (1850). Process: keeper, cli.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec quote_signature{
    1850,
    "quote-signature",
    "the quote is not signed by the attestation key that this node enrolled with",
    "another TPM answered, or the quote was changed on its way: if the machine's TPM or mainboard "
    "was "
    "replaced, revoke the node and enrol it anew"};
inline constexpr ErrorSpec quote_key_invalid{
    1851,
    "quote-key-invalid",
    "the registered attestation key is no point of P-256",
    "revoke the node and enrol it anew; the journal says who enrolled it"};
inline constexpr ErrorSpec quote_magic{
    1852,
    "quote-magic",
    "what was signed was not made inside a TPM",
    "somebody had the key sign data of their own: look for another program that uses the TPM"};
inline constexpr ErrorSpec quote_type{
    1853,
    "quote-type",
    "the TPM attested something else than its PCRs",
    "update the agent; if it is of this release, another program spoke in its place"};
inline constexpr ErrorSpec quote_shape{
    1854,
    "quote-shape",
    "the attested data ends too early, goes on behind its end, or has a field of a wrong size",
    "update the agent and the TPM's firmware"};
inline constexpr ErrorSpec quote_binding{
    1855,
    "quote-binding",
    "the evidence was made for another challenge, key, purpose, node or vault",
    "the agent asks again by itself; if it goes on, somebody repeats or redirects evidence"};
inline constexpr ErrorSpec quote_pcr_set{
    1856,
    "quote-pcr-set",
    "the quote does not cover exactly the PCRs, of the SHA-256 bank, that this node has to show",
    "see `sealwright node show` for the set; let the TPM's SHA-256 bank be active"};
inline constexpr ErrorSpec quote_pcr_digest{
    1857,
    "quote-pcr-digest",
    "the PCR values that came are not those that were quoted",
    "the agent asks again by itself; a PCR that is extended all the time can not be in the set"};
inline constexpr ErrorSpec quote_cleared{1858,
                                         "quote-cleared",
                                         "the TPM's reset count went down: it was cleared",
                                         "the node is in quarantine; if you cleared the TPM "
                                         "yourself, revoke the node and enrol it anew"};
inline constexpr ErrorSpec quote_restarted{1859,
                                           "quote-restarted",
                                           "the machine was suspended since it booted",
                                           "reboot it, and keep a vault's node from suspending"};
inline constexpr ErrorSpec quote_no_baseline{
    1860,
    "quote-no-baseline",
    "no baseline over this PCR set is approved for the node",
    "compare the values with what you installed, then approve them: `sealwright node baseline "
    "approve`"};
inline constexpr ErrorSpec quote_pcr_differs{
    1861,
    "quote-pcr-differs",
    "a PCR has another value than the approved baseline",
    "if you changed what it measures (firmware, boot loader, kernel), approve the new values; "
    "otherwise do not trust the machine"};
inline constexpr ErrorSpec quote_firmware{
    1862,
    "quote-firmware",
    "the TPM runs another firmware than the baseline names",
    "if you updated it, approve a baseline with the new version"};
inline constexpr ErrorSpec key_signature{
    1863,
    "key-signature",
    "the evidence is not signed by the key that this node enrolled with",
    "if the agent's key was lost, revoke the node and enrol it anew"};
inline constexpr ErrorSpec peer_uid{
    1864,
    "peer-uid",
    "another user of this host speaks than the one that is registered",
    "let the agent run as the registered user, or enrol the node anew"};

}  // namespace sealwright::errors
