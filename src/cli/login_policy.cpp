// The policies of an agent's roles in its vault.
#include "login_config.hpp"

#include <vector>

namespace sealwright::cli {
namespace {

std::string rule(std::string_view path, const std::vector<std::string_view>& capabilities) {
    std::string text = "path \"";
    text.append(path).append("\" { capabilities = [");
    for (const auto& each : capabilities) {
        if (each != capabilities.front()) text += ", ";
        text.append("\"").append(each).append("\"");
    }
    return text + "] }\n";
}

// A list is asked for with and without the slash, by release and by place.
std::string list_rules(const std::string& path) {
    return rule(path, {"list", "sudo"}) + rule(path + "/", {"list", "sudo"});
}

// Inside one namespace, or in all that are so many deep.
std::string census_rules(const std::string& inside) {
    return list_rules(inside + "sys/namespaces") + list_rules(inside + "auth/token/accessors") +
           rule(inside + "auth/token/lookup-accessor", {"create", "update"}) +
           rule(inside + "auth/token/revoke-accessor", {"create", "update"});
}

std::string rules_of_all() {
    auto text =
        rule("auth/token/lookup-self", {"read"}) + rule("auth/token/revoke-self", {"update"});
    std::string inside;
    for (std::size_t depth = 0; depth <= login_namespaces_max; ++depth) {
        text += census_rules(inside);
        inside += "+/";
    }
    return text;
}

}  // namespace

std::string login_policy(std::string_view role) {
    if (role == "look") return rules_of_all();
    const auto recovery = rule("sys/rotate/recovery/*", {"create", "read", "update", "delete"});
    if (role == "request") {
        return rules_of_all() + recovery +
               rule("sys/generate-root-token/attempt", {"create", "read", "update", "delete"}) +
               rule("sys/generate-root-token/update", {"create", "update"});
    }
    return rules_of_all() + recovery + rule("sys/rotate/root", {"update", "sudo"}) +
           rule("sys/rotate/keyring", {"update", "sudo"});
}

}  // namespace sealwright::cli
