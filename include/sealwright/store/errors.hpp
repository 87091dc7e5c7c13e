// Stable error codes of store (2100). Process: keeper, depot.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec store_commit_invalid{
    2100,
    "store-commit-invalid",
    "a commit does not continue its own head, names a row twice or holds nothing",
    "this is a defect of Sealwright: report it"};
inline constexpr ErrorSpec store_limit{2101,
                                       "store-limit",
                                       "a commit is over a limit of the store",
                                       "this is a defect of Sealwright: report it"};
inline constexpr ErrorSpec store_write_failed{
    2102,
    "store-write-failed",
    "the depot could not make a commit durable and has stopped",
    "check the disk under the state folder; the depot starts again and checks its database"};
inline constexpr ErrorSpec store_refused{2103,
                                         "store-refused",
                                         "the depot refused what it was asked",
                                         "see the depot's lines in the service's log"};
inline constexpr ErrorSpec store_unreachable{
    2104,
    "store-unreachable",
    "there is no connection to the depot",
    "it is started again within 5 s; see `sealwright status`"};
inline constexpr ErrorSpec store_answer{2105,
                                        "store-answer",
                                        "the depot answered something else than it was asked",
                                        "all programs must come from one release: reinstall them"};

}  // namespace sealwright::errors
