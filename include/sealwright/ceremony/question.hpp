// What a person signs of a question, and the service of its answer. Pure. Process: keeper, cli.
// Spec: docs/protocol/acts.md section 9.
#pragma once

#include "sealwright/core/bytes.hpp"

namespace sealwright::ceremony {

// TH("person-ask"; question).
Digest question_digest(View question);
// TH("person-answer"; digest of the question and u16 type and u64 time, body).
Digest answer_digest(const Digest& question, std::uint16_t type, View body, std::uint64_t wall_ms);

}  // namespace sealwright::ceremony
