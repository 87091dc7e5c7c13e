// Stable error codes of journal (1600). Process: keeper, cli.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec journal_broken{
    1600,
    "journal-broken",
    "the journal's chain does not hold: an entry was changed, removed, added or moved",
    "keep this file and the database as they are, and find out who wrote to them"};
inline constexpr ErrorSpec journal_checkpoint{
    1601,
    "journal-checkpoint",
    "a checkpoint does not match the entries before it or is not signed by this key",
    "check the verifier key against the one that `init` printed; if it is right, the journal was "
    "forged"};
inline constexpr ErrorSpec journal_key_invalid{
    1602,
    "journal-key-invalid",
    "the verifier key is not of the form name+hash+base64",
    "copy the whole line that `init` printed"};
inline constexpr ErrorSpec journal_bundle_invalid{1603,
                                                  "journal-bundle-invalid",
                                                  "the file is not a journal export",
                                                  "make it with `sealwright journal export FILE`"};
inline constexpr ErrorSpec journal_part_missing{
    1610,
    "journal-part-missing",
    "one file does not begin where the one before it ends",
    "give every archive between them, each once; `sealwright explain entry-N` names an entry's"};
inline constexpr ErrorSpec journal_archive_other{
    1611,
    "journal-archive-other",
    "a file is not the archive that the journal has recorded",
    "look for the file with the recorded SHA-256; this one was made or changed by somebody"};
inline constexpr ErrorSpec statement_broken{
    1612,
    "statement-broken",
    "the statement is not what this journal says, or not signed by this key",
    "give the export that reaches to the statement's end, and the key that `init` printed; if both "
    "are right, the statement was made or changed by somebody"};

}  // namespace sealwright::errors
