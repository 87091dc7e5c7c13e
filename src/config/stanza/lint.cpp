#include "sealwright/config/stanza/lint.hpp"

#include "rules.hpp"
#include "values.hpp"
#include "variables.hpp"

#include <algorithm>
#include <array>

namespace sealwright::config {
namespace {

using rules::Rule;

class Linter {
public:
    Linter(const Expected& expected, const Files& files, std::vector<Finding>& findings)
        : expected_(expected), files_(files), findings_(findings) {}

    Result<void> look_at(const Stanza& stanza);

private:
    void keys();
    Result<void> truths();
    Result<void> address();
    Result<void> path(std::string_view key,
                      const std::string& wanted,
                      const Rule& missing,
                      const Rule& other);
    Result<void> token();
    Result<void> client_pair();
    Result<void> authority();
    Result<void> health();
    void rest();

    [[nodiscard]] const Setting* setting(std::string_view key) const { return stanza_->find(key); }
    // The value of a public key; nothing where it is not set, which includes set to nothing.
    [[nodiscard]] Result<std::optional<std::string>> value(std::string_view key) const;
    [[nodiscard]] Result<bool> is_true(std::string_view key, bool otherwise) const;
    void add(const Rule& rule, std::uint32_t line, std::string what) {
        findings_.push_back({line, rule.name, std::move(what), rule.why, rule.remedy});
    }
    void add(const Rule& rule, std::string_view key, std::string what) {
        const auto* found = setting(key);
        add(rule, found == nullptr ? stanza_->line : found->line, std::move(what));
    }

    const Expected& expected_;
    const Files& files_;
    std::vector<Finding>& findings_;
    const Stanza* stanza_ = nullptr;
};

constexpr std::array known_keys = {"address",
                                   "token",
                                   "mount_path",
                                   "key_name",
                                   "namespace",
                                   "disable_renewal",
                                   "key_id_prefix",
                                   "tls_ca_cert",
                                   "tls_ca_path",
                                   "tls_client_cert",
                                   "tls_client_key",
                                   "tls_server_name",
                                   "tls_skip_verify",
                                   "disabled",
                                   "purpose",
                                   "health_check_enabled",
                                   "health_check_timeout",
                                   "health_check_interval",
                                   "health_check_interval_unhealthy"};
constexpr std::array bytes_keys = {
    "tls_ca_cert_bytes", "tls_client_cert_bytes", "tls_client_key_bytes"};
constexpr std::array truth_keys = {
    "disabled", "tls_skip_verify", "disable_renewal", "health_check_enabled"};

Result<std::optional<std::string>> Linter::value(std::string_view key) const {
    const auto* found = setting(key);
    if (found == nullptr) return std::optional<std::string>();
    TRY(text, found->value());
    if (text.empty()) return std::optional<std::string>();
    return std::optional<std::string>(text);
}

Result<bool> Linter::is_true(std::string_view key, bool otherwise) const {
    TRY(text, value(key));
    if (!text) return otherwise;
    return truth_of(*text).value_or(otherwise);
}

Result<void> Linter::look_at(const Stanza& stanza) {
    stanza_ = &stanza;
    TRY(is_disabled, is_true("disabled", false));
    if (is_disabled) {
        add(rules::disabled, "disabled", "the block is disabled");
        return done;
    }
    if (stanza.type != "transit") {
        add(rules::seal_type, stanza.line, "the seal's type is " + stanza.type + ", not transit");
        return done;
    }
    keys();
    TRY(truths());
    TRY(address());
    TRY(path("mount_path", expected_.mount, rules::mount_missing, rules::mount_other));
    TRY(path("key_name", expected_.key, rules::key_missing, rules::key_other));
    TRY(token());
    TRY(client_pair());
    TRY(authority());
    TRY(health());
    rest();
    return done;
}

void Linter::keys() {
    std::vector<std::string_view> seen;
    for (const auto& each : stanza_->settings) {
        const auto name = std::string(each.name);
        if (contains(bytes_keys, each.name)) {
            add(rules::bytes_key, each.line, name + " is not a key of OpenBao 2.7's transit seal");
        } else if (!contains(known_keys, each.name)) {
            add(rules::unknown_key, each.line, name + " is not a key of the transit seal");
        }
        if (contains(seen, each.name)) add(rules::set_twice, each.line, name + " is set again");
        seen.push_back(each.name);
    }
}

Result<void> Linter::truths() {
    for (const std::string_view key : truth_keys) {
        TRY(text, value(key));
        if (text && !truth_of(*text)) {
            add(rules::not_boolean, key, std::string(key) + " is neither true nor false");
        }
    }
    TRY(is_skipping, is_true("tls_skip_verify", false));
    if (is_skipping) {
        add(rules::skip_verify, "tls_skip_verify", "the service's certificate is not checked");
    }
    return done;
}

Result<void> Linter::address() {
    TRY(text, value("address"));
    if (!text) {
        add(rules::address_missing, "address", "no address is set");
        return done;
    }
    if (!text->starts_with("https://")) {
        add(rules::address_scheme, "address", "the address does not begin with https://");
        return done;
    }
    if (text->ends_with('\n')) {
        add(rules::line_end, "address", "address ends with a line end");
        return done;
    }
    const auto ours = [&text](const std::string& one) {
        return comparable(one) == comparable(*text);
    };
    if (expected_.addresses.empty() || std::ranges::any_of(expected_.addresses, ours)) return done;
    add(rules::address_other,
        "address",
        *text + " is not this service, which is " + expected_.addresses.front());
    return done;
}

Result<void> Linter::path(std::string_view key,
                          const std::string& wanted,
                          const Rule& missing,
                          const Rule& other) {
    TRY(text, value(key));
    const std::string name(key);
    if (!text) {
        add(missing, key, name + " is not set");
    } else if (text->ends_with('\n')) {
        add(rules::line_end, key, name + " ends with a line end");
    } else if (without_slashes(*text) != wanted) {
        add(other,
            key,
            name + " is " + *text + ", and that of vault " + expected_.vault + " is " + wanted);
    }
    return done;
}

// Its value is looked at only where it is a reference, which is no secret.
Result<void> Linter::token() {
    const auto* found = setting("token");
    if (found == nullptr || found->raw.empty()) return done;
    constexpr std::string_view file = "file://";
    const auto is_file = found->raw.starts_with(file);
    add(rules::token,
        "token",
        is_file ? "a token is read from a file"
                : "a token is set, which the service does not need");
    if (!is_file) return done;
    TRY(text, found->value());
    const auto last = files_.last_byte(text.substr(file.size()));
    if (last && (*last < 0x21 || *last > 0x7e)) {
        add(rules::token_line_end, "token", "the token's file ends with a line end or a blank");
    }
    return done;
}

Result<void> Linter::client_pair() {
    TRY(certificate, value("tls_client_cert"));
    const auto* key = setting("tls_client_key");
    const auto has_key = key != nullptr && !key->raw.empty();
    if (!certificate && !has_key) {
        add(rules::client_missing, stanza_->line, "the node shows no certificate");
        return done;
    }
    if (!certificate) {
        add(rules::client_half, "tls_client_key", "tls_client_key is set, tls_client_cert is not");
    }
    if (!has_key) {
        add(rules::client_half, "tls_client_cert", "tls_client_cert is set, tls_client_key is not");
    }
    if (has_key && (key->raw.starts_with("file://") || key->raw.starts_with("env://"))) {
        add(rules::client_key_url, "tls_client_key", "tls_client_key is not a bare path");
    }
    return done;
}

Result<void> Linter::authority() {
    for (const std::string_view key : {"tls_client_cert", "tls_ca_cert", "tls_ca_path"}) {
        TRY(text, value(key));
        if (text && text->find("://") != std::string::npos) {
            add(rules::path_url, key, std::string(key) + " is not a bare path");
        }
    }
    TRY(file, value("tls_ca_cert"));
    TRY(folder, value("tls_ca_path"));
    if (!file && !folder && expected_.own_authority) {
        add(rules::authority_missing, stanza_->line, "the service's authority is not named");
    }
    TRY(name, value("tls_server_name"));
    if (name && !expected_.names.empty() && !contains(expected_.names, *name)) {
        add(rules::server_name, "tls_server_name", *name + " is not a name of the certificate");
    }
    return done;
}

Result<void> Linter::health() {
    TRY(is_on, is_true("health_check_enabled", true));
    if (!is_on) {
        add(rules::health_off, "health_check_enabled", "the vault does not look after its seal");
        return done;
    }
    constexpr std::uint64_t wanted_s = 60;
    TRY(text, value("health_check_interval"));
    const auto seconds = text ? seconds_of(*text) : std::uint64_t{600};
    if (seconds && *seconds <= wanted_s) return done;
    add(rules::health_interval,
        "health_check_interval",
        !text ? "health_check_interval is not set" : "health_check_interval is not at most 1m");
    return done;
}

void Linter::rest() {
    if (setting("key_id_prefix") != nullptr) {
        add(rules::key_id_prefix, "key_id_prefix", "key_id_prefix is set");
    }
    if (setting("namespace") != nullptr) {
        add(rules::namespace_set, "namespace", "a namespace is set");
    }
}

}  // namespace

Result<std::vector<Finding>> lint(const std::vector<Stanza>& stanzas,
                                  const Expected& expected,
                                  const std::vector<std::string>& variables,
                                  const Files& files) {
    std::vector<Finding> findings;
    if (stanzas.empty()) {
        const auto& rule = rules::no_seal;
        findings.push_back({0, rule.name, "there is no seal block", rule.why, rule.remedy});
    }
    if (stanzas.size() > 1) {
        const auto& rule = rules::two_seals;
        findings.push_back({stanzas.at(1).line,
                            rule.name,
                            "there are " + std::to_string(stanzas.size()) + " seal blocks",
                            rule.why,
                            rule.remedy});
    }
    Linter linter(expected, files, findings);
    for (const auto& stanza : stanzas) TRY(linter.look_at(stanza));
    for (const auto& name : variables) {
        if (auto found = look_at_variable(stanzas, name)) findings.push_back(std::move(*found));
    }
    return findings;
}

}  // namespace sealwright::config
