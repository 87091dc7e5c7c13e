// OpenBoxes: what custodians have opened of a vault's recovery key, for one task, in this process.
//
// The private halves of boxes, from the moment that custodians opened them until the task is over:
// what the task gives and what the vault asks for behind it open with them. A keeper that is locked
// or ends has none. Process: keeper. Limits: 32 of a vault.
#pragma once

#include "rooting.hpp"

#include <map>
#include <vector>

namespace sealwright::keeper {

class OpenBoxes {
public:
    static constexpr std::size_t pairs_max = 32;

    // For this task of the vault; what was open for another one is forgotten.
    void put(const VaultId& vault, const TaskId& task, std::vector<crypto::ExchangePair> pairs);
    [[nodiscard]] bool are_for(const VaultId& vault, const TaskId& task) const;
    // Null: it is not open for the task that the vault has now.
    [[nodiscard]] const crypto::ExchangePair* find(const Rooting& rooting,
                                                   const crypto::ExchangeKey& box) const;
    // Whether each box of custodians that a key of this vault lies in is; true: it has none.
    [[nodiscard]] bool are_open(const Rooting& rooting) const;
    // Forgets what is open for a task that is neither under way nor next, however it went away.
    void sweep(const std::map<VaultId, Rooting>& rootings);
    // The task is over.
    void forget(const VaultId& vault, const TaskId& task) {
        if (are_for(vault, task)) open_.erase(vault);
    }
    void clear() { open_.clear(); }

private:
    struct Open {
        TaskId task;
        std::vector<crypto::ExchangePair> pairs;
    };
    std::map<VaultId, Open> open_;
};

}  // namespace sealwright::keeper
