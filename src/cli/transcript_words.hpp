// The transcript of a ceremony, in words and as JSON. Process: cli.
#pragma once

#include "json.hpp"
#include "outcome.hpp"
#include "sealwright/custody/transcript_play.hpp"

#include <string>
#include <utility>
#include <vector>

namespace sealwright::cli {

// "step 7, deal of dora: …" of the first step that does not hold.
Failure failure_of_transcript(const Error& error);

// With `service` given, it has to be that service's.
Outcome<custody::Played> played_in(View bytes, const crypto::PublicKey* service);

// "collecting: join"
std::string state_of(const custody::Played& played, const custody::ToldStep& step);
// Why, and whose word that is where another's stands beside the step.
std::string why_of(const custody::ToldStep& step);
// "roster", and "roster from step 7" of each change, with its digest.
std::vector<std::pair<std::string, std::string>> rosters_of(const custody::Played& played);
// Whose word it is whose keys those are that have signed.
std::string people_of(const custody::Played& played);
std::string text_of(const custody::Played& played);
Json json_of(const custody::Played& played);
// What its reader has to know beside: what it rests on, and what nobody can see in it.
std::string talk_of(const custody::Played& played, bool is_anchored);

}  // namespace sealwright::cli
