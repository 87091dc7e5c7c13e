// The command `vault login-config`, and its two forms.
#include "login_config.hpp"

#include "errors.hpp"
#include "json.hpp"
#include "names.hpp"
#include "run.hpp"
#include "sealwright/session/task_messages.hpp"
#include "service.hpp"

#include <algorithm>

namespace sealwright::cli {
namespace {

using session::login_mount;
// No task takes longer; a login that nobody gave back ends with it.
constexpr std::string_view login_lives = "10m";
constexpr std::array<std::string_view, 2> loopback{"127.0.0.1/32", "::1/128"};

std::string policy_name(std::string_view role) {
    return std::string(login_mount) + "-" + std::string(role);
}

std::string quoted(std::string_view text) {
    return "\"" + std::string(text) + "\"";
}

// SubjectPublicKeyInfo of RFC 8410, as PEM.
std::string pem_of(const std::array<std::uint8_t, 32>& key) {
    Bytes info{0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};
    info.insert(info.end(), key.begin(), key.end());
    return "-----BEGIN PUBLIC KEY-----\n" + to_base64(info) + "\n-----END PUBLIC KEY-----\n";
}

std::string heredoc(const std::string& lines) {
    return "<<EOT\n" + lines + "EOT\n";
}

// `data` is what stands between its braces, each line with its end.
std::string request(const std::string& name, const std::string& path, const std::string& data) {
    return "  request " + quoted(name) +
           " {\n    operation = \"update\"\n    path = " + quoted(path) + "\n    data = {\n" +
           data + "    }\n  }\n";
}

std::string role_data(const LoginPlace& place, std::string_view role) {
    std::string text =
        "      role_type = \"jwt\"\n      bound_audiences = [" + quoted(place.audience) +
        "]\n      user_claim = \"sub\"\n      bound_claims = { act = " + quoted(role) +
        " }\n      token_policies = [" + quoted(policy_name(role)) +
        "]\n      token_no_default_policy = true\n"
        "      token_explicit_max_ttl = " +
        quoted(login_lives) + "\n";
    if (place.any_address) return text;
    return text + "      token_bound_cidrs = [" + quoted(loopback[0]) + ", " + quoted(loopback[1]) +
           "]\n";
}

Json role_json(const LoginPlace& place, std::string_view role) {
    const auto list = [](std::string_view text) { return Json::list({Json::text(text)}); };
    Json::Members members{{"role_type", Json::text("jwt")},
                          {"bound_audiences", list(place.audience)},
                          {"user_claim", Json::text("sub")},
                          {"bound_claims", Json::object({{"act", Json::text(role)}})},
                          {"token_policies", list(policy_name(role))},
                          {"token_no_default_policy", Json::boolean(true)},
                          {"token_explicit_max_ttl", Json::text(login_lives)}};
    if (!place.any_address) {
        members.emplace_back("token_bound_cidrs",
                             Json::list_of(loopback, [](auto each) { return Json::text(each); }));
    }
    return Json::object(members);
}

// `-`: what follows is read from stdin, and the shell replaces nothing in it.
std::string command(const std::string& line, const std::string& input) {
    return line + " - <<'EOT'\n" + input + "EOT\n";
}

// What goes into a configuration as it is.
Result<void> check_plain(const std::string& text) {
    const auto is_plain = [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
               letter == ':' || letter == '-';
    };
    if (!text.empty() && std::ranges::all_of(text, is_plain)) return done;
    return errors::cli_answer_forged;
}

}  // namespace

std::string login_stanza(const LoginPlace& place) {
    auto text = "initialize " + quoted(login_mount) + " {\n" +
                request("login", "sys/auth/" + std::string(login_mount), "      type = \"jwt\"\n") +
                request("issuer",
                        "auth/" + std::string(login_mount) + "/config",
                        "      jwt_validation_pubkeys = [" + heredoc(pem_of(place.key)) +
                            "      ]\n      jwt_supported_algs = [\"EdDSA\"]\n"
                            "      bound_issuer = " +
                            quoted(place.issuer) + "\n");
    for (const auto& role : login_roles) {
        text += request("policy-" + std::string(role),
                        "sys/policies/acl/" + policy_name(role),
                        "      policy = " + heredoc(login_policy(role)));
        text += request("role-" + std::string(role),
                        "auth/" + std::string(login_mount) + "/role/" + std::string(role),
                        role_data(place, role));
    }
    return text + "}\n";
}

std::string login_commands(const LoginPlace& place) {
    const std::string under(login_mount);
    const auto config =
        Json::object({{"jwt_validation_pubkeys", Json::list({Json::text(pem_of(place.key))})},
                      {"jwt_supported_algs", Json::list({Json::text("EdDSA")})},
                      {"bound_issuer", Json::text(place.issuer)}});
    auto text = "bao auth enable -path=" + under + " jwt\n" +
                command("bao write auth/" + under + "/config", config.str() + "\n");
    for (const auto& role : login_roles) {
        text += command("bao policy write " + policy_name(role), login_policy(role));
        text += command("bao write auth/" + under + "/role/" + std::string(role),
                        role_json(place, role).str() + "\n");
    }
    return text;
}

Outcome<Answer> run(const VaultLoginConfig& command, const Settings& settings) {
    TRY(require_name("vault", command.name));
    TRY(service, Service::connect(settings));
    TRY(shown, service.ask<operate::RootShown>(operate::RootShowAsk{command.name}));
    TRY(check_plain(shown.issuer));
    TRY(check_plain(shown.audience));
    const LoginPlace place{shown.issuer, shown.audience, shown.login_key, command.any_address};
    const auto text = command.commands ? login_commands(place) : login_stanza(place);
    const auto* name = command.commands ? "commands" : "stanza";
    auto answer = answer_of(settings, Json::object({{name, Json::text(text)}}), text);
    answer.talk = command.commands
                      ? "Run these once, with a root token of the vault. Then: sealwright vault "
                        "adopt " +
                            command.name + "\n"
                      : "This belongs into the vault's configuration, beside its seal stanza, "
                        "before its first start.\n";
    return answer;
}

}  // namespace sealwright::cli
