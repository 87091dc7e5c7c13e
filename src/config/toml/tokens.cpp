#include "tokens.hpp"

#include "rules.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace sealwright::config::toml_form {
namespace {

constexpr std::size_t tokens_max = 64;
constexpr std::size_t label_max = 32;   // CK_TOKEN_INFO.label
constexpr std::size_t serial_max = 16;  // CK_TOKEN_INFO.serialNumber
constexpr std::size_t socket_path_max = 107;
constexpr std::size_t environment_max = 32;
constexpr std::int64_t rate_max = 1'000'000;
constexpr std::uint32_t writable_by_others = 022;
constexpr std::uint32_t open_to_others = 077;

constexpr std::array<std::pair<std::string_view, UnlockRoot>, 5> unlock_roots{{
    {"file", UnlockRoot::file},
    {"tpm", UnlockRoot::tpm},
    {"net", UnlockRoot::net},
    {"person", UnlockRoot::person},
    {"hsm", UnlockRoot::hsm},
}};

constexpr std::array<std::pair<std::string_view, PinSource>, 3> pin_sources{{
    {"credential", PinSource::credential},
    {"descriptor", PinSource::descriptor},
    {"terminal", PinSource::terminal},
}};

template <class Enum, std::size_t N>
Enum word(Section& section,
          std::string_view key,
          const std::array<std::pair<std::string_view, Enum>, N>& words) {
    const auto text = section.text(key);
    std::string known;
    for (const auto& [name, value] : words) {
        if (text == name) return value;
        known.append(known.empty() ? "" : ", ").append(name);
    }
    section.refuse(key, "it is none of the words that it may be", "write one of " + known);
    return {};
}

std::string limited(Section& section, std::string_view key, std::size_t size_max) {
    if (!section.has(key)) return {};
    auto text = section.text(key);
    if (text.size() > size_max) {
        section.refuse(key,
                       "it is longer than PKCS#11 allows",
                       "write at most " + std::to_string(size_max) + " letters");
    }
    return text;
}

// Code that runs in the process which logs in: nobody but root may be able to change it.
void check_module(Section& section, const std::string& path, const Host& host) {
    if (path.empty()) return;
    const auto file = host.file(path);
    if (!file || file->kind != FileFacts::Kind::regular) {
        section.refuse("module", "there is no such file", "install the vendor's PKCS#11 module");
        return;
    }
    const auto folder_path = path.substr(0, std::max<std::size_t>(path.rfind('/'), 1));
    const auto folder = host.file(folder_path);
    const auto roots_own = [](const FileFacts& facts) {
        return facts.uid == 0 && (facts.mode & writable_by_others) == 0;
    };
    if (!roots_own(*file)) {
        section.refuse("module",
                       "others than root can change the module, and it will hear the PIN",
                       "run `chown root " + path + "` and `chmod go-w " + path + "`");
    }
    if (folder && !roots_own(*folder)) {
        section.refuse("module",
                       "others than root can replace the module, and it will hear the PIN",
                       "put it into a folder of root's that nobody else may write");
    }
}

// The folder that becomes $CREDENTIALS_DIRECTORY of this token alone.
void read_credentials(Section& section, Token& token, const Host& host) {
    if (token.pin != PinSource::credential) {
        if (section.has("credentials")) {
            section.refuse("credentials",
                           "only pin = \"credential\" reads a folder",
                           "remove the key, or write pin = \"credential\"");
        }
        return;
    }
    token.credentials = absolute_path(section, "credentials");
    if (section.findings().failed()) return;
    const auto folder = host.file(token.credentials);
    if (!folder || folder->kind != FileFacts::Kind::folder) {
        section.refuse("credentials", "there is no such folder", "make it, with the file `pin`");
        return;
    }
    const auto path = token.credentials + "/pin";
    const auto pin = host.file(path);
    if (!pin || pin->kind != FileFacts::Kind::regular) {
        section.refuse("credentials", "the folder has no file `pin`", "write the PIN into " + path);
        return;
    }
    if ((pin->mode & open_to_others) != 0) {
        section.refuse("credentials",
                       "its file `pin` can be read by others than its owner",
                       "run `chmod 0400 " + path + "`");
    }
    if (pin->uid != token.user) {
        section.refuse("credentials",
                       "its file `pin` does not belong to the token's user, who must read it",
                       "run `chown " + std::to_string(token.user) + " " + path + "`");
    }
}

bool is_variable(std::string_view name) {
    const auto legal = [](char letter) {
        return (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
               letter == '_';
    };
    return !name.empty() && !(name.front() >= '0' && name.front() <= '9') &&
           std::ranges::all_of(name, legal);
}

// What sealwrightd sets itself, and what would load other code into the process.
bool is_reserved(std::string_view name) {
    return name.starts_with("LD_") || name.starts_with("LISTEN_") ||
           name == "CREDENTIALS_DIRECTORY" || name == "NOTIFY_SOCKET" || name == "PATH";
}

void read_environment(Section& section, Token& token) {
    for (auto& [name, value] : section.pairs("environment")) {
        if (!is_variable(name)) {
            section.refuse("environment",
                           "a name in it is not a variable's",
                           "write A-Z, 0-9 and _ only, as in SOFTHSM2_CONF");
        }
        if (is_reserved(name)) {
            section.refuse("environment",
                           "it sets a variable that is the service's own: " + name,
                           "remove it");
        }
        token.environment.push_back({name, value});
    }
    if (token.environment.size() > environment_max) {
        section.refuse("environment", "it has more than 32 variables", "leave out what is unused");
    }
}

// A keeper's ask names a vault by its id only, so that is what a token can compare.
void read_allowance(Section& section, Token& token) {
    if (section.has("vaults")) {
        for (const auto& text : section.texts("vaults")) {
            const auto id = VaultId::parse(text);
            if (!id || !id->is_set()) {
                section.refuse("vaults",
                               "an entry is not a vault's id; a token is asked with ids, not names",
                               "write the ids that `sealwright --format json vault status` shows");
            } else if (std::ranges::find(token.vaults, *id) != token.vaults.end()) {
                section.refuse("vaults", "it has an id twice: " + text, "remove one of the two");
            } else {
                token.vaults.push_back(*id);
            }
        }
    }
    if (!section.has("rate_per_second")) return;
    const auto rate = section.number("rate_per_second");
    if (rate < 1 || rate > rate_max) {
        section.refuse("rate_per_second",
                       "it is no number of HMACs that a token could be held to",
                       "write 1 to 1000000, or leave it out for 100000");
        return;
    }
    token.rate_per_second = static_cast<std::uint32_t>(rate);
}

Token read_token(const std::string& name,
                 Section& section,
                 const Config& config,
                 const Host& host) {
    section.only({"module",
                  "label",
                  "serial",
                  "user",
                  "unlock_root",
                  "pin",
                  "credentials",
                  "environment",
                  "network",
                  "vaults",
                  "rate_per_second"});
    Token token;
    token.name = name;
    if (!is_name(name)) {
        section.refuse("",
                       "the token's name is not a name",
                       "write 1 to 48 of a-z 0-9 . _ - and begin with a letter or digit");
    }
    if (config.socket("token@" + name).size() > socket_path_max) {
        section.refuse("",
                       "run + \"/token@NAME.sock\" is longer than the 107 bytes of a socket's path",
                       "use a shorter name, or a shorter installation.run");
    }
    token.module = absolute_path(section, "module");
    token.label = limited(section, "label", label_max);
    token.serial = limited(section, "serial", serial_max);
    if (token.label.empty() && token.serial.empty()) {
        section.refuse("label",
                       "neither label nor serial says which token of the module is meant",
                       "add label or serial, as `pkcs11-tool --list-slots` shows them");
    }
    token.user = account(section, "user", "sealwright-token", Account::user, host);
    token.unlock_root = word(section, "unlock_root", unlock_roots);
    token.pin = word(section, "pin", pin_sources);
    token.network = section.truth_or("network", false);
    read_environment(section, token);
    read_allowance(section, token);
    if (section.findings().failed()) return token;
    check_module(section, token.module, host);
    read_credentials(section, token, host);
    return token;
}

// Two names for one token would count one HSM twice toward the threshold.
bool same_token(const Token& one, const Token& other) {
    if (one.module != other.module) return false;
    if (!one.label.empty() && one.label == other.label) return true;
    return !one.serial.empty() && one.serial == other.serial;
}

void check_threshold(Section& section, std::int64_t threshold, std::size_t count) {
    const auto tokens = static_cast<std::int64_t>(count);
    if (threshold < 2) {
        section.refuse("threshold", "one token alone could open every vault", "write 2 or more");
    }
    if (threshold > tokens) {
        section.refuse("threshold",
                       "there are fewer tokens than the threshold, so nothing could ever open",
                       "configure more tokens, or lower it");
        return;
    }
    if (tokens > 2 * threshold - 1) {
        section.refuse("threshold",
                       "two sets of tokens without a common one could disagree on what was taken "
                       "away; any k tokens must know it, so tokens <= 2 * threshold - 1",
                       "raise it, or use fewer tokens");
    }
}

void warn_of_shared_roots(const Config& config, Findings& findings) {
    for (const auto& [name, root] : unlock_roots) {
        const auto shared = std::ranges::count(config.tokens, root, &Token::unlock_root);
        if (shared < config.threshold) continue;
        auto text = std::to_string(shared) + " tokens have unlock_root \"" + std::string(name) +
                    "\", and " + std::to_string(config.threshold) + " open every vault: ";
        text += root == UnlockRoot::file
                    ? "whoever reads those files, or a copy of this disk, has all of it; good for "
                      "trying, not for production"
                    : "whoever has that one thing has all of it; spread them over several roots";
        findings.warn(std::move(text));
    }
}

}  // namespace

void read_tokens(Section& document, Config& config, const Host& host) {
    auto group = document.inner("tokens", true);
    group.only({"group", "threshold"});
    config.token_group = name(group, "group");
    const auto threshold = group.number("threshold");

    auto section = document.inner("token", true);
    for (auto& [name, inner] : section.each()) {
        auto token = read_token(name, inner, config, host);
        for (const auto& earlier : config.tokens) {
            if (!same_token(earlier, token)) continue;
            inner.refuse(
                token.label.empty() ? "serial" : "label",
                "it is the same token as token." + earlier.name + ", which would count twice",
                "name another token, or remove one of the two");
        }
        config.tokens.push_back(std::move(token));
    }
    if (config.tokens.size() > tokens_max) {
        section.refuse("", "there are more than 64 tokens", "use fewer");
    }
    check_threshold(group, threshold, config.tokens.size());
    if (document.findings().failed()) return;
    config.threshold = static_cast<std::uint8_t>(threshold);
    warn_of_shared_roots(config, document.findings());
}

}  // namespace sealwright::config::toml_form
