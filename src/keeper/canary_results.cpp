// What the canary knows: kept per vault and subset, put in words, journalled when it has changed.
#include "canary.hpp"
#include "errors.hpp"
#include "sealwright/core/log.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

constexpr std::size_t text_max = 1'024;  // Of a field; the journal's limit is 4,096.

void append(std::string& text, const std::string& part, std::string_view separator) {
    if (text.size() > text_max) return;
    if (!text.empty()) text += separator;
    text += part;
    if (text.size() <= text_max) return;
    text += separator;
    text += "and more";
}

}  // namespace

bool Canary::is_asked(const VaultId& vault) const {
    if (asked_.contains(vault)) return true;
    if (!asked_round_) return false;
    const auto& vaults = asked_round_->vaults;
    return std::find(vaults.begin(), vaults.end(), vault) != vaults.end();
}

const Canary::Trials* Canary::trials(const VaultId& vault) const {
    const auto found = known_.find(vault);
    return found == known_.end() ? nullptr : &found->second.trials;
}

std::uint64_t Canary::passed_ms(const VaultId& vault) const {
    const auto* all = trials(vault);
    if (all == nullptr || all->empty()) return 0;
    const auto oldest =
        std::min_element(all->begin(), all->end(), [](const Trial& left, const Trial& right) {
            return left.passed_ms < right.passed_ms;
        });
    return oldest->passed_ms;
}

std::size_t Canary::failing(const VaultId& vault) const {
    const auto* all = trials(vault);
    if (all == nullptr) return 0;
    return static_cast<std::size_t>(
        std::count_if(all->begin(), all->end(), [](const Trial& each) { return each.fault; }));
}

std::string Canary::name_of(const Subset& subset) const {
    std::string name;
    for (const auto number : subset) append(name, core_.settings().tokens[number], "+");
    return name;
}

void Canary::note(const VaultId& vault, std::size_t subset, const Result<void>& result) {
    auto& all = known_[vault].trials;
    all.resize(subsets_.size());
    auto& trial = all[subset];
    trial.tried_ms = core_.now().wall_ms;
    if (result) trial.passed_ms = trial.tried_ms;
    trial.fault = result ? std::optional<Error>() : result.error();
}

// Without times, so that it changes only when a result does.
std::string Canary::summary_of(const Trials& trials) const {
    std::string text;
    for (std::size_t subset = 0; subset < trials.size(); ++subset) {
        const auto& fault = trials[subset].fault;
        if (fault) append(text, name_of(subsets_[subset]) + ": " + fault->sentence(), "; ");
    }
    return text;
}

// Vaults that changed alike share an entry. What is well at a keeper's start needs none: every
// keeper journals what is not within its first round. A commit that fails is made up for by the
// next round, which finds the same change.
void Canary::journal(const std::vector<VaultId>& vaults) {
    std::map<std::string, std::vector<VaultId>> changed;
    for (const auto& id : vaults) {
        const auto found = known_.find(id);
        if (found == known_.end() || !core_.state().vaults.contains(id)) continue;
        auto summary = summary_of(found->second.trials);
        if (summary == found->second.journalled) continue;
        if (changed.size() < changes_max || changed.contains(summary)) {
            changed[std::move(summary)].push_back(id);
        }
    }
    if (changed.empty() || core_.phase() != Phase::open) return;
    auto draft = core_.draft();
    for (const auto& [summary, ids] : changed) {
        std::string names;
        for (const auto& id : ids) append(names, core_.state().vaults.at(id).name, ", ");
        const auto total = std::uint64_t{subsets_.size()};
        const auto failing = std::uint64_t{this->failing(ids.front())};
        if (failing > 0) {
            log(LogLevel::warning,
                "the canary did not open through each subset of tokens",
                {fact("vaults", ids.size()), fact("failing", failing), fact("of", total)});
        }
        draft.record(
            {std::nullopt,
             journal::Kind::alert,
             {{"what", std::string("canary")},
              {"vaults", names},
              {"subsets", total},
              {"failing", failing},
              {"why", summary.empty() ? std::string("each subset opens again") : summary}}});
    }
    const auto result = core_.commit(std::move(draft));
    if (!result || *result != Core::CommitResult::committed) return;
    for (const auto& [summary, ids] : changed) {
        for (const auto& id : ids) known_[id].journalled = summary;
    }
}

}  // namespace sealwright::keeper
