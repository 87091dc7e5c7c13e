// Drill: custodians play a recovery while the service serves, on a secret that was made for it.
//
// The keeper draws 32 bytes, seals them to the group in force under a label that only drills have,
// keeps what they are known by, and wipes them. What custodians give opens nothing else, and shows
// that they hold their shares. Process: keeper. Limits: one at a time, an hour. Spec:
// docs/protocol/ceremony.md section 12.
#pragma once

#include "gathering.hpp"

namespace sealwright::keeper {

// What is drawn for a drill, and what it is known by.
using Trial = Secret<32, struct TrialTag>;
Digest trial_digest(const Trial& trial, const CeremonyId& id);

class Drill final : public Gathering {
public:
    explicit Drill(Core& core) : Gathering(core, ceremony::CeremonyKind::drill) {}

    Result<Digest> begin(const CeremonyId& id,
                         const std::string& reason,
                         const std::string& asked_by);

    // How its transcript begins.
    [[nodiscard]] Result<custody::Transcript> told_begin(const State& state,
                                                         const KeptCeremony& kept,
                                                         const ceremony::Request& request,
                                                         const ceremony::Moment& at) const;

private:
    Result<void> fill(Running& running) override;
    [[nodiscard]] std::string_view unwanted(const KeptCeremony& kept) const override;
    bool is_right() override;
    void put_passed(Draft& draft, std::vector<journal::Field>& facts) override;
    void ended(bool) override {}

    Digest known_{};  // By which the drawn bytes are known.
};

}  // namespace sealwright::keeper
