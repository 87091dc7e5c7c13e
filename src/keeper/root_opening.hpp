// RootOpening: custodians are asked to open what a vault's recovery key is sealed to, for one task.
//
// A task that needs it is proposed first. The oldest proposal of all vaults is asked for, by a plan
// that says what it is for; with the threshold the boxes open in this process alone, a new one is
// drawn for the next recovery key, and the task waits for the vault's agent. What was opened is
// forgotten with the task. Process: keeper. Limits: one ceremony at a time, 24 h. Spec:
// docs/protocol/ceremony.md section 14, docs/protocol/root.md section 10.
#pragma once

#include "gathering.hpp"

namespace sealwright::keeper {

class RootOpening final : public Gathering {
public:
    static constexpr std::uint64_t task_ms = std::uint64_t{10} * 60 * 1000;

    explicit RootOpening(Core& core) : Gathering(core, ceremony::CeremonyKind::root) {}

    // Begins what is proposed, moves on what is asked, and ends what came to nothing.
    void look_after();

private:
    Result<void> fill(Running& running) override;
    [[nodiscard]] std::string_view unwanted(const KeptCeremony& kept) const override;
    bool is_right() override;
    void put_passed(Draft& draft, std::vector<journal::Field>& facts) override;
    void ended(bool has_passed) override;

    // Whose proposal this ceremony is for; null: it is not there any more.
    [[nodiscard]] const Rooting* asked_by(const CeremonyId& id) const;
    Result<void> begin(const VaultId& vault);
    // Of a proposal whose ceremony has ended, or whose time has.
    [[nodiscard]] bool is_in_vain(const Rooting& rooting) const;
    Result<void> give_up(const VaultId& vault);
    [[nodiscard]] bool is_person_waiting() const;
    [[nodiscard]] const Rooting* next() const;
    Result<void> draw_next(const RootTask& task);

    std::optional<VaultId> beginning_;  // While its ceremony is not kept yet.
    std::vector<crypto::ExchangePair> pairs_;
    std::optional<RecoveryBox> next_box_;
    std::uint64_t next_step_ms_ = 0;
    std::optional<VaultId> failed_;  // Nobody could be asked for it.
};

// A change of the recovery key that the service asks custodians for: whatever else they open
// changes it as well.
bool is_of_service(const RootTask& task);

// Shown as the vault's newest task, unless another one is under way meanwhile. A change of the
// recovery key stays due, and is asked for again.
void end_proposal(Draft& draft, Rooting& rooting, const Error& why, std::uint64_t wall_ms);

}  // namespace sealwright::keeper
