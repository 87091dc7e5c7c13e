// The routes `anchor ls|accept|drop`.
//
// A drop stops what enrols from then on. Nodes that came by the anchor before stay, since a person
// has approved each of them: they are named, for people to revoke.
#include "operating.hpp"

#include <algorithm>
#include <map>

namespace sealwright::keeper {
namespace {

using AnchorKey = std::pair<claims::AnchorKind, Digest>;

// Nodes in force by what their chains ended at.
std::map<AnchorKey, operate::AnchorInfo> in_use(const State& state) {
    std::map<AnchorKey, operate::AnchorInfo> found;
    for (const auto& [id, node] : state.nodes) {
        const auto* proof = state.proof_of(id);
        if (!node.in_force() || proof == nullptr) continue;
        const auto anchor = anchor_of(*proof);
        if (!anchor) continue;
        auto& info = found[{anchor->kind, anchor->digest}];
        info.anchor = *anchor;
        info.nodes.push_back(state.vaults.at(node.vault).name + "/" + node.name);
    }
    return found;
}

}  // namespace

Reply Operating::all_anchors() const {
    const auto& state = core_.state();
    auto used = in_use(state);
    operate::Anchors shown;
    for (const auto& held : state.anchors.all()) {
        auto of_it = used.extract({held.anchor.kind, held.anchor.digest});
        shown.anchors.push_back({held.anchor, held.accepted_ms, held.accepted_by, {}});
        if (of_it) shown.anchors.back().nodes = std::move(of_it.mapped().nodes);
    }
    for (auto& [key, info] : used) shown.anchors.push_back(std::move(info));
    return reply_with(shown);
}

Result<Reply> Operating::anchors(const OperatorAsk& ask) {
    TRY(wire::decode<operate::AnchorsAsk>(ask.body));
    return all_anchors();
}

Result<Reply> Operating::anchor_accept(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::AnchorAcceptAsk>(ask.body));
    const auto wall_ms = core_.now().wall_ms;
    TRY(change(ask, [&](Draft& draft) -> Result<std::vector<journal::Field>> {
        TRY(accepted, draft.state().anchors.with(message.anchors, wall_ms, sentence_of(ask)));
        draft.put(accepted);
        std::vector<journal::Field> facts{{"what", std::string("anchor accept")}};
        for (const auto& anchor : message.anchors) facts.push_back({"anchor", anchor.str()});
        return facts;
    }));
    return all_anchors();
}

Result<Reply> Operating::anchor_drop(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::AnchorDropAsk>(ask.body));
    TRY(change(ask, [&](Draft& draft) -> Result<std::vector<journal::Field>> {
        const auto before = draft.state().anchors;
        TRY(accepted, before.without(message.digest));
        draft.put(accepted);
        std::vector<journal::Field> facts{{"what", std::string("anchor drop")}};
        for (const auto& held : before.all()) {
            if (held.anchor.digest == message.digest) {
                facts.push_back({"anchor", held.anchor.str()});
            }
        }
        for (const auto& [key, info] : in_use(draft.state())) {
            if (key.second == message.digest) {
                facts.push_back({"nodes", std::uint64_t{info.nodes.size()}});
            }
        }
        return facts;
    }));
    return all_anchors();
}

}  // namespace sealwright::keeper
