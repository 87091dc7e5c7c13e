// What a service says that nobody signed: it may be the front's own word, or a lie.
//
// Nothing is known by it, least of all that an act was not taken. Its sentence is shown as its own;
// what to do next is never taken from it, or whoever stands between would tell people what to do in
// this program's voice. Process: cli.
#pragma once

#include "outcome.hpp"

#include <cstdint>
#include <string>

namespace sealwright::cli {

// Remote, under the code it names; its sentence is cut at 300 bytes. A code that is none of ours,
// and one of who is in the room, has a remedy that sends people to a voice they know.
Failure unsigned_word(std::uint16_t code, const std::string& says);

}  // namespace sealwright::cli
