// Ceremonies: the making of custodians' groups, taken in, carried out and kept.
//
// What a holder brings is checked by the board before it is taken in, and whoever is wrong is named
// at once. Keys are sealed to the new group in commits of a few; each of them can be the last
// before a crash, and the next start goes on where it was. What stood before stands until every
// holder has confirmed the same key. Process: keeper. Limits: one ceremony open, 16 kept. Spec:
// docs/protocol/ceremony.md.
#pragma once

#include "operating.hpp"

namespace sealwright::keeper {

class Ceremonies {
public:
    static constexpr std::size_t wraps_at_once = 16;
    static constexpr std::uint64_t retry_ms = 1'000;

    explicit Ceremonies(Core& core) : core_(core) {}

    // Of a person who signed the question around it with `key`.
    Result<Reply> act(const operate::CeremonyActAsk& ask, const crypto::PublicKey& key);
    // Time, a lift and a crash move ceremonies on; and what is ready is carried out.
    void step();

private:
    using Ceremony = ceremony::Ceremony;

    [[nodiscard]] ceremony::Moment now() const;
    Result<void> contribute(KeptCeremony& kept,
                            const operate::CeremonyActAsk& ask,
                            const ceremony::SignedAct& act);
    Result<void> confirm(KeptCeremony& kept,
                         const operate::CeremonyActAsk& ask,
                         const ceremony::SignedAct& act);
    Result<bool> keep_up(KeptCeremony kept, const Ceremony& before);
    void tell_restart(KeptCeremony& kept, const ceremony::Moment& at);
    std::optional<custody::TranscriptStep> untold_restart(const KeptCeremony& kept);
    [[nodiscard]] bool has_revoked(const CeremonyId& id, const ceremony::Holder& holder) const;
    void leave_out_who_left(Ceremony& ceremony,
                            const ceremony::Moment& at,
                            std::vector<custody::TranscriptStep>& steps) const;
    Result<void> carry_on(const KeptCeremony& kept);
    Result<void> make_pepper(KeptCeremony& kept);
    Result<void> wrap_some(KeptCeremony& kept);
    Result<void> keep(const KeptCeremony& kept,
                      std::string_view what,
                      std::vector<custody::TranscriptStep> steps,
                      const operate::Spoken* spoken = nullptr,
                      const ceremony::SignedAct* act = nullptr);

    Core& core_;
    bool has_restarted_ = false;  // Whether ceremonies have been told that this keeper is new.
    // When it began, until that is durable in the transcript, which had so many restarts before.
    std::optional<ceremony::Moment> restarted_at_;
    std::size_t restarts_before_ = 0;
    std::uint64_t again_ms_ = 0;  // Not before then, after tokens or store did not help.
};

// The answer to who asks; their pepper with it.
Result<Reply> shown_ceremony(Core& core, const CeremonyId& id, std::string_view person);

}  // namespace sealwright::keeper
