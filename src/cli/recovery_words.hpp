// A recovery as it is shown, to whoever begins it and to a custodian before they give. Process:
// cli.
#pragma once

#include "answer.hpp"
#include "sealwright/custody/recovery_plan.hpp"

namespace sealwright::cli {

// One screen: what, by whom, for what, until when, each key that would be opened, and the words.
Result<std::string> text_of(const custody::RecoveryPlan& plan, const operate::RecoveryShown& shown);
Result<Json> json_of(const custody::RecoveryPlan& plan, const operate::RecoveryShown& shown);

}  // namespace sealwright::cli
