#include "hint_book.hpp"

#include <algorithm>

namespace sealwright::front {

void HintBook::learn(const seal::Hints& hints) {
    if (hints.phase != seal::KeeperPhase::open) return;
    std::map<Digest, Page> pages;
    for (const auto& hint : hints.nodes) {
        Page page{hint, 0};
        const auto known = pages_.find(hint.spki);
        const bool same_init =
            known != pages_.end() && known->second.hint.init_until_ms == hint.init_until_ms;
        if (same_init) page.init_held_ms = known->second.init_held_ms;
        pages.insert_or_assign(hint.spki, std::move(page));
    }
    pages_ = std::move(pages);
}

const HintBook::Page* HintBook::find(const Asker& asker) const {
    const auto found = pages_.find(asker.spki);
    if (found == pages_.end()) return nullptr;
    const auto& hint = found->second.hint;
    return hint.mount == asker.mount && hint.key == asker.key ? &found->second : nullptr;
}

std::optional<std::uint32_t> HintBook::version_for(const Asker& asker) const {
    const auto* page = find(asker);
    if (page == nullptr || page->hint.seal_key_version == 0) return std::nullopt;
    return page->hint.seal_key_version;
}

bool HintBook::in_init(const Asker& asker, Now now) const {
    const auto* page = find(asker);
    return page != nullptr && now.wall_ms < page->hint.init_until_ms;
}

std::uint64_t HintBook::patience_ms(const Asker& asker, Now now) const {
    if (!in_init(asker, now)) return hold_ms;
    const auto* page = find(asker);
    const auto unused = init_hold_ms - std::min(init_hold_ms, page->init_held_ms);
    const auto lasts = page->hint.init_until_ms - now.wall_ms;
    return std::max(std::min(unused, lasts), std::min(unused, hold_ms));
}

void HintBook::count_hold(const Asker& asker, std::uint64_t held_ms, Now now) {
    if (!in_init(asker, now)) return;
    pages_.find(asker.spki)->second.init_held_ms += held_ms;
}

}  // namespace sealwright::front
