// Roster: the people of an installation, their keys and roles, and the rules by which they decide.
//
// Invariants of every roster that leaves here: names that nobody mistakes for another, each key one
// person's, at least `needed` operators who can sign. A person keeps name and place for ever; a
// change raises the epoch. Pure. Process: keeper, cli. Limits: 64 persons, 8 keys each. Spec:
// docs/protocol/acts.md section 4.
#pragma once

#include "sealwright/ceremony/person.hpp"

namespace sealwright::ceremony {

inline constexpr std::size_t persons_max = 64;

struct Rules {
    std::uint8_t needed = 2;    // Operators to loosen anything: 2..8.
    std::uint8_t overrule = 2;  // Approvals over a veto: needed..16.
    std::uint32_t veto_s = 0;   // How long an approved request can still be vetoed: at most a week.

    void write(wire::Writer& writer) const;
    static Rules read(wire::Reader& reader);
    bool operator==(const Rules&) const = default;
};

class Roster {
public:
    // Checks every invariant.
    static Result<Roster> make(Rules rules, std::vector<Person> persons, std::uint64_t epoch = 1);
    Roster() = default;

    void write(wire::Writer& writer) const;
    static Roster read(wire::Reader& reader);
    [[nodiscard]] Digest digest() const;

    [[nodiscard]] std::uint64_t epoch() const { return epoch_; }
    [[nodiscard]] const Rules& rules() const { return rules_; }
    [[nodiscard]] const std::vector<Person>& persons() const { return persons_; }
    [[nodiscard]] const Person* person_named(std::string_view name) const;  // In force.
    // In force, with the role, and able to sign: who may hold a share.
    [[nodiscard]] const Person* custodian_named(std::string_view name) const;
    [[nodiscard]] const Person* owner_of(const crypto::PublicKey& key) const;
    // From 1, as in an act.
    [[nodiscard]] const Person* person_at(std::uint16_t index) const;
    [[nodiscard]] std::uint16_t index_of(const Person& person) const;

    // The next roster, or why it would be none. Times are those of the change.
    [[nodiscard]] Result<Roster> with_person(Person person) const;
    [[nodiscard]] Result<Roster> with_key(std::string_view name, PersonKey key) const;
    [[nodiscard]] Result<Roster> with_roles(std::string_view name, Roles roles) const;
    [[nodiscard]] Result<Roster> with_rules(Rules rules) const;
    [[nodiscard]] Result<Roster> without_key(std::string_view name,
                                             const crypto::PublicKey& key,
                                             std::uint64_t wall_ms) const;
    [[nodiscard]] Result<Roster> without_person(std::string_view name, std::uint64_t wall_ms) const;

    bool operator==(const Roster&) const = default;

private:
    [[nodiscard]] Result<Roster> next(std::vector<Person> persons, Rules rules) const;
    // The next roster, in which `change` has been done to the person of this name.
    template <class Change>
    [[nodiscard]] Result<Roster> with(std::string_view name, Change change) const;

    std::uint64_t epoch_ = 0;
    Rules rules_;
    std::vector<Person> persons_;
};

}  // namespace sealwright::ceremony
