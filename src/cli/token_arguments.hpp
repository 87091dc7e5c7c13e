// TokenArguments: what stands behind `token`. No option takes a PIN, only where to read it.
// Process: cli. Spec: docs/reference/commands.md.
#pragma once

#include "command_line.hpp"

namespace sealwright::cli {

class TokenArguments {
public:
    explicit TokenArguments(CommandLine& line);

private:
    void add_login(CLI::App* token);

    CommandLine& line_;
    TokenStatus token_status_;
    TokenAct enrol_{"", operate::TokenVerb::enrol};
    TokenAct start_{"", operate::TokenVerb::start};
    TokenAct stop_{"", operate::TokenVerb::stop};
    TokenReplace replace_;
    TokenLogin login_;
    std::string login_source_;
    int login_descriptor_ = -1;
};

}  // namespace sealwright::cli
