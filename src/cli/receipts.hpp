// Receipts of a custodian's acts: looked at alone, or beside a transcript. Process: cli.
#pragma once

#include "answer.hpp"
#include "sealwright/custody/receipt.hpp"

#include <optional>

namespace sealwright::cli {

// What the bytes show, if they are a receipt; nothing if they are something else.
Outcome<std::optional<Answer>> answer_of_receipt(const Settings& settings,
                                                 View bytes,
                                                 const crypto::PublicKey* service);
// Whether the transcript has the act of this receipt in its place.
Result<void> check_receipt(const std::string& path, const custody::Transcript& transcript);

}  // namespace sealwright::cli
