// `status --can-unseal`: whether a vault's node may be restarted. Process: cli.
#pragma once

#include "answer.hpp"
#include "command.hpp"
#include "outcome.hpp"

namespace sealwright::cli {

Outcome<Answer> show_can_unseal(const ShowStatus& command, const Settings& settings);

}  // namespace sealwright::cli
