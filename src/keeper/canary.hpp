// Canary: shows once an hour, for each vault, that each k-subset of the tokens would open it.
//
// A trial opens the vault's data key through exactly one subset, its seal keys under that, and one
// value in memory that another subset sealed: what an unseal needs, without a key outliving the
// trial and without anything that is the vault's. One subset a step, spaced, and never while asks
// wait; a token that stayed silent is not asked again in that round, and nobody is left out for
// asks. What is known is kept in memory; a change of it is journalled. Process: keeper. Limits:
// 128 subsets a round (more: the n cyclic ones, which prove the same), one vault a step. Spec:
// docs/reference/canary.md.
#pragma once

#include "core.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace sealwright::keeper {

class Canary {
public:
    static constexpr std::uint64_t interval_ms = 3'600'000;
    static constexpr std::uint64_t first_ms = 30'000;  // After the keeper is open.
    static constexpr std::uint64_t pace_ms = 250;
    static constexpr std::size_t subsets_max = 128;
    static constexpr std::size_t changes_max = 16;  // Entries a round.

    // Numbers of tokens, as the configuration lists them.
    using Subset = std::vector<std::size_t>;

    // What is known of one vault through one subset.
    struct Trial {
        std::uint64_t tried_ms = 0;   // Wall time; 0: never.
        std::uint64_t passed_ms = 0;  // The last time it opened; 0: never.
        std::optional<Error> fault;   // Of the last try.
    };
    using Trials = std::vector<Trial>;  // In the order of `subsets`.

    explicit Canary(Core& core) : core_(core) {}

    // The next subset, if one is due and has not just been tried.
    void step();
    // Whether somebody waits for a trial.
    [[nodiscard]] bool is_asked() const { return !asked_.empty() || asked_round_.has_value(); }

    // A round for this vault alone, at once.
    void ask(const VaultId& vault) { asked_.insert(vault); }
    [[nodiscard]] bool is_asked(const VaultId& vault) const;

    [[nodiscard]] const std::vector<Subset>& subsets() const { return subsets_; }
    // Whether not every k-subset is tried, but the cyclic ones.
    [[nodiscard]] bool is_capped() const { return is_capped_; }
    // Nothing when no subset was tried yet.
    [[nodiscard]] const Trials* trials(const VaultId& vault) const;
    // Wall time at which the last of all subsets had opened it; 0: one never has.
    [[nodiscard]] std::uint64_t passed_ms(const VaultId& vault) const;
    [[nodiscard]] std::size_t failing(const VaultId& vault) const;
    // "a+c", of one subset.
    [[nodiscard]] std::string name_of(const Subset& subset) const;

private:
    struct Round {
        std::vector<VaultId> vaults;
        std::size_t subset = 0;
        std::size_t vault = 0;
        std::set<std::size_t> silent;  // Tokens that cost this round a deadline already.
    };
    struct Known {
        Trials trials;
        std::string journalled;  // The summary that the journal has; empty: all is well.
        std::uint32_t version = 0;
        std::string value;  // The canary value, sealed under seal key `version`.
    };

    void plan();
    void begin(Now now);
    // Whether tokens were asked.
    bool try_some(Round& round);
    void end(const Round& round);
    [[nodiscard]] Result<std::vector<hsm::client::ReadyToken>> ready_of(const Round& round) const;
    [[nodiscard]] Error error_of(const hsm::client::KeyOpener::Tried& tried) const;
    Result<void> open_value(const Vault& vault, const hsm::client::SharedKey& data_key);
    void note(const VaultId& vault, std::size_t subset, const Result<void>& result);
    [[nodiscard]] std::string summary_of(const Trials& trials) const;
    void journal(const std::vector<VaultId>& vaults);

    Core& core_;
    std::vector<Subset> subsets_;
    bool is_capped_ = false;
    std::map<VaultId, Known> known_;
    std::set<VaultId> asked_;
    std::optional<Round> asked_round_;
    std::optional<Round> round_;
    std::optional<std::uint64_t> due_ms_;  // Boottime of the next round.
    std::uint64_t stepped_ms_ = 0;
};

// Every way to choose `needed` of `total`, in order; when there are more than `max`, the `total`
// cyclic ones: each shares all but one token with the next, so together they fix one polynomial.
std::vector<Canary::Subset> subsets_of(std::size_t total, std::size_t needed, std::size_t max);

}  // namespace sealwright::keeper
