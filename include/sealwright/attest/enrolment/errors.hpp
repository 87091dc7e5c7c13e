// Stable error codes of enrolment tokens (1890). Process: cli, agent, keeper.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec enrolment_token_form{
    1890,
    "enrolment-token-form",
    "this is no enrolment token",
    "give the one line that `sealwright node enrol` printed: enrol- and 64 hex digits"};

}  // namespace sealwright::errors
