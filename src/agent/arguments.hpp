// The agent's command line, few words and no library. Process: agent.
#pragma once

#include "sealwright/claims/evidence.hpp"
#include "sealwright/core/result.hpp"

#include <optional>
#include <span>
#include <string>

namespace sealwright::agent {

struct Arguments {
    enum class Verb : std::uint8_t {
        serve,
        enrol,
        rehearse,
        identify,
        prove,
        host_card,
        host_quote,
        help
    };
    Verb verb{};
    std::string config = "/etc/sealwright/agent.conf";
    std::optional<int> token_descriptor;
    // Of `identify`, which needs no configuration: before it enrols a machine has none.
    std::optional<std::string> tpm = "device:/dev/tpmrm0";  // Nothing: as `config` says.
    bool is_json = false;
    // Of `recovery-host`.
    std::string name;
    Digest binding{};
    claims::PcrSet pcrs = *claims::PcrSet::parse("0,2,4,7");
};

extern const std::string_view usage_screen;

Result<Arguments> parse_arguments(std::span<char*> words);

}  // namespace sealwright::agent
