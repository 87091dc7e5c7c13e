#include "variables.hpp"

#include "lexer.hpp"
#include "rules.hpp"

#include <algorithm>
#include <array>

namespace sealwright::config {
namespace {

struct Variable {
    std::string_view name;
    std::string_view over;  // The key of the stanza, or what it steers.
    bool wins = true;       // False: only where the file does not set the key.
    bool has_twin = false;  // VAULT_ in place of BAO_.
};

inline constexpr std::array variables = {
    Variable{"TRANSIT_WRAPPER_ADDR", "address"},
    Variable{"VAULT_TRANSIT_SEAL_ADDR", "address"},
    Variable{"BAO_AGENT_ADDR", "address", true, true},
    Variable{"TRANSIT_WRAPPER_MOUNT_PATH", "mount_path"},
    Variable{"VAULT_TRANSIT_SEAL_MOUNT_PATH", "mount_path"},
    Variable{"TRANSIT_WRAPPER_KEY_NAME", "key_name"},
    Variable{"VAULT_TRANSIT_SEAL_KEY_NAME", "key_name"},
    Variable{"TRANSIT_WRAPPER_TOKEN", "token"},
    Variable{"VAULT_TRANSIT_SEAL_TOKEN", "token"},
    Variable{"TRANSIT_WRAPPER_DISABLE_RENEWAL", "disable_renewal"},
    Variable{"VAULT_TRANSIT_SEAL_DISABLE_RENEWAL", "disable_renewal"},
    Variable{"VAULT_NAMESPACE", "namespace"},
    Variable{"BAO_SEAL_TYPE", "the type of the seal", true, true},
    Variable{"BAO_SKIP_VERIFY", "tls_skip_verify", true, true},
    Variable{"BAO_PROXY_ADDR", "the way to the address", true, true},
    Variable{"BAO_HTTP_PROXY", "the way to the address", true, true},
    Variable{"HTTPS_PROXY", "the way to the address"},
    Variable{"https_proxy", "the way to the address"},
    Variable{"BAO_ADDR", "address", false, true},
    Variable{"BAO_TOKEN", "token", false, true},
    Variable{"BAO_CACERT", "tls_ca_cert", false, true},
    Variable{"BAO_CACERT_BYTES", "tls_ca_cert", false, true},
    Variable{"BAO_CAPATH", "tls_ca_cert", false, true},
    Variable{"BAO_CLIENT_CERT", "tls_client_cert", false, true},
    Variable{"BAO_CLIENT_KEY", "tls_client_key", false, true},
    Variable{"BAO_TLS_SERVER_NAME", "tls_server_name", false, true},
    Variable{"BAO_NAMESPACE", "namespace", false},
};

// What the file itself says of a key, over all its blocks that are in force.
bool sets(const std::vector<Stanza>& stanzas, std::string_view key) {
    return std::ranges::any_of(stanzas, [key](const Stanza& stanza) {
        const auto* found = stanza.find(key);
        return found != nullptr && !found->raw.empty();
    });
}

}  // namespace

std::optional<Finding> look_at_variable(const std::vector<Stanza>& stanzas,
                                        const std::string& name) {
    const auto is_this = [&name](const Variable& row) {
        if (row.name == name) return true;
        return row.has_twin && name == "VAULT_" + std::string(row.name.substr(4));
    };
    const auto row = std::ranges::find_if(variables, is_this);
    if (row == variables.end() || (!row->wins && sets(stanzas, row->over))) {
        return std::nullopt;
    }
    const auto& rule = row->wins ? rules::variable_wins : rules::variable_fills;
    const std::string verb = row->wins ? " decides over " : " stands in for ";
    return Finding{0, rule.name, name + verb + std::string(row->over), rule.why, rule.remedy};
}

Result<std::vector<std::string>> read_variable_names(std::string_view text) {
    std::vector<std::string> names;
    const auto parted_by = text.find('\0') == std::string_view::npos ? '\n' : '\0';
    for (std::uint32_t line = 1; !text.empty(); ++line) {
        const auto end = std::min(text.find(parted_by), text.size());
        auto each = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (each.empty() || (parted_by == '\n' && each.starts_with('#'))) continue;
        const auto equals = each.find('=');
        if (equals == std::string_view::npos || equals == 0) {
            return hcl::unreadable(line, "it is not of the form NAME=VALUE");
        }
        if (equals + 1 < each.size()) names.emplace_back(each.substr(0, equals));
    }
    return names;
}

}  // namespace sealwright::config
