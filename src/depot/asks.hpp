// Asks and answers of the depot, decoded, with the connection they belong to.
//
// Sans-I/O. Process: depot. Spec: docs/protocol/depot.md section 2.
#pragma once

#include "sealwright/claims/refusal.hpp"
#include "sealwright/core/result.hpp"
#include "sealwright/store/messages.hpp"

#include <variant>

namespace sealwright::depot {

// Numbers a connection for as long as the process lives; never used again for another.
using ConnectionNumber = std::uint64_t;

using Question = std::variant<store::LoadAsk, store::ReadAsk, store::Commit>;

struct Ask {
    ConnectionNumber from = 0;
    std::uint64_t correlation = 0;
    Question question;
};

using Reply = std::variant<store::Loaded,
                           store::Entries,
                           store::Committed,
                           store::Conflict,
                           store::Changed,
                           claims::Refusal>;

// Changed answers no ask: its correlation is 0.
struct Answer {
    ConnectionNumber to = 0;
    std::uint64_t correlation = 0;
    Reply reply;
};

Result<Question> decode_question(std::uint16_t type, View body);

}  // namespace sealwright::depot
