// table: why each finding matters, and what to do about it. Private to config/stanza.
#pragma once

#include <string_view>

namespace sealwright::config::rules {

struct Rule {
    std::string_view name;
    std::string_view why;
    std::string_view remedy;
};

inline constexpr Rule no_seal{
    "no-seal",
    "without a seal block the vault is sealed by Shamir shares, and asks nobody at its start",
    "add the stanza that `sealwright vault seal-config` prints"};
inline constexpr Rule two_seals{
    "two-seals",
    "two seal blocks are a migration between them: while it lasts, no start unseals by itself",
    "finish the migration, then remove the block that says disabled"};
inline constexpr Rule disabled{
    "disabled",
    "a disabled block seals nothing: the vault only migrates away from it, by hand",
    "remove the line, or remove the block when the migration is over"};
inline constexpr Rule seal_type{
    "seal-type",
    "this block's seal is another one than ours, so nothing here is asked to unseal the vault",
    "put the stanza that `sealwright vault seal-config` prints in its place"};
inline constexpr Rule unknown_key{"unknown-key",
                                  "the vault ignores a key that it does not know, and says nothing",
                                  "correct its spelling (small letters only), or remove it"};
inline constexpr Rule bytes_key{
    "unknown-key",
    "OpenBao 2.7 ignores it without a word, whatever it holds",
    "write the certificate or key to a file, and name its path without `_bytes`"};
inline constexpr Rule set_twice{
    "set-twice", "the vault takes the last one, and says nothing", "remove all but one"};
inline constexpr Rule not_boolean{
    "not-a-boolean", "the vault does not start with it", "write \"true\" or \"false\""};
inline constexpr Rule line_end{
    "line-end",
    "the value ends with a line end, as a heredoc always does, and it goes into what is asked",
    "write it in quotes on one line"};

inline constexpr Rule address_missing{
    "address-missing",
    "the vault then asks the address in its environment, or itself",
    "set address to https://HOST:PORT of this service"};
inline constexpr Rule address_scheme{
    "address-scheme",
    "the service answers TLS only, and the values that pass are keys in the clear",
    "begin it with https://"};
inline constexpr Rule address_other{
    "address-other",
    "the vault will ask somebody else, and fail at its start",
    "use one of the service's own addresses, or name the right one with --address"};
inline constexpr Rule mount_missing{
    "mount-missing", "the vault ends at its start without it", "set mount_path"};
inline constexpr Rule mount_other{"mount-other",
                                  "the service refuses a path that is not this vault's",
                                  "set mount_path as `sealwright vault seal-config` prints it"};
inline constexpr Rule key_missing{
    "key-missing", "the vault ends at its start without it", "set key_name"};
inline constexpr Rule key_other{"key-other",
                                "the service refuses a key that is not this vault's",
                                "set key_name as `sealwright vault seal-config` prints it"};

inline constexpr Rule token{
    "token",
    "the service knows a node by its certificate and reads no token, so this is a secret for "
    "nothing",
    "remove the line, and revoke the token where it came from"};
inline constexpr Rule token_line_end{
    "token-line-end",
    "the vault does not trim it and ends at its start: `non-printable characters`",
    "remove the token altogether; else write the file without a line end"};

inline constexpr Rule client_half{
    "client-half",
    "OpenBao 2.7 ends at its start with half of a pair; other vaults connect without either, and "
    "are refused",
    "set tls_client_cert and tls_client_key"};
inline constexpr Rule client_missing{
    "client-missing",
    "the service knows a node by its certificate only, and refuses who shows none",
    "set tls_client_cert and tls_client_key to the node's files"};
inline constexpr Rule client_key_url{
    "client-key-url",
    "the vault takes the file's content for a path: it ends at its start, and writes the whole "
    "private key into its log",
    "write the bare path; if the vault has run so, make a new key and revoke the node"};
inline constexpr Rule path_url{
    "path-url", "the vault takes it for a path, and finds no such file", "write the bare path"};
inline constexpr Rule authority_missing{
    "authority-missing",
    "the service's certificate is from its own authority, which the vault's host does not know",
    "set tls_ca_cert to a copy of the service's ca.pem"};
inline constexpr Rule skip_verify{
    "skip-verify",
    "the vault then sends its root key to whoever answers at the address",
    "remove the line, and set tls_ca_cert"};
inline constexpr Rule server_name{
    "server-name",
    "the service's certificate does not carry this name, so the vault refuses it",
    "remove the line, or use a name of the certificate"};

inline constexpr Rule health_off{
    "health-off",
    "the vault then notices only at its next start that its seal is gone",
    "remove the line"};
inline constexpr Rule health_interval{
    "health-interval",
    "the vault asks whether its seal is there every 10 minutes if nothing else is said; too seldom "
    "to be warned before the next restart",
    "set health_check_interval = \"1m\""};
inline constexpr Rule key_id_prefix{
    "key-id-prefix",
    "when it changes, the vault wraps both its keys anew at the next unseal, and the service does "
    "not open the recovery key for that",
    "remove the line if the vault was never sealed with it; else leave it as it is for ever"};
inline constexpr Rule namespace_set{
    "namespace", "the service has no namespaces and reads none", "remove the line"};

inline constexpr Rule variable_wins{
    "variable-wins",
    "it has precedence over the file, whatever the file says",
    "take it out of the vault's environment (its unit, its container, its shell)"};
inline constexpr Rule variable_fills{"variable-fills",
                                     "the vault uses it because the file does not set that key",
                                     "take it out of the vault's environment"};

}  // namespace sealwright::config::rules
