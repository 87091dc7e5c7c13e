// A person's key file on this machine: read when nobody else may, written whole and never over
// another. Process: cli. Spec: docs/protocol/acts.md section 11.
#pragma once

#include "command.hpp"
#include "outcome.hpp"
#include "sealwright/person/key_file.hpp"

namespace sealwright::cli {

// A file that is this user's alone; refused as `spec` says, with path and why.
Result<Bytes> read_private(const std::string& path, std::size_t size_max, const ErrorSpec& spec);
Result<person::KeyFile> read_key_file(const std::string& path);
// Refuses where there is anything of that name.
Result<void> write_new_key_file(const std::string& path, View bytes);
// The same refusal, before anything is made that would have nowhere to stand.
Result<void> require_new(const std::string& path);
// In the place of the one that it was read from.
Result<void> replace_key_file(const std::string& path, const person::KeyFile& file);

// The key of a key file or of a card's file. Asks for the passphrase, or the PIN, from the terminal
// or --passphrase-fd.
Outcome<std::unique_ptr<person::Signer>> open_key(const std::string& path,
                                                  const Settings& settings);
Result<WipedBytes> read_passphrase(const std::string& prompt, const Settings& settings);
// Twice at a terminal, since nobody sees what was typed.
Result<WipedBytes> read_new_passphrase(const Settings& settings);

}  // namespace sealwright::cli
