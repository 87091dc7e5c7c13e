// A person's key on a card, as the commands meet it: made, found, opened by its PIN. Process: cli.
// Spec: docs/protocol/acts.md section 13.
#pragma once

#include "command.hpp"
#include "outcome.hpp"
#include "sealwright/person/card_file.hpp"
#include "sealwright/person/signer.hpp"

#include <memory>
#include <string>

namespace sealwright::cli {

// Makes the key, or with `is_present` takes the one that is there; writes the file that names it.
Outcome<std::unique_ptr<person::Signer>> new_card_key(const std::string& name,
                                                      const std::string& path,
                                                      const CardChoice& choice,
                                                      const Settings& settings);

// Asks for the PIN when the card is there and its count of tries allows one.
Outcome<std::unique_ptr<person::Signer>> open_card(const person::CardFile& file,
                                                   const std::string& path,
                                                   const Settings& settings);

}  // namespace sealwright::cli
