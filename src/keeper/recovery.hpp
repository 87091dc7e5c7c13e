// Recovery: a keeper that has lost its tokens is opened again by its custodians, onto fresh ones.
//
// It reads the custodians' group and what is sealed to it from rows in clear, and believes nothing
// else: who contributes is whose key stands in the group. What is contributed is sealed to a key of
// this process, which dies with it; a restart begins again. The store that is opened has to be the
// one that the plan names, with the same group, wraps, identity and head; it says whether a freeze
// is in force before anything is given back, and each key has to open what the store has under it.
// Process: keeper. Limits: one at a time, two hours. Spec: docs/protocol/ceremony.md sections 6, 9.
#pragma once

#include "asked.hpp"
#include "core.hpp"
#include "desk.hpp"
#include "reply.hpp"
#include "sealwright/custody/room.hpp"
#include "transcripts.hpp"

#include <deque>
#include <memory>

namespace sealwright::keeper {

class Recovery {
public:
    static constexpr std::uint64_t retry_ms = 2'000;
    static constexpr std::size_t ended_max = 4;

    Recovery(Core& core, TokenDesk& desk) : core_(core), desk_(desk) {}

    // Of an operator at the host.
    Result<Reply> begin(const std::string& reason, const claims::Origin& origin);
    [[nodiscard]] Result<Reply> shown() const;
    [[nodiscard]] bool is_under_way() const { return running_ && running_->ceremony.is_open(); }

    // Whose key stands in the group that is asked; nobody is known while nothing is under way.
    [[nodiscard]] bool knows(const crypto::PublicKey& key) const;
    [[nodiscard]] bool is_for_us(const operate::Question& question) const;
    Result<Reply> give(const operate::RecoveryGiveAsk& ask, const operate::PersonAsk& signed_ask);
    // What the host's TPM signed for the plan, to be shown.
    Result<Reply> attest(const operate::RecoveryAttestAsk& ask);
    // Time ends it; and what did not go on is tried again.
    void step();

private:
    // One key: what it is, what is sealed, and the parts that have come.
    struct Opening {
        threshold::Label label;
        threshold::Ciphertext ciphertext;
        std::optional<threshold::Combiner> combiner;
    };
    struct Gift {
        Digest ask{};  // As it was signed.
        std::optional<operate::RoomStatement> room{};
        bool has_appraised = false;
    };
    struct Running {
        Installation installation;
        HeldGroup held;
        threshold::Group group;
        custody::RecoveryPlan plan;
        std::vector<operate::Wrap> wraps;
        std::deque<Opening> openings;  // Combiners refer to what is in them.
        std::optional<crypto::ExchangePair> recipient;
        std::optional<threshold::Pepper> pepper;
        ceremony::Ceremony ceremony;
        std::map<std::uint16_t, Gift> gifts;  // By index.
        std::vector<std::string> wrong;
        bool has_opened = false;  // It, and no token, has opened the store.
        bool is_done = false;
        custody::Transcript transcript{};
        std::string checkpoint{};  // As it stands in the store.
        Bytes quote{};             // Of the host's TPM; custodians look at it, and nobody here.
    };
    // One that ended while there was no key to write it down with.
    struct Ended {
        KeptCeremony kept;
        custody::Transcript transcript;
    };

    [[nodiscard]] ceremony::Moment now() const;
    [[nodiscard]] bool is_enough() const;
    [[nodiscard]] Result<void> check_statement(const ShareHolder& holder,
                                               const operate::RecoveryGiveAsk& ask) const;
    Result<void> say_more(const ShareHolder& holder,
                          const operate::RecoveryGiveAsk& ask,
                          const custody::Given& given,
                          const Digest& digest);
    Result<std::vector<threshold::Partial>> parts_in(const operate::RecoveryGiveAsk& ask,
                                                     threshold::Index index);
    Result<void> take(const ShareHolder& holder,
                      const operate::RecoveryGiveAsk& ask,
                      const custody::Given& given,
                      const Digest& digest);
    void note(const std::string& sentence);
    void blame(const ShareHolder& holder, const Error& error, const custody::Given& given);
    void look();
    void give_up(const std::string& who);
    [[nodiscard]] custody::Transcript told_begin(const ceremony::Moment& at) const;
    // Behind what has happened in it so far.
    void tell(custody::TranscriptStep step);
    [[nodiscard]] KeptCeremony kept_as(const ceremony::Ceremony& ceremony) const;
    Result<void> keep_ended();
    // Once enough have given: the store, then the keys.
    Result<void> carry_out();
    Result<void> open_store();
    [[nodiscard]] Result<void> check_store() const;
    [[nodiscard]] bool has_opening(const Vault& vault) const;
    static Result<std::vector<operate::Wrap>> wraps_of(const Custody& custody, const Digest& group);
    Result<void> give_back();
    Result<hsm::KeyRecord> split(const Opening& opening);
    // What was contributed opens nothing any more, and neither does a keeper that was opened by it.
    void end();

    Core& core_;
    TokenDesk& desk_;
    std::unique_ptr<Running> running_;
    std::deque<Ended> ended_;
    std::uint64_t again_ms_ = 0;
};

}  // namespace sealwright::keeper
