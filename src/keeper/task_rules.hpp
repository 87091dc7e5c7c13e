// TaskRules: which steps a kind of task has, and when a task may be taken.
//
// Pure: times come as values. Process: keeper. Spec: docs/protocol/root.md sections 1 and 2.
#pragma once

#include "rooting.hpp"

namespace sealwright::keeper {

// From so long on an agent counts as gone.
inline constexpr std::uint64_t task_silence_ms = 60'000;

// Whether the recovery key is given for it.
bool gives(session::TaskStep step);
// Whether this kind of task has the step at all: only a request makes a root token, a look changes
// no key, and a preview ends nothing.
bool has_step(session::TaskKind kind, session::TaskStep step);
// Whether it changes no key: whatever people ask for takes its place.
bool only_looks(session::TaskKind kind);
// Whether it makes no root token and gives no vault away: a hold does not stop it.
bool makes_no_root(session::TaskKind kind);
// Which attempt is under way in the vault behind this step.
Rooting::Attempt attempt_of(session::TaskStep step, Rooting::Attempt before);
// Whether an agent that does this kind of task can cancel it.
bool can_cancel(session::TaskKind kind, Rooting::Attempt attempt);

bool is_silent(const RootTask& task, std::uint64_t wall_ms);
// By the node's agent: what waits when its pause is over, what is under way when it is its own or
// its agent is silent.
bool may_take(const RootTask& task, const NodeId& node, std::uint64_t wall_ms);

// Who waits for a token that was just made gets it before another task takes its place.
bool is_about_to_be_fetched(const Rooting& rooting, std::uint64_t wall_ms);

// Nor does what is due by itself take the place of a task whose end somebody has not seen yet.
bool is_about_to_be_seen(const Rooting& rooting, std::uint64_t wall_ms);

// How often one is tried; a claim may have to try each key that was ever in force.
std::uint32_t tries_max(const RootTask& task);

void fail(RootTask& task, const Error& why, std::uint64_t wall_ms);

}  // namespace sealwright::keeper
