// A key of a person's own, made and shown: what the commands about keys share. Process: cli.
// Spec: docs/protocol/acts.md sections 4, 12 and 13.
#pragma once

#include "answer.hpp"
#include "sealwright/person/signer.hpp"

#include <memory>
#include <string>

namespace sealwright::cli {

// In a file under a passphrase, or on the card that was chosen; never where a file is already.
Outcome<std::unique_ptr<person::Signer>> new_key(const std::string& name,
                                                 const std::string& path,
                                                 const CardChoice& card,
                                                 const Settings& settings);

// The lines of a roster file: name, key, and the proof that whoever brings it has it.
Outcome<Answer> answer_of_key(const Settings& settings, person::Signer& signer);

}  // namespace sealwright::cli
