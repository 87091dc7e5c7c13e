// A roster as its founders write it: TOML, read strictly, with the proof of each key.
//
// Unknown keys are errors; every refusal says the line, the key, why and what to do. What comes out
// has passed every check that the keeper will make of it. Process: cli (`init`, `found`). Limits:
// 256 KiB of text, and those of a roster. Spec: docs/reference/roster.md.
#pragma once

#include "sealwright/ceremony/roster.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace sealwright::config {

inline constexpr std::size_t roster_file_max = std::size_t{256} * 1024;

struct KeyWithProof {
    crypto::PublicKey key{};
    crypto::Signature proof{};
};

struct RosterFile {
    ceremony::Roster roster;
    std::vector<KeyWithProof> proofs;  // One for each key, in the order of the file.
    std::string policy;                // A file's name; empty: the built-in policy.
};

Result<RosterFile> parse_roster(std::string_view text, std::uint64_t wall_ms);

}  // namespace sealwright::config
