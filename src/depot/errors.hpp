// Stable error codes of the depot process (2600). Process: depot.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec depot_usage{2600,
                                       "depot-usage",
                                       "the depot was started with other arguments than it takes",
                                       "sealwright-depot --config FILE.compiled"};
inline constexpr ErrorSpec depot_no_listener{
    2601,
    "depot-no-listener",
    "descriptor 3 is not a listening socket",
    "let sealwrightd or its systemd socket unit start the depot"};
inline constexpr ErrorSpec depot_folder{2602,
                                        "depot-folder",
                                        "the depot's folder or a file in it cannot be used",
                                        "check that it is there and belongs to the depot's user"};
inline constexpr ErrorSpec depot_locked{
    2603,
    "depot-locked",
    "another depot holds this database",
    "stop that process first, or give this service its own state"};
inline constexpr ErrorSpec depot_foreign{
    2604,
    "depot-foreign",
    "the database file belongs to another application",
    "move that file away, or give this service its own state folder"};
inline constexpr ErrorSpec depot_newer{2605,
                                       "depot-newer",
                                       "the database was written by a newer release",
                                       "install that release again; a schema never goes back"};
inline constexpr ErrorSpec depot_damaged{
    2606,
    "depot-damaged",
    "the database did not pass its check",
    "keep the file for examination and restore the newest backup"};
inline constexpr ErrorSpec depot_sqlite{
    2607,
    "depot-sqlite",
    "the database could not be read or written",
    "check the disk under the state folder for space and errors"};
inline constexpr ErrorSpec depot_ask{2608,
                                     "depot-ask",
                                     "the depot was sent a message that it does not know",
                                     "all programs must come from one release: reinstall them"};

}  // namespace sealwright::errors
