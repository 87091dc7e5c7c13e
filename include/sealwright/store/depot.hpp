// Depot: where the keeper's rows and journal rest, as the keeper's core sees it.
//
// Every call ends by a deadline that its implementation sets. A failed commit is not a refused one:
// it may have been made durable before the answer was lost, so whoever gets an Error loads again
// and lets the head tell. Pages of one load belong together only if they carry one revision and
// head. Process: keeper. Spec: docs/protocol/depot.md.
#pragma once

#include "sealwright/core/result.hpp"
#include "sealwright/store/messages.hpp"

#include <optional>
#include <variant>

namespace sealwright::store {

using CommitAnswer = std::variant<Committed, Conflict>;

class Depot {
public:
    virtual ~Depot() = default;

    virtual Result<Loaded> load(const LoadAsk& ask) = 0;
    virtual Result<Entries> read(const ReadAsk& ask) = 0;
    virtual Result<CommitAnswer> commit(const Commit& commit) = 0;

    // The newest revision that another instance has moved the state to, told once.
    virtual std::optional<std::uint64_t> take_changed() = 0;
};

}  // namespace sealwright::store
