// Rules: when a commit may be written. One answer for every depot: SQLite's and the tests' own.
//
// Two questions. Is the commit well formed, whatever the state is (`check_commit`: refused, since
// deciding again would not help)? And was it made on the state that is there (`is_made_on`: a
// conflict, since it would)? Process: keeper, depot. Spec: docs/protocol/depot.md section 3.
#pragma once

#include "sealwright/core/result.hpp"
#include "sealwright/store/messages.hpp"

namespace sealwright::store {

// Pages of rows and of entries end when they hold this much, so that a frame can carry them.
inline constexpr std::size_t page_size_max = std::size_t{2} << 20U;
// What rows and entries of one commit may hold together, codec and all.
inline constexpr std::size_t commit_size_max = std::size_t{4} << 20U;

Result<void> check_commit(const Commit& commit);

bool is_made_on(const Commit& commit, std::uint64_t revision, const Head& head);

// What is there once the commit has been written.
Head head_after(const Commit& commit);
std::uint64_t revision_after(const Commit& commit);

}  // namespace sealwright::store
