// How requests and people are shown, wherever a command shows them. Process: cli.
#pragma once

#include "answer.hpp"
#include "sealwright/ceremony/request.hpp"

namespace sealwright::cli {

// Whether each decision is signed, over this very plan: whoever stores requests is not believed.
Result<void> check_sound(const ceremony::Request& request);

// By the state of the request: committed, waiting, denied, or ended otherwise.
Exit exit_of(const ceremony::Request& request);

Answer answer_of_request(const Settings& settings,
                         const ceremony::Request& request,
                         const ceremony::Roster& roster);
Answer answer_of_requests(const Settings& settings,
                          const std::vector<ceremony::Request>& requests,
                          const ceremony::Roster& roster);
// `only`: a name; empty: all.
Answer answer_of_roster(const Settings& settings,
                        const ceremony::Roster& roster,
                        std::string_view only = {});

// A person of the roster, by their id.
Outcome<Answer> explain_person(const std::string& id, const Settings& settings);

}  // namespace sealwright::cli
