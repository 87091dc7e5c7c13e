// Where the one-time token of an enrolment comes from: a descriptor, standard input, or a person at
// a terminal without echo; never a word of the command line or the environment. Process: agent.
#pragma once

#include "sealwright/attest/enrolment.hpp"

#include <optional>

namespace sealwright::agent {

Result<attest::EnrolmentToken> read_token(std::optional<int> descriptor);

}  // namespace sealwright::agent
