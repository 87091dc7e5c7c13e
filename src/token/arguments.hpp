// The command line of sealwright-token. Nothing secret is ever in it. Process: token.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sealwright::token {

inline constexpr std::string_view usage_screen =
    "sealwright-token: serves one PKCS#11 token to the keeper, or a person's card to the CLI\n"
    "\n"
    "  sealwright-token --config FILE.compiled --name NAME [--pin-fd N]\n"
    "  sealwright-token --card MODULE --serial SERIAL --aside FOLDER\n"
    "\n"
    "  --config FILE   the configuration that `sealwright check-config --write` made\n"
    "  --name NAME     which token of it; its socket is token@NAME.sock in the run folder\n"
    "  --pin-fd N      read the PIN from descriptor N to its end, and close it\n"
    "  --card MODULE   drive a card through this module, as a child of `sealwright`\n"
    "  --serial SERIAL the card's serial, as the module says it\n"
    "  --aside FOLDER  where copies of SoftHSM's files are kept; no other module needs it\n"
    "  --help          this text\n"
    "\n"
    "Started by sealwrightd or by its own unit; a listening socket may be handed over as\n"
    "descriptor 3 (LISTEN_FDS, LISTEN_PID). The PIN comes from --pin-fd, from the file `pin`\n"
    "in $CREDENTIALS_DIRECTORY, or later from `sealwright token login NAME`.\n"
    "\n"
    "A card's process answers on descriptor 3 alone, where the PIN comes too, and ends when the\n"
    "other end is closed.\n"
    "\n"
    "Ends with 0 when it was stopped, 64 for a wrong command line, 75 when the token does not\n"
    "work (start it again), 77 when the PIN was refused (do not start it again), 78 when the\n"
    "configuration or the process's surroundings are wrong.\n";

struct Arguments {
    std::string config;
    std::string name;
    int pin_descriptor = -1;
    // Of a card's process, which has no configuration.
    std::string card;
    std::string serial;
    std::string aside;
    bool help = false;
};

// Nothing when the command line is not valid.
std::optional<Arguments> parse_arguments(std::span<char* const> arguments);

}  // namespace sealwright::token
