// Answer: what a command has to say: data for stdout, talk for stderr, and its exit code.
//
// Commands print nothing themselves, so stdout holds a command's whole data or nothing, and in JSON
// exactly one document. Process: cli.
#pragma once

#include "command.hpp"
#include "json.hpp"
#include "outcome.hpp"
#include "sealwright/core/bytes.hpp"

#include <string>

namespace sealwright::cli {

struct Answer {
    Exit exit = Exit::ok;
    std::string data;
    std::string talk;     // Whole lines; may be empty.
    WipedBytes secret{};  // Shown once; goes to stdout in the place of `data`.
};

// The form that the user chose.
Answer answer_of(const Settings& settings, const Json& json, std::string table);

// A failure in both forms: the JSON document has the one member `error`.
Answer answer_of(const Settings& settings, const Failure& failure);

// What waits for others: its id and state for programs, the next command for people.
Answer answer_of(const Settings& settings, const Waiting& waiting);

// Talk that has to be read before the command goes on: what is about to be signed.
void talk_now(const std::string& text);

// Prints both parts; a stdout that takes no more is a local failure.
Exit print(const Answer& answer);

}  // namespace sealwright::cli
