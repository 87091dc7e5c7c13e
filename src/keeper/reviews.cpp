#include "reviews.hpp"

#include "sealwright/core/log.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

// A clock that was put back does not silence what was told in its future.
bool is_told(const attest::Baseline& baseline, std::uint64_t wall_ms) {
    return baseline.alerted_ms != 0 && baseline.alerted_ms <= wall_ms &&
           wall_ms - baseline.alerted_ms < Reviews::repeat_ms;
}

}  // namespace

void Reviews::step() {
    if (core_.phase() != Phase::open) return;
    const auto now = core_.now();
    if (due_ms_ && now.boottime_ms < *due_ms_) return;
    due_ms_ = now.boottime_ms + look_ms;
    auto overdue = untold(now);
    if (overdue.empty()) return;
    const bool is_more = overdue.size() > alerts_max;
    if (is_more) overdue.pop_back();
    tell(overdue, now);
    if (is_more) due_ms_ = now.boottime_ms;
}

std::vector<Reviews::Overdue> Reviews::untold(Now now) const {
    std::vector<Overdue> found;
    const auto& state = core_.state();
    for (const auto& [id, proof] : state.proofs) {
        if (!state.nodes.at(id).in_force()) continue;
        for (const auto& baseline : proof.baselines) {
            if (!baseline.is_overdue(now.wall_ms) || is_told(baseline, now.wall_ms)) continue;
            found.push_back({id, baseline.id});
            if (found.size() > alerts_max) return found;
        }
    }
    return found;
}

// What was not committed is found again by the next look.
void Reviews::tell(const std::vector<Overdue>& overdue, Now now) {
    auto draft = core_.draft();
    for (const auto& [id, name] : overdue) {
        auto proof = *draft.state().proof_of(id);
        const auto baseline = std::ranges::find(proof.baselines, name, &attest::Baseline::id);
        const auto& node = draft.state().nodes.at(id);
        draft.record({std::nullopt,
                      journal::Kind::alert,
                      {{"what", std::string("the review of a baseline is overdue")},
                       {"vault", draft.state().vaults.at(node.vault).name},
                       {"node", node.name},
                       {"node id", id.str()},
                       {"baseline", name},
                       {"until", baseline->review_ms},
                       {"remedy",
                        std::string("look at the machine; if it is as it should be, approve its "
                                    "values under a new id with a new date, and drop this one")}}});
        baseline->alerted_ms = now.wall_ms;
        draft.put(proof);
    }
    const auto result = core_.commit(std::move(draft));
    if (!result || *result != Core::CommitResult::committed) return;
    for (const auto& [id, name] : overdue) {
        log(LogLevel::warning,
            "the review of a baseline is overdue; nothing is refused for it",
            {fact("node", id.str()), fact("baseline", name)});
    }
}

}  // namespace sealwright::keeper
