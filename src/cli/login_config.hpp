// What lets a vault's agent log in to the vault: the JWT method, its key, and a policy for each
// kind of task; as a part of the vault's configuration, or as commands.
//
// The one place where these policies are made. Each allows what its task needs and nothing else, in
// the root namespace and in namespaces at most four deep. Pure. Process: cli. Spec:
// docs/protocol/root.md section 4.
#pragma once

#include "sealwright/operate/root_messages.hpp"

#include <array>
#include <string>
#include <string_view>

namespace sealwright::cli {

// The kinds of tasks; a role and a policy each.
inline constexpr std::array<std::string_view, 4> login_roles{"claim", "rotate", "request", "look"};
inline constexpr std::size_t login_namespaces_max = 4;

struct LoginPlace {
    std::string issuer;
    std::string audience;
    std::array<std::uint8_t, 32> key{};  // Ed25519.
    bool any_address = false;            // A unix socket has none.
};

// "path … { capabilities = … }" by line.
std::string login_policy(std::string_view role);
// For a vault that initialises itself with it.
std::string login_stanza(const LoginPlace& place);
// For a vault that is initialised: whoever has a root token runs it once.
std::string login_commands(const LoginPlace& place);

}  // namespace sealwright::cli
