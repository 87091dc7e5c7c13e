// Commands about a vault's root: that it becomes ours, and what is done with it then.
//
// Part of command.hpp. Nothing here can hold a token: it goes to stdout and is gone. Process: cli.
// Spec: docs/reference/commands.md.
#pragma once

#include <string>
#include <vector>

namespace sealwright::cli {

struct VaultClaim {
    std::string name;
    std::string within = "1h";
    std::string recovery_release;  // auto, quorum; empty: as there are custodians or not.
    bool is_new = false;           // Not initialised yet.
};
struct VaultLoginConfig {
    std::string name;
    bool commands = false;     // For a vault that runs, instead of its configuration.
    bool any_address = false;  // Its agent comes by a unix socket, which has none.
};

struct RootRotate {
    std::string vault;
    std::string reason;
    bool emergency = false;
    bool preview = false;  // Nothing ends: what would is counted.
    bool no_wait = false;
};
struct RootLook {
    std::string name;
    std::string reason;
    bool no_wait = false;
};
struct RootSchedule {
    std::string name;
    std::string rotate_every;  // 30d, never; empty: as it is.
    std::string look_every;
    std::string not_between;  // 08:00-20:00, never
};
struct RootRequest {
    std::string vault;
    std::string ttl = "15m";
    std::string reason;
    bool show = false;  // Also at a terminal.
};
struct RootShow {
    std::string name;
};
struct RootStatement {
    std::string name;
    std::string from;    // A date; empty: from the first entry.
    std::string to;      // A date; empty: now.
    std::string output;  // A file; empty: shown only.
};
struct RootVerify {
    std::string file;
    std::vector<std::string> journals;  // An export, with its archives.
    std::string key;                    // Empty: the key inside the export.
};

}  // namespace sealwright::cli
