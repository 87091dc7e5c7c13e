// PeopleChain: a founded installation's journal as a keeper writes it, for a test to lie in.
//
// Ana, Bea and Cem are operators, Dan is custodian, Eva auditor and responder.
#pragma once

#include "../../unit/ceremony/people.hpp"
#include "chain.hpp"

namespace sealwright::cli_test {

using ceremony::Choice;
using ceremony::Plan;
using ceremony::SignedAct;

inline constexpr std::uint64_t hour_ms = ceremony_test::hour_ms;

struct PeopleChain : ceremony_test::Five {
    PeopleChain() : PeopleChain({2, 3, 0}) {}
    explicit PeopleChain(ceremony::Rules rules);

    [[nodiscard]] const ceremony_test::Key& key_of(std::string_view name) const;
    [[nodiscard]] std::vector<SignedAct> founders() const;
    void found(const std::vector<SignedAct>& acts);
    // By all who have to.
    void found() { found(founders()); }

    [[nodiscard]] static RequestId id_of(const Plan& plan, std::string_view proposer);
    // Not signed yet: of this person, on that plan of ana's.
    [[nodiscard]] ceremony::Act act_of(std::string_view name,
                                       const Plan& plan,
                                       Choice choice = Choice::approve) const;
    [[nodiscard]] SignedAct sign(const ceremony::Act& act) const {
        return key_of(act.person).sign(act);
    }
    // Each approves what ana asks for.
    [[nodiscard]] std::vector<SignedAct> by(const std::vector<std::string_view>& names,
                                            const Plan& plan,
                                            std::uint32_t attempt = 0) const;

    struct Said {
        std::string words;
        const Plan* shown = nullptr;  // Instead of the plan.
        std::optional<ceremony::Roster> roster;
        std::optional<std::string> names;  // Instead of those who approve.
    };
    void tell(const Said& said, const Plan& plan, const std::vector<SignedAct>& acts);
    void tell(const std::string& words, const Plan& plan, const std::vector<SignedAct>& acts) {
        tell(Said{words, nullptr, std::nullopt, std::nullopt}, plan, acts);
    }
    // A change of people, by ana and bea, after which this is the roster.
    void change_people(const std::string& words, const Plan& plan, const ceremony::Roster& next);

    Ran verify(const std::vector<std::string>& more = {});
    void check_holds();
    void check_refused(std::string_view why);

    ceremony::FoundingPlan founding;
    Chain chain{ceremony_test::here().environment};
};

}  // namespace sealwright::cli_test
