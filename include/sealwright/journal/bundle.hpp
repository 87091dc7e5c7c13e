// Bundle: the export file, and checking one or several that continue each other.
//
// A first line, the verifier key it claims, a line `after …` if it does not begin at entry 1, then
// one base64 line an entry. Process: cli. Spec: docs/protocol/journal.md sections 5 and 7.
#pragma once

#include "sealwright/journal/verify.hpp"

#include <span>
#include <string>
#include <string_view>

namespace sealwright::journal {

inline constexpr std::string_view bundle_first_line = "sealwright-journal-1";
// Of a file that begins behind an archive.
inline constexpr std::string_view continued_first_line = "sealwright-journal-2";

std::string bundle_head(std::string_view verifier_key, const Start& start = {});
std::string bundle_line(View entry_bytes);

// Verifies against `key`; without one, against the key inside, which proves only that the file
// agrees with itself (`anchored` is then false).
struct BundleVerdict {
    bool anchored = false;
    std::string verifier_key;
    Start start;
    Start end;  // Where a part that continues this one begins.
    Verified verified;
};
Result<BundleVerdict> verify_bundle(std::string_view text, const VerifierKey* key);

// The same for the parts of one chain, in whatever order: each must continue the one before it,
// and be the very file that an entry behind it calls its archive, if one does.
Result<BundleVerdict> verify_bundles(std::span<const std::string> texts,
                                     const VerifierKey* key,
                                     EntryReader* reader = nullptr);

}  // namespace sealwright::journal
