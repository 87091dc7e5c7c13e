// Gathering: custodians' parts are gathered while the service serves, until there are enough.
//
// What a drill and a root window have in common: the custodians of the group in force are asked by
// a plan, as in a recovery; each gives to a key that only this process has, is checked, and has
// shown that they hold their share. What is asked and what comes of it is each one's own. The
// ceremony is kept in the store, what was given in this process alone: a restart collects again,
// and so does a keeper that was locked. Process: keeper. Limits: one of a kind at a time. Spec:
// docs/protocol/ceremony.md sections 12 and 14.
#pragma once

#include "asked.hpp"
#include "core.hpp"
#include "reply.hpp"
#include "transcripts.hpp"

#include <list>
#include <memory>

namespace sealwright::keeper {

class Gathering {
public:
    static constexpr std::uint64_t retry_ms = 1'000;

    Gathering(const Gathering&) = delete;
    Gathering& operator=(const Gathering&) = delete;
    virtual ~Gathering() = default;

    // Whether there is one to show: the last of this run, open or over.
    [[nodiscard]] bool is_there() const { return kept() != nullptr; }
    // Whether custodians are asked now.
    [[nodiscard]] bool is_collecting() const { return open() != nullptr; }
    [[nodiscard]] Result<Reply> shown() const;
    [[nodiscard]] bool knows(const crypto::PublicKey& key) const;
    [[nodiscard]] bool is_for_us(const operate::Question& question) const;
    Result<Reply> give(const operate::RecoveryGiveAsk& ask, const operate::PersonAsk& signed_ask);
    // Time, a freeze, a change of the roster or the group, and what was given move it on.
    void step();

protected:
    // What is opened, with the words it was sealed under, and who has given to it.
    struct Opened {
        threshold::Label label;
        threshold::Ciphertext ciphertext;
        std::optional<threshold::Combiner> combiner{};  // Refers to the two above.
    };
    struct Running {
        CeremonyId id;
        HeldGroup held;
        threshold::Group group;
        std::list<Opened> opened;  // Stays where it is.
        custody::RecoveryPlan plan{};
        std::optional<crypto::ExchangePair> recipient{};
        std::optional<threshold::Pepper> pepper{};
        std::uint64_t quorum_ms = 0;  // Wall time.
    };
    // Who asks for what, and why.
    struct Wish {
        CeremonyId id;
        std::string reason;
        std::string asked_by;
    };

    Gathering(Core& core, ceremony::CeremonyKind kind) : core_(core), kind_(kind) {}

    // What is asked of the custodians of `running`: fills in what is opened and what the plan says
    // beyond what every plan does.
    virtual Result<void> fill(Running& running) = 0;
    // Why an open one is not wanted any more; empty: it is.
    [[nodiscard]] virtual std::string_view unwanted(const KeptCeremony& kept) const = 0;
    // All is there: whether what opens is what was sealed. Only what this process holds changes.
    virtual bool is_right() = 0;
    // In the commit that ends it: what follows from its being well.
    virtual void put_passed(Draft& draft, std::vector<journal::Field>& facts) = 0;
    // Behind a commit that ended it.
    virtual void ended(bool has_passed) = 0;

    // For the ceremony that is about to be kept, when none is open. Its plan's digest is the
    // ceremony's nonce.
    Result<Digest> prepare(const Wish& wish);
    void take_over() { has_taken_over_ = true; }
    [[nodiscard]] custody::TranscriptHeader told_header() const;
    [[nodiscard]] Core& core() const { return core_; }
    [[nodiscard]] Running* running() const { return running_.get(); }
    [[nodiscard]] const KeptCeremony* kept() const;
    [[nodiscard]] ceremony::Moment now() const { return core_.moment(core_.state()); }

private:
    [[nodiscard]] custody::RecoveryPlan plan_of(const Running& running, const Wish& wish) const;
    [[nodiscard]] std::vector<operate::Wrap> wraps() const;
    // The open ceremony that this run collects for; null: there is none.
    [[nodiscard]] const KeptCeremony* open() const;
    Result<std::vector<threshold::Partial>> parts_in(const operate::RecoveryGiveAsk& ask,
                                                     threshold::Index index);
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
    Result<void> give_up(KeptCeremony& kept, std::string_view why);
    Result<void> keep(KeptCeremony kept,
                      std::string_view what,
                      const std::vector<custody::TranscriptStep>& steps);
    [[nodiscard]] std::string what(std::string_view words) const;
    // What was given opens nothing any more.
    void wipe();

    Core& core_;
    ceremony::CeremonyKind kind_;
    std::unique_ptr<Running> running_;
    bool has_taken_over_ = false;  // Of another run of a keeper: what was given there is gone.
    std::uint64_t again_ms_ = 0;
};

// Whether the custodian of this index has given to it.
bool has_given(const KeptCeremony& kept, std::uint16_t index);

// What the journal says of one: who has answered, who was wrong.
void add_gathering(std::vector<journal::Field>& facts, const KeptCeremony& kept);

}  // namespace sealwright::keeper
