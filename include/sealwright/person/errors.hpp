// Stable error codes of a person's own keys (3240-3245, 3253). Process: cli.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec key_file_invalid{
    3240,
    "key-file-invalid",
    "this is not the file of a person's key, or it is torn",
    "use another copy of the file; without one the key is lost: see the how-to of a lost key"};
inline constexpr ErrorSpec passphrase_wrong{
    3241,
    "passphrase-wrong",
    "the passphrase does not open this key, or the file was changed",
    "try again; compare the file with another copy if it stays so"};
inline constexpr ErrorSpec passphrase_effort{
    3242,
    "passphrase-effort",
    "the file says that trying a passphrase costs less, or more, than it may",
    "it takes 2 to 10 passes over 64 MiB to 2 GiB; a file that says otherwise is none of ours"};
inline constexpr ErrorSpec passphrase_memory{
    3243,
    "passphrase-memory",
    "there is not the memory that it takes to try a passphrase",
    "free some, or use a machine with more; nothing was changed"};
inline constexpr ErrorSpec passphrase_short{3244,
                                            "passphrase-short",
                                            "the passphrase is too short to keep a key",
                                            "take at least 12 characters: four words do"};
inline constexpr ErrorSpec key_of_other{
    3245,
    "key-of-other",
    "this key is not that of the person who is named",
    "see whose it is with `sealwright person key show`, and choose the right file"};
inline constexpr ErrorSpec card_place{
    3253,
    "card-place",
    "a card cannot be reached by what was named",
    "give the module's absolute path, the serial as the module says it, and variables NAME=value"};

}  // namespace sealwright::errors
