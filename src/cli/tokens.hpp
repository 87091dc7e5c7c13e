// How tokens are shown, wherever a command shows them. Process: cli.
#pragma once

#include "json.hpp"
#include "sealwright/operate/messages.hpp"

#include <string>
#include <vector>

namespace sealwright::cli {

Json json_of(const operate::TokenInfo& token);
std::string table_of(const std::vector<operate::TokenInfo>& tokens);

// What a person can do about a token that does not serve; empty when there is nothing to do. Before
// init a token without a key is as it should be.
std::string next_step(const operate::TokenInfo& token, bool founded);

// Logged in, with its key or before there is one.
bool is_logged_in(const operate::TokenInfo& token);

}  // namespace sealwright::cli
