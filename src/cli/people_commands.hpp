// What people ask for about themselves and decide: contexts, keys, the roster, requests, founding.
//
// Part of command.hpp. A passphrase or a PIN has no option. Process: cli. Spec:
// docs/reference/commands.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sealwright::cli {

struct ContextAdd {
    std::string name;
    std::string address;  // Empty: the local socket.
    std::string authority;
    std::string key;
    std::string verifier;     // Empty: pinned at `founding sign`.
    std::string environment;  // With it.
};
struct ContextList {};
struct ContextShow {
    std::string name;  // Empty: the one that would be used.
};
struct ContextUse {
    std::string name;  // "local": none.
};
struct ContextRemove {
    std::string name;
};

// Which card a key lies on; without a module it lies in a file.
struct CardChoice {
    std::string module;
    std::string serial;
    std::vector<std::string> variables;
    bool is_present = false;  // The key that is there, instead of a new one.
};
struct PersonKeyNew {
    std::string name;
    std::string file;
    CardChoice card;
};
struct PersonKeyShow {
    std::string file;
};
struct PersonKeyPassphrase {
    std::string file;
};
struct PersonKeyRotate {
    std::string file;  // The new one.
    CardChoice card;
};
struct PersonList {};
struct PersonAdd {
    std::string name;
    std::vector<std::string> roles;
    std::string key;
    std::string proof;
};
struct PersonKeyAdd {
    std::string name;
    std::string key;
    std::string proof;
};
struct PersonKeyRevoke {
    std::string name;
    std::string key;
    std::string reason;
};
struct PersonRemove {
    std::string name;
    std::string reason;
};
struct PersonRoles {
    std::string name;
    std::vector<std::string> roles;
};
struct RulesSet {
    std::uint8_t needed = 2;
    std::uint8_t overrule = 2;
    std::string veto = "0s";
};
struct FreezeAll {
    std::string reason;
};
struct LiftFreeze {
    std::string entry;
    std::string reason;
};

struct RequestList {
    bool all = false;  // Those that have ended too.
};
struct RequestShow {
    std::string id;
};
enum class Say { approve, deny, veto };
struct RequestDecide {
    std::string id;
    Say say{};
    std::string reason;
    bool yes = false;
};

struct Found {
    std::string founders;
};
struct FoundingAbandon {};
struct FoundingShow {};
struct FoundingSign {
    std::string name;     // Of the context that is made; empty: the context in use.
    std::string address;  // With it.
    std::string authority;
    std::string key;
    std::string words;  // Empty: asked for at the terminal.
};

}  // namespace sealwright::cli
