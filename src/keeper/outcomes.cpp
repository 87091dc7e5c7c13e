#include "outcomes.hpp"

#include "sealwright/core/log.hpp"

namespace sealwright::keeper {
namespace {

using claims::SealClass;

void learn_sealed(Standing& standing, const seal::SealHeader& header) {
    if (header.seal_class == SealClass::stored_root_key) standing.root_version = header.version;
    if (header.seal_class == SealClass::recovery_key) standing.recovery_version = header.version;
    if (header.seal_class != SealClass::snapshot_sums) return;
    // A snapshot holds what the vault keeps too, which may still be under an older version than its
    // sums. The first of a version tells enough, and costs one row and not one a snapshot.
    for (const auto version : {header.version, standing.root_version, standing.recovery_version}) {
        if (version != 0) standing.snapshots.emplace(version, header.sealed_ms);
    }
}

void learn_opened(Standing& standing, const Lesson& lesson) {
    if (lesson.header.seal_class == SealClass::stored_root_key) {
        standing.opened[lesson.node] = lesson.header.version;
    }
    // What is presented is what the vault keeps, whatever was sealed for it since.
    if (lesson.header.seal_class == SealClass::recovery_key) {
        standing.recovery_version = lesson.header.version;
    }
    // One restore a window.
    if (lesson.header.seal_class == SealClass::snapshot_sums) standing.restore_until_ms = 0;
}

// Nodes come and go for years; a row that keeps them all would one day be too long to be read.
void forget_revoked(Standing& standing, const State& state) {
    std::erase_if(standing.opened,
                  [&](const auto& each) { return !state.nodes.at(each.first).in_force(); });
}

Standing after(const State& state, const Lesson& lesson) {
    auto standing = state.standing_of(lesson.header.vault);
    if (lesson.is_rewrap_undone) {
        standing.rewrap.reset();
        return standing;
    }
    const auto is_sealed = lesson.operation == seal::Operation::encrypt;
    if (is_sealed) learn_sealed(standing, lesson.header);
    if (!is_sealed) learn_opened(standing, lesson);
    const auto is_root = lesson.header.seal_class == SealClass::stored_root_key;
    if (!is_sealed && is_root) forget_revoked(standing, state);
    return standing;
}

// Only the window that stood then: one that was opened since is for another init.
bool ends_init(const Vault& vault, const Lesson& lesson) {
    return lesson.ended_init_ms != 0 && vault.init_until_ms == lesson.ended_init_ms;
}

bool teaches(const State& state, const Lesson& lesson) {
    return after(state, lesson) != state.standing_of(lesson.header.vault) ||
           ends_init(state.vaults.at(lesson.header.vault), lesson);
}

// The intent of an outcome that says nothing but its result.
const std::uint64_t* plain_intent(const EntryDraft& outcome) {
    const auto is_plain = outcome.fields.size() == 2 && outcome.fields[1].name == "result";
    return is_plain ? std::get_if<std::uint64_t>(&outcome.fields[0].value) : nullptr;
}

// One entry for what came of many: neighbours with the same result become a range.
bool extend(EntryDraft& before, const EntryDraft& outcome) {
    const auto* intent = plain_intent(outcome);
    if (intent == nullptr || before.fields.back() != outcome.fields.back()) return false;
    auto& fields = before.fields;
    if (const auto* alone = plain_intent(before); alone != nullptr && *alone + 1 == *intent) {
        fields.insert(fields.begin() + 1, {"through", *intent});
        return true;
    }
    if (fields.size() != 3 || fields[1].name != "through") return false;
    auto* last = std::get_if<std::uint64_t>(&fields[1].value);
    if (last == nullptr || *last + 1 != *intent) return false;
    *last = *intent;
    return true;
}

}  // namespace

void Outcomes::add(EntryDraft outcome) {
    if (entries_.empty()) since_ms_ = core_.now().boottime_ms;
    if (!entries_.empty() && extend(entries_.back(), outcome)) return;
    entries_.push_back(std::move(outcome));
}

// Most asks teach nothing new, and so touch no row.
void Outcomes::learn(const Lesson& lesson) {
    if (teaches(core_.state(), lesson)) lessons_.push_back(lesson);
}

bool Outcomes::is_due(Now now) const {
    return !lost_.empty() || (!entries_.empty() && now.boottime_ms - since_ms_ >= delay_ms);
}

void Outcomes::write(Draft& draft) const {
    for (const auto& entry : entries_) draft.record(entry);
    for (const auto& lesson : lessons_) {
        if (!teaches(draft.state(), lesson)) continue;
        draft.put(after(draft.state(), lesson));
        auto vault = draft.state().vaults.at(lesson.header.vault);
        if (!ends_init(vault, lesson)) continue;
        vault.init_until_ms = 0;
        draft.put(vault);
    }
}

// Nothing can be written any more where the lost ones would have been.
void Outcomes::written() {
    entries_.clear();
    lessons_.clear();
    lost_.clear();
}

// One that lost a race is not lost: it certainly was not made.
void Outcomes::lose(Begun begun) {
    if (!core_.lost_head()) return;
    if (lost_.size() >= lost_max) give_up();
    lost_.push_back({*core_.lost_head(), std::move(begun)});
}

// Written twice they would break the journal, and left out they are only missed: an intent without
// outcome counts as done. What was learned may be written twice, but for an undone re-wrap, which
// by then may be another one.
void Outcomes::give_up() {
    log(LogLevel::error, "outcomes given up", {fact("entries", entries_.size())});
    entries_.clear();
    std::erase_if(lessons_, [](const Lesson& lesson) { return lesson.is_rewrap_undone; });
    lost_.clear();
}

// If a lost commit is in the chain, its outcomes are written and what it began was never carried
// out; if not, the outcomes are still to be written. It may be written late, so it is lost for good
// only when another commit has taken its place.
Result<void> Outcomes::settle() {
    for (auto lost = lost_.begin(); lost != lost_.end();) {
        TRY(found, core_.find(lost->head));
        if (found == Core::Found::not_yet) {
            ++lost;
            continue;
        }
        if (found == Core::Found::another) {
            lost = lost_.erase(lost);
            continue;
        }
        auto begun = std::move(lost->begun);
        written();
        for (const auto intent : begun.intents) {
            entries_.push_back({std::nullopt,
                                journal::Kind::outcome,
                                {{"intent", intent}, {"result", std::string("not carried out")}}});
        }
        lessons_ = std::move(begun.undone);
        return done;
    }
    return done;
}

void Outcomes::commit() {
    if (core_.phase() != Phase::open) return;
    const auto settled = settle();
    if (!settled) return log(LogLevel::warning, "lost commit", settled.error());
    if (entries_.empty()) return;
    auto draft = core_.draft();
    write(draft);
    const auto result = core_.commit(std::move(draft));
    if (!result) lose({});
    if (result && *result == Core::CommitResult::committed) written();
}

}  // namespace sealwright::keeper
