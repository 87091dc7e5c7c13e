// The agent's command line, few words and no library. Process: agent.
#pragma once

#include "sealwright/core/result.hpp"

#include <optional>
#include <span>
#include <string>

namespace sealwright::agent {

struct Arguments {
    enum class Verb : std::uint8_t { serve, enrol, rehearse, prove, help };
    Verb verb{};
    std::string config = "/etc/sealwright/agent.conf";
    std::optional<int> token_descriptor;
};

extern const std::string_view usage_screen;

Result<Arguments> parse_arguments(std::span<char*> words);

}  // namespace sealwright::agent
