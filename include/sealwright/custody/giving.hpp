// Asked: what a recovery asks of a custodian, checked from their own file and from nothing else;
// and what they give.
//
// The service that shows it is locked and signs nothing, so everything it says is held against the
// share: the group is the custodian's own, what would be opened was sealed to it under the labels
// that are shown, and the plan, whose eight words are compared by voice, covers all of it and the
// key that the parts are sealed to. Pure. Process: cli. Spec: docs/protocol/ceremony.md section 6.
#pragma once

#include "sealwright/custody/holdings.hpp"
#include "sealwright/custody/recovery_plan.hpp"
#include "sealwright/custody/room.hpp"
#include "sealwright/threshold/tdh2.hpp"

namespace sealwright::custody {

class Asked {
public:
    // `holdings` outlives it.
    static Result<Asked> read(const operate::RecoveryShown& shown,
                              const Holdings& holdings,
                              std::uint64_t wall_ms);

    [[nodiscard]] const RecoveryPlan& plan() const { return plan_; }
    [[nodiscard]] const HeldShare& share() const { return *share_; }
    [[nodiscard]] const std::vector<threshold::Label>& labels() const { return labels_; }
    [[nodiscard]] const threshold::Group& group() const { return group_; }

    // Who has signed, for this plan, that they are at the host; names are the keeper's words.
    [[nodiscard]] const std::vector<operate::InTheRoom>& room() const { return room_; }
    // Whose quote, of those that were pinned, the plan came with; nothing: it is not attested.
    [[nodiscard]] const std::optional<PinnedHost>& host() const { return host_; }
    // Whether it is known what the host runs: its TPM says it, or somebody looks: this custodian,
    // or two others. What the service asks while it serves needs neither.
    [[nodiscard]] Result<void> check_host(bool is_in_the_room) const;
    // No older store than the newest that was seen, and no other one.
    [[nodiscard]] Result<void> check_store(const Holdings& holdings) const;
    // How far the store goes by what the service signed; entry 0: it shows nothing signed. What
    // stands in the plan is the word of whoever can write to the store.
    [[nodiscard]] const SeenStore& store() const { return store_; }
    [[nodiscard]] Result<operate::RecoveryGiveAsk> give(bool is_in_the_room, Random& random) const;

private:
    Asked(RecoveryPlan plan, threshold::Group group, const HeldShare& share)
        : plan_(std::move(plan)), group_(std::move(group)), share_(&share) {}

    [[nodiscard]] Result<void> check_plan(const operate::RecoveryShown& shown,
                                          const Holdings& holdings,
                                          std::uint64_t wall_ms) const;
    [[nodiscard]] bool is_wanted(const threshold::Label& label) const;
    Result<void> take(const operate::Wrap& wrap);
    Result<void> take_checkpoint(const std::string& note);

    RecoveryPlan plan_;
    threshold::Group group_;
    const HeldShare* share_;
    std::vector<threshold::Label> labels_;
    std::vector<threshold::Ciphertext> ciphertexts_;
    std::vector<operate::InTheRoom> room_;
    std::optional<PinnedHost> host_;
    SeenStore store_;
};

}  // namespace sealwright::custody
