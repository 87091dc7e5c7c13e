// SignedActs: whether the people of a journal signed what its entries say, by the rules of then.
//
// Follows roster and requests from the founding on, entry by entry, and needs nobody's word but the
// first roster's: each act is judged against the roster under which it first stands in the journal,
// each change against the one before it, and each new roster is computed anew from its plan.
// Process: cli. Spec: docs/protocol/journal.md section 8.
#pragma once

#include "sealwright/ceremony/request.hpp"
#include "sealwright/journal/verify.hpp"
#include "told_request.hpp"

#include <map>
#include <optional>
#include <set>

namespace sealwright::cli {

class SignedActs final : public journal::EntryReader {
public:
    Result<void> read(const journal::Entry& entry) override;

    [[nodiscard]] std::uint64_t checked() const { return checked_; }
    // In entries whose founding stands in a part that was not given.
    [[nodiscard]] std::uint64_t unchecked() const { return unchecked_; }
    // Changes by fewer people than loosen: the service judged, by its state, that nothing loosens.
    [[nodiscard]] std::uint64_t judged() const { return judged_; }

private:
    // A request, as far as its entries have told it.
    struct Course {
        std::vector<ceremony::SignedAct> acts;
        ceremony::Rules rules;        // When it was proposed.
        std::uint64_t enough_ms = 0;  // Since when there are approvals enough; 0: there are not.
    };
    Result<void> read_founding(const journal::Entry& entry);
    Result<void> read_request(const journal::Entry& entry);
    Result<void> check_attempt(const ToldRequest& told) const;
    Result<void> take_acts(const ToldRequest& told, Course& course);
    Result<void> check_new(const ToldRequest& told,
                           const Course& course,
                           const ceremony::SignedAct& act) const;
    [[nodiscard]] std::size_t needed(const ToldRequest& told, const Course& course) const;
    [[nodiscard]] std::size_t approvals(const ToldRequest& told, std::size_t needed) const;
    Result<void> read_step(const ToldRequest& told, Course& course);
    Result<void> read_change(const ToldRequest& told, Course& course);
    Result<void> check_enough(const ToldRequest& told, Course& course);
    Result<void> follow_roster(const ToldRequest& told);

    bool is_founded_ = false;
    ceremony::Place place_;
    std::optional<ceremony::Roster> roster_;
    std::map<RequestId, Course> courses_;
    std::set<RequestId> ended_;
    std::map<Digest, std::uint64_t> vetoed_;  // Plans, and when.
    std::uint64_t checked_ = 0;
    std::uint64_t unchecked_ = 0;
    std::uint64_t judged_ = 0;
};

}  // namespace sealwright::cli
