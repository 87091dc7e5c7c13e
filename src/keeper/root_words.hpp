// What the journal and `root show` say about a task: one place, so that both say the same.
// Process: keeper. Limits: a field of the journal is at most 4,096 bytes. Spec:
// docs/protocol/root.md section 5.
#pragma once

#include "sealwright/journal/entry.hpp"
#include "state.hpp"

namespace sealwright::keeper {

// Printable, and as long as a row gives it back.
std::string clip(std::string_view text);

// auto: k tokens open its recovery key for a task; quorum: its custodians do.
std::string_view release_of(const Rooting& rooting);

std::vector<journal::Field> task_facts(const Vault& vault,
                                       const Rooting& rooting,
                                       std::string_view step);
// Of the root tokens that a census found, those that were granted to nobody.
std::uint64_t count_ungranted(const Rooting& rooting, const session::TaskSaid& said);
// Root tokens by their accessors, as many as a field holds.
void add_roots(std::vector<journal::Field>& facts,
               const Rooting& rooting,
               const session::TaskSaid& said);
void add_result(std::vector<journal::Field>& facts, const operate::RootTaskInfo& info);

// Whether this person is the one who asked for it, which is the first of those who signed.
bool asked_for(const RootTask& task, std::string_view who);

// What an agent told, into what is shown.
void add_census(operate::RootTaskInfo& info, const session::TaskSaid& said);
void add_end(operate::RootTaskInfo& info, const session::TaskEnded& ended);

}  // namespace sealwright::keeper
