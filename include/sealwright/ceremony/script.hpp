// Script: what a kind of ceremony consists of; one row for each of ceremony/scripts/*.toml.
//
// Data, read at build time: nobody changes a script while a ceremony runs. Process: keeper, cli.
// Spec: docs/protocol/ceremony.md section 2.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace sealwright::ceremony {

enum class CeremonyKind : std::uint8_t { genesis, recover, reshare, drill, root };

struct Round {
    std::string_view name;
    bool of_all = false;  // Every holder contributes; else as many as the threshold.
    std::uint32_t within_s = 0;
};

struct Script {
    CeremonyKind kind{};
    std::string_view name;
    std::string_view what;
    bool by_rules = false;  // As many operators as the rules say, and their veto window; else the
                            // proposer alone and none.
    bool keeps_contributions = false;  // Over a restart: they are public, or sealed to a holder.
    bool is_confirmed = false;         // New material waits until every holder has confirmed it.
    bool is_asked = false;  // Of the custodians that there are, while the service serves.
    bool is_drill = false;
    std::uint32_t proposed_s = 0;
    std::uint32_t executing_s = 0;
    std::uint32_t confirming_s = 0;
    std::array<Round, 4> all_rounds{};
    std::size_t round_count = 0;

    [[nodiscard]] std::span<const Round> rounds() const {
        return std::span(all_rounds).first(round_count);
    }
};

std::span<const Script> scripts();
const Script& script_of(CeremonyKind kind);

}  // namespace sealwright::ceremony
