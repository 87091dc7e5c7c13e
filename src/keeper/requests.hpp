// Requests: what people propose and decide, taken in, carried out and kept.
//
// Every act is checked against the roster as it is in the draft of the same commit. What takes one
// person is carried out with their proposal; what takes more waits in a row of its own until enough
// have signed and nobody may veto it any more. Process: keeper. Limits: 256 open, 16 of one person;
// of ended ones 1,024, and 128 of one person whose acts have not expired. Spec:
// docs/protocol/acts.md sections 5 to 7.
#pragma once

#include "operating.hpp"
#include "sealwright/operate/routes.hpp"

namespace sealwright::keeper {

class Requests {
public:
    static constexpr std::size_t open_max = 256;
    static constexpr std::size_t open_of_one_max = 16;
    static constexpr std::size_t kept_max = 1024;
    static constexpr std::size_t kept_of_one_max = 128;  // Whose acts have not expired.
    static constexpr std::size_t forgotten_at_once = 64;
    static constexpr std::uint64_t kept_ms = ceremony::veto_lasts_ms;  // Or vetoes would be lost.

    Requests(Core& core, Operating& operating) : core_(core), operating_(operating) {}

    // `key` is the one that signed the question around it: nobody brings another's act.
    Result<Reply> propose(const operate::ProposeAsk& ask, const crypto::PublicKey& key);
    Result<Reply> decide(const operate::DecideAsk& ask, const crypto::PublicKey& key);

    [[nodiscard]] std::uint64_t moved_revision() const { return moved_revision_; }

    // Some old ones that ended, so that there is room.
    static void forget_old(Draft& draft, std::uint64_t wall_ms);
    // Time moves requests on: expired, or approved with nobody left who may veto.
    void step();

private:
    using Request = ceremony::Request;

    [[nodiscard]] ceremony::Place place() const;
    Result<ceremony::Terms> terms_of(const operate::Route& route,
                                     const ceremony::Plan& plan,
                                     const std::string& proposer,
                                     std::uint32_t attempt) const;
    [[nodiscard]] ceremony::Terms terms_now(const ceremony::Plan& plan,
                                            std::uint32_t attempt) const;
    [[nodiscard]] std::uint32_t attempt_of(const ceremony::Plan& plan) const;
    [[nodiscard]] Result<void> check_proposer(const operate::Route& route,
                                              const ceremony::Proposal& proposal,
                                              std::uint32_t attempt) const;
    [[nodiscard]] Result<void> check_room(const std::string& proposer) const;
    [[nodiscard]] Result<void> check_freeze(const ceremony::Plan& plan,
                                            const ceremony::Terms& terms) const;
    // Carries it out; a request that was kept ends as failed when it is refused.
    Result<Reply> carry_out(const Request& request, bool is_kept);
    Result<void> keep(const Request& request, std::string_view what);
    [[nodiscard]] claims::Origin origin_of(const Request& request) const;

    Core& core_;
    Operating& operating_;
    std::uint64_t moved_revision_ = 0;
};

}  // namespace sealwright::keeper
