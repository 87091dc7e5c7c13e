// TokenDesk: what the keeper can have done about token processes, as its routes see it.
//
// Implemented over the control socket and the tokens' own sockets; tests bring their own. Process:
// keeper.
#pragma once

#include "sealwright/core/result.hpp"
#include "sealwright/operate/messages.hpp"

#include <string>
#include <vector>

namespace sealwright::keeper {

class TokenDesk {
public:
    virtual ~TokenDesk() = default;

    // Every configured token, asked now.
    virtual std::vector<operate::TokenInfo> tokens() = 0;
    virtual Result<void> enrol(const std::string& name) = 0;
    // Each that is there and has no key gets one: of a founding and of a recovery, and of nothing
    // else.
    Result<void> enrol_new() {
        for (const auto& token : tokens()) {
            if (token.state == "no key") TRY(enrol(token.name));
        }
        return done;
    }
    virtual Result<void> login(const std::string& name, View box) = 0;
    virtual Result<void> start(const std::string& name) = 0;
    virtual Result<void> stop(const std::string& name) = 0;
};

}  // namespace sealwright::keeper
