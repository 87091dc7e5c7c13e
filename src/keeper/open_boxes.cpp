#include "open_boxes.hpp"

#include "sealwright/core/error.hpp"

#include <algorithm>

namespace sealwright::keeper {

void OpenBoxes::put(const VaultId& vault,
                    const TaskId& task,
                    std::vector<crypto::ExchangePair> pairs) {
    check(pairs.size() <= pairs_max);
    open_.insert_or_assign(vault, Open{task, std::move(pairs)});
}

bool OpenBoxes::are_for(const VaultId& vault, const TaskId& task) const {
    const auto found = open_.find(vault);
    return found != open_.end() && found->second.task == task;
}

const crypto::ExchangePair* OpenBoxes::find(const Rooting& rooting,
                                            const crypto::ExchangeKey& box) const {
    const bool is_its = rooting.has_open_task() && are_for(rooting.vault, rooting.task->id());
    if (!is_its) return nullptr;
    const auto& pairs = open_.at(rooting.vault).pairs;
    const auto pair = std::ranges::find(pairs, box, &crypto::ExchangePair::public_key);
    return pair == pairs.end() ? nullptr : &*pair;
}

bool OpenBoxes::are_open(const Rooting& rooting) const {
    const auto boxes = rooting.custodians_boxes();
    return std::ranges::all_of(
        boxes, [&](const RecoveryBox& box) { return find(rooting, box.key) != nullptr; });
}

void OpenBoxes::sweep(const std::map<VaultId, Rooting>& rootings) {
    std::erase_if(open_, [&](const auto& each) {
        const auto found = rootings.find(each.first);
        if (found == rootings.end()) return true;
        const auto& [vault, rooting] = *found;
        const auto& task = each.second.task;
        const bool is_now = rooting.has_open_task() && rooting.task->id() == task;
        const bool is_next =
            rooting.proposed && rooting.proposed->is_open() && rooting.proposed->id() == task;
        return !is_now && !is_next;
    });
}

}  // namespace sealwright::keeper
