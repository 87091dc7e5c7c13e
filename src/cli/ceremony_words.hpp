// A ceremony as it is shown: to people within 80 columns, and to programs. Process: cli.
#pragma once

#include "answer.hpp"
#include "sealwright/custody/seen.hpp"

#include <string>
#include <vector>

namespace sealwright::cli {

// `ceremony-…`, or the `request-…` that it was proposed as.
Result<CeremonyId> ceremony_named(const std::string& text);

// Whoever the ceremony waits for now.
std::vector<std::string> missing_in(const ceremony::Ceremony& ceremony);

// That custodians compare; nothing while not all have revealed.
std::string words_of(const custody::Board& board);

// With the eight words, once there are.
std::string text_of(const ceremony::Ceremony& ceremony,
                    const operate::CeremonyBeginAsk& plan,
                    const std::string& words);
Json json_of(const ceremony::Ceremony& ceremony,
             const operate::CeremonyBeginAsk& plan,
             const std::string& words);
Answer answer_of_ceremonies(const Settings& settings, const operate::Ceremonies& all);

}  // namespace sealwright::cli
