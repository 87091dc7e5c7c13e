#include "canary.hpp"

#include "errors.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/hsm/client/errors.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

using hsm::client::KeyOpener;
constexpr std::string_view plaintext = "Heartbeat 0";

// The next choice in order, or nothing after the last one.
bool advance(Canary::Subset& subset, std::size_t total) {
    for (auto place = subset.size(); place-- > 0;) {
        if (subset[place] + (subset.size() - place) >= total) continue;
        ++subset[place];
        for (auto next = place + 1; next < subset.size(); ++next) {
            subset[next] = subset[next - 1] + 1;
        }
        return true;
    }
    return false;
}

std::vector<Canary::Subset> cyclic(std::size_t total, std::size_t needed) {
    std::vector<Canary::Subset> subsets;
    for (std::size_t first = 0; first < total; ++first) {
        Canary::Subset subset;
        for (std::size_t each = 0; each < needed; ++each) subset.push_back((first + each) % total);
        std::sort(subset.begin(), subset.end());
        subsets.push_back(std::move(subset));
    }
    return subsets;
}

}  // namespace

std::vector<Canary::Subset> subsets_of(std::size_t total, std::size_t needed, std::size_t max) {
    std::vector<Canary::Subset> subsets;
    if (needed == 0 || needed > total) return subsets;
    Canary::Subset next(needed);
    for (std::size_t each = 0; each < needed; ++each) next[each] = each;
    do {
        if (subsets.size() == max) return cyclic(total, needed);
        subsets.push_back(next);
    } while (advance(next, total));
    return subsets;
}

void Canary::plan() {
    const auto& installation = core_.state().installation;
    const auto total = core_.settings().tokens.size();
    const auto needed = installation->threshold.needed;
    subsets_ = subsets_of(total, needed, subsets_max);
    // As many as there are tokens are all there are only when one token is left out each time.
    is_capped_ = subsets_.size() == total && needed + 1U < total;
    if (!is_capped_) return;
    log(LogLevel::info,
        "the canary tries the cyclic subsets of the tokens, since there are too many others",
        {fact("tried", subsets_.size()), fact("most", subsets_max)});
}

void Canary::begin(Now now) {
    if (!due_ms_) {
        due_ms_ = now.boottime_ms + first_ms;
        plan();
    }
    if (!asked_round_ && !asked_.empty()) {
        asked_round_ = Round{{asked_.begin(), asked_.end()}, 0, 0, {}};
        asked_.clear();
    }
    if (round_ || now.boottime_ms < *due_ms_) return;
    due_ms_ = now.boottime_ms + interval_ms;
    round_ = Round{{}, 0, 0, {}};
    for (const auto& [id, vault] : core_.state().vaults) round_->vaults.push_back(id);
}

void Canary::step() {
    if (core_.phase() != Phase::open) return;
    const auto now = core_.now();
    begin(now);
    auto& round = asked_round_ ? asked_round_ : round_;
    if (!round) return;
    if (!asked_round_ && now.boottime_ms - stepped_ms_ < pace_ms) return;
    // What can be told without asking a token is told at once.
    bool has_asked = false;
    while (!has_asked && round->subset < subsets_.size()) has_asked = try_some(*round);
    if (has_asked) stepped_ms_ = core_.now().boottime_ms;
    if (round->subset < subsets_.size()) return;
    const auto ended = *std::exchange(round, std::nullopt);
    journal(ended.vaults);
}

bool Canary::try_some(Round& round) {
    const auto subset = round.subset;
    const auto ready = ready_of(round);
    // What fails without asking a token fails for every vault.
    if (!ready) {
        for (; round.vault < round.vaults.size(); ++round.vault) {
            note(round.vaults[round.vault], subset, ready.error());
        }
    }
    const auto vault = round.vault < round.vaults.size()
                           ? core_.state().vaults.find(round.vaults[round.vault])
                           : core_.state().vaults.end();
    if (++round.vault >= round.vaults.size()) {
        round.vault = 0;
        ++round.subset;
    }
    if (vault == core_.state().vaults.end()) return false;

    const auto& record = core_.state().keys.at(vault->first).data_key;
    const auto tried = core_.keys().try_through(record, *ready, core_.place());
    if (tried.fault && tried.fault->kind == KeyOpener::Fault::Kind::silent) {
        round.silent.insert(tried.fault->token);
    }
    note(vault->first,
         subset,
         tried.key ? open_value(vault->second, *tried.key) : Result<void>(error_of(tried)));
    return true;
}

Result<std::vector<hsm::client::ReadyToken>> Canary::ready_of(const Round& round) const {
    const auto all = core_.tokens().ready();
    const auto& names = core_.settings().tokens;
    std::vector<hsm::client::ReadyToken> ready;
    for (const auto number : subsets_[round.subset]) {
        if (round.silent.contains(number)) {
            return Error(errors::canary_token_silent, {fact("token", names[number])});
        }
        const auto is_it = [number](const auto& each) { return each.number == number; };
        const auto found = std::find_if(all.begin(), all.end(), is_it);
        if (found == all.end()) {
            return Error(errors::canary_token_away, {fact("token", names[number])});
        }
        ready.push_back(*found);
    }
    return ready;
}

Error Canary::error_of(const KeyOpener::Tried& tried) const {
    if (!tried.fault) return tried.key.error();
    const std::string_view name = core_.settings().tokens[tried.fault->token];
    switch (tried.fault->kind) {
        case KeyOpener::Fault::Kind::silent:
            return {errors::canary_token_silent, {fact("token", name)}};
        case KeyOpener::Fault::Kind::refused:
            return {errors::canary_token_refused, {fact("token", name)}};
        case KeyOpener::Fault::Kind::wrong:
        case KeyOpener::Fault::Kind::other_key:
            return {errors::canary_token_wrong, {fact("token", name)}};
    }
    return tried.key.error();
}

// The value was sealed through the first subset that opened the vault, so that each other one has
// to come to the same key. Old versions are opened too: a vault may still present them.
Result<void> Canary::open_value(const Vault& vault, const hsm::client::SharedKey& data_key) {
    auto& known = known_[vault.id];
    const auto& environment = vault.provenance.environment;
    for (const auto& [version, row] : core_.state().keys.at(vault.id).seal_keys) {
        const auto key = open_seal_key(data_key, vault, version, row);
        if (!key) return Error(errors::canary_key_differs, {fact("version", version)});
        if (version != vault.seal_key_version) continue;
        if (known.version != version) {
            const seal::SealHeader header{
                vault.id, claims::SealClass::heartbeat, version, NodeId(), core_.now().wall_ms};
            known.value =
                seal::seal_value(*key, header, environment, view_of(plaintext), core_.random());
            known.version = version;
        }
        if (!seal::reads_back(*key, known.value, environment, view_of(plaintext))) {
            return Error(errors::canary_key_differs, {fact("version", version)});
        }
    }
    return done;
}

}  // namespace sealwright::keeper
