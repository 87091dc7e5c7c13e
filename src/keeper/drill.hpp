// Drill: custodians play a recovery while the service serves, on a secret that was made for it.
//
// The keeper draws 32 bytes, seals them to the group in force under a label that only drills have,
// keeps what they are known by, and wipes them. Custodians are asked, and give, as in earnest; what
// they give is checked in the same way, opens nothing else, and shows that they hold their shares.
// The ceremony is kept in the store, what was given in this process alone: a restart collects
// again, and so does a keeper that was locked. Process: keeper. Limits: one at a time, an hour.
// Spec: docs/protocol/ceremony.md section 12.
#pragma once

#include "asked.hpp"
#include "core.hpp"
#include "reply.hpp"
#include "transcripts.hpp"

#include <memory>

namespace sealwright::keeper {

// What is drawn for a drill, and what it is known by.
using Trial = Secret<32, struct TrialTag>;
Digest trial_digest(const Trial& trial, const CeremonyId& id);

class Drill {
public:
    static constexpr std::uint64_t retry_ms = 1'000;

    explicit Drill(Core& core) : core_(core) {}

    // For the ceremony that is about to be kept, when none is open: what is asked of the
    // custodians. Its plan's digest is the ceremony's nonce.
    Result<Digest> begin(const CeremonyId& id,
                         const std::string& reason,
                         const std::string& asked_by);

    // How its transcript begins.
    [[nodiscard]] Result<custody::Transcript> told_begin(const State& state,
                                                         const KeptCeremony& kept,
                                                         const ceremony::Request& request,
                                                         const ceremony::Moment& at) const;

    // Whether there is one to show: the last of this run, open or over.
    [[nodiscard]] bool is_there() const { return kept() != nullptr; }
    [[nodiscard]] Result<Reply> shown() const;
    [[nodiscard]] bool knows(const crypto::PublicKey& key) const;
    [[nodiscard]] bool is_for_us(const operate::Question& question) const;
    Result<Reply> give(const operate::RecoveryGiveAsk& ask, const operate::PersonAsk& signed_ask);
    // Time, a freeze, a change of the roster or the group, and what was given move it on.
    void step();

private:
    struct Running {
        CeremonyId id;
        HeldGroup held;
        threshold::Group group;
        threshold::Label label;
        threshold::Ciphertext ciphertext;
        custody::RecoveryPlan plan;
        operate::Wrap wrap;
        Digest trial{};  // What the drawn bytes are known by.
        std::optional<crypto::ExchangePair> recipient;
        std::optional<threshold::Pepper> pepper;
        std::optional<threshold::Combiner> combiner;  // Refers to group, label and ciphertext.
        std::uint64_t quorum_ms = 0;                  // Wall time.
    };

    Result<Digest> prepare(const CeremonyId& id,
                           const std::string& reason,
                           const std::string& asked_by);
    [[nodiscard]] custody::RecoveryPlan plan_of(const Running& running,
                                                const std::string& reason,
                                                const std::string& asked_by) const;
    [[nodiscard]] ceremony::Moment now() const { return core_.moment(core_.state()); }
    // The open ceremony that this run collects for; null: there is none.
    [[nodiscard]] const KeptCeremony* open() const;
    [[nodiscard]] const KeptCeremony* kept() const;
    Result<threshold::Partial> part_in(const operate::RecoveryGiveAsk& ask, threshold::Index index);
    Result<void> take(const ShareHolder& holder,
                      const operate::RecoveryGiveAsk& ask,
                      const crypto::PublicKey& key);
    Result<void> blame(KeptCeremony& kept,
                       const ShareHolder& holder,
                       const Error& error,
                       const custody::Given& given);
    Result<void> move_on(const KeptCeremony& open);
    Result<void> collect_again(KeptCeremony& kept);
    void leave_out_who_left(KeptCeremony& kept,
                            const ceremony::Moment& at,
                            std::vector<custody::TranscriptStep>& steps) const;
    Result<void> execute(KeptCeremony& kept);
    Result<void> give_up(KeptCeremony& kept);
    Result<void> keep(KeptCeremony kept,
                      std::string_view what,
                      const std::vector<custody::TranscriptStep>& steps);
    // What was given opens nothing any more.
    void wipe();

    Core& core_;
    std::unique_ptr<Running> running_;
    bool has_taken_over_ = false;  // Of another run of a keeper: what was given there is gone.
    std::uint64_t again_ms_ = 0;
};

// Whether the custodian of this index has given to it.
bool has_given(const KeptCeremony& kept, std::uint16_t index);

// What the journal says of a drill: who has answered, in how long, who was wrong.
void add_drill(std::vector<journal::Field>& facts, const KeptCeremony& kept);

}  // namespace sealwright::keeper
