// ToldRequest: what an entry of the journal says of a request, before anybody believes it.
//
// Read whole or not at all; what it says agrees with itself, and who signed it is not looked at.
// Process: cli. Spec: docs/protocol/journal.md section 8.
#pragma once

#include "change_words.hpp"
#include "sealwright/ceremony/roster.hpp"
#include "sealwright/journal/entry.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sealwright::cli {

struct ToldRequest {
    // What stands before the state in an entry that carries nothing out.
    static constexpr std::string_view step_prefix = "request ";

    static Result<ToldRequest> read(const journal::Entry& entry);
    [[nodiscard]] bool is_step() const { return words.starts_with(step_prefix); }

    const journal::Entry& entry;
    std::string words;
    RequestId id;
    Digest digest{};
    std::optional<ceremony::Plan> plan;     // None: too long for the journal.
    const operate::Route* route = nullptr;  // Null: not known without the plan.
    std::vector<ceremony::SignedAct> acts;
};

Error wrong(const journal::Entry& entry, std::string_view why);
Result<std::vector<ceremony::SignedAct>> acts_of(const journal::Entry& entry);
// Why the keeper would not have taken this act, by its refusal.
std::string_view why_not_taken(const Error& error,
                               const ceremony::Roster& roster,
                               const ceremony::SignedAct& act);

}  // namespace sealwright::cli
