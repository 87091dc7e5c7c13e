// PersonDesk: what people ask, over whichever way it came, and what they are answered.
//
// The question is signed, so nobody who carried it is believed: who asks is whose key has signed,
// and a stranger learns nothing, not even that he is one of many. The answer is signed by the
// service identity over the question, so it cannot be given to another one. Process: keeper.
// Limits: 5 minutes, 1,024 questions of one key in 10. Spec: docs/protocol/acts.md section 9.
#pragma once

#include "ceremonies.hpp"
#include "holding.hpp"
#include "requests.hpp"
#include "sealwright/operate/carry_messages.hpp"

#include <map>

namespace sealwright::keeper {

class PersonDesk {
public:
    static constexpr std::uint64_t apart_max_ms = std::uint64_t{5} * 60 * 1000;
    static constexpr std::size_t nonces_of_key_max = 1024;

    PersonDesk(Core& core, Operating& operating)
        : core_(core),
          operating_(operating),
          requests_(core, operating),
          ceremonies_(core),
          holding_(core) {}

    // An Error: not answered at all, since nobody who is known has asked. `route` is what the path
    // was for that it came by, if it came by one.
    Result<operate::PersonAnswer> answer(const operate::PersonAsk& ask,
                                         std::optional<std::uint16_t> route = std::nullopt);
    // The same for what a front has carried, with the HTTP status of what came of it.
    operate::PersonCarried carried(const operate::PersonCarry& carry);
    void step();
    // Of the store, when a request last changed.
    [[nodiscard]] std::uint64_t moved_revision() const { return requests_.moved_revision(); }

private:
    Result<void> check_fresh(const operate::Question& question, const crypto::PublicKey& key);
    // Who has this key in force, in the roster or in the founding that is under way.
    [[nodiscard]] const ceremony::Person* owner_of(const crypto::PublicKey& key) const;
    [[nodiscard]] bool is_for_us(const operate::Question& question) const;
    static Result<void> check_route(const operate::Question& question,
                                    std::optional<std::uint16_t> route);
    Result<Reply> reply_to(const operate::Question& question,
                           const ceremony::Person& person,
                           const crypto::PublicKey& key);
    // Of a custodian, to a keeper that has lost its own key or plays that it had: known by the
    // group that is asked.
    Result<operate::PersonAnswer> answer_custodian(const operate::PersonAsk& ask,
                                                   const operate::Question& question,
                                                   std::optional<std::uint16_t> route);
    template <class Desk>
    Result<operate::PersonAnswer> answer_giver(Desk& recovery,
                                               const operate::PersonAsk& ask,
                                               const operate::Question& question,
                                               std::optional<std::uint16_t> route);
    Result<Reply> read(const operate::Question& question, const ceremony::Person& person);
    [[nodiscard]] operate::PersonAnswer sign(const Digest& question, Reply reply) const;

    Core& core_;
    Operating& operating_;
    Requests requests_;
    Ceremonies ceremonies_;
    Holding holding_;
    // By when they may be forgotten.
    std::map<crypto::PublicKey, std::map<IdBytes, std::uint64_t>> nonces_;
};

}  // namespace sealwright::keeper
