// How many vaults custodians can hold the keys of: all of them are given back in one commit, and a
// custodian answers for all of them in one message.
//
// Process: keeper. Limits: 640 vaults, or as many as their records fit one frame to the depot with
// many tokens. Spec: docs/protocol/ceremony.md section 9.
#pragma once

#include "sealwright/operate/ceremony_messages.hpp"
#include "sealwright/store/messages.hpp"
#include "state.hpp"

namespace sealwright::keeper {

inline constexpr std::size_t custody_vaults_max = 640;

// A ceremony that ends in vain takes back what was sealed and all that was said in it.
inline constexpr std::size_t said_rows_max = 5 * operate::seats_max;
inline constexpr std::size_t other_rows_max = 8;
static_assert(custody_vaults_max + 1 + said_rows_max + other_rows_max <= store::puts_max);
// Each key's part is 150 bytes of the message; the pepper and what is around it, less than 1 KiB.
static_assert((custody_vaults_max + 1) * 150 + 1024 <= operate::question_max);

// Of a change of all keys at once, without custodians.
inline constexpr std::size_t split_vaults_max = store::puts_max - 64;

// Whether so many vaults have room beside the service key.
Result<void> check_keys_room(const State& state,
                             std::size_t vaults,
                             std::size_t vaults_max = custody_vaults_max);

// Whether the depot can be asked for it at all.
Result<void> check_commit_size(const store::Commit& commit);

}  // namespace sealwright::keeper
