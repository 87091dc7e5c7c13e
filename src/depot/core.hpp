// Core: decides which commits are written, and answers; the depot without its sockets and its disk.
//
// All commits of one round share one transaction, each checked in order on the state that the
// earlier ones left, and nothing is answered before that transaction is durable. If the backend
// fails, every commit of the round is refused and the core has stopped: it serves nothing more,
// because after a failed fsync nobody knows what the disk holds until the database has been opened
// again. Process: depot. Spec: docs/protocol/depot.md sections 3 and 4.
#pragma once

#include "asks.hpp"
#include "backend.hpp"

#include <optional>
#include <span>
#include <vector>

namespace sealwright::depot {

class Core {
public:
    explicit Core(Backend& backend) : backend_(backend) {}

    // One answer for each ask, in their order; then Changed for each of `connections` (all that are
    // open) whose state another one has moved.
    std::vector<Answer> serve(const std::vector<Ask>& asks,
                              std::span<const ConnectionNumber> connections);

    [[nodiscard]] bool has_stopped() const { return failure_.has_value(); }
    // Why it has stopped.
    [[nodiscard]] const Error& failure() const { return *failure_; }

private:
    struct Move {
        ConnectionNumber by = 0;
        std::uint64_t revision = 0;
    };

    // The replies of all commits among `asks`, in their order.
    std::vector<Reply> commit_all(const std::vector<Ask>& asks);
    Result<void> write_all(const std::vector<Ask>& asks, std::vector<Reply>& replies);
    Result<Reply> write_one(const Ask& ask, const store::Commit& commit);
    Reply answer(const store::LoadAsk& ask);
    Reply answer(const store::ReadAsk& ask);
    Reply refuse(const Error& error);
    void tell_moves(std::span<const ConnectionNumber> connections, std::vector<Answer>& answers);

    Backend& backend_;
    std::optional<Error> failure_;
    std::vector<Move> moves_;  // Of this round.
};

}  // namespace sealwright::depot
