// Contexts: the installations that a person works with, from where and with which key.
//
// Written by `sealwright context` and `founding sign`, read strictly all the same: a file that
// somebody else changed must not lead a signature elsewhere. Nothing in it is a secret. Process:
// cli. Limits: 64 contexts, 256 KiB. Spec: docs/reference/contexts.md.
#pragma once

#include "sealwright/ceremony/person.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sealwright::config {

inline constexpr std::size_t contexts_max = 64;
inline constexpr std::size_t contexts_file_max = std::size_t{256} * 1024;

// What an answer has to come from.
struct Pin {
    InstallationId installation;
    std::string environment;
    crypto::PublicKey identity{};  // Of the service.
    bool operator==(const Pin&) const = default;
};

struct ServicePlace {
    std::string host;
    std::uint16_t port = 0;
    bool operator==(const ServicePlace&) const = default;
};

struct Context {
    std::string name;
    std::optional<ServicePlace> address;  // Nothing: the local socket.
    std::string authority;                // A PEM file; empty with the local socket.
    std::string key;                      // A key file; empty: no person asks.
    std::optional<Pin> pin;               // Nothing: nobody has compared the words yet.
    bool operator==(const Context&) const = default;
};

struct Contexts {
    std::string current;  // Empty: the local socket.
    std::vector<Context> contexts;
    [[nodiscard]] Context* find(std::string_view name);
    bool operator==(const Contexts&) const = default;
};

Result<Contexts> parse_contexts(std::string_view text);
// What parse_contexts reads.
std::string contexts_toml(const Contexts& contexts);
// "host:port" as everywhere; nothing when it is none.
std::optional<ServicePlace> service_place(std::string_view text);
std::string str_of(const ServicePlace& place);

}  // namespace sealwright::config
