// People with keys of their own, the rosters they make, and acts that they sign.
#pragma once

#include "../crypto/secret_bytes.hpp"
#include "sealwright/ceremony/founding.hpp"

#include <algorithm>
#include <string>

namespace sealwright::ceremony_test {

using namespace ceremony;

inline constexpr std::uint64_t noon_ms = 1'800'000'000'000;
inline constexpr std::uint64_t hour_ms = 3'600'000;

inline Roles roles_of(std::initializer_list<Role> each) {
    Roles roles;
    for (const auto role : each) roles.add(role);
    return roles;
}

// One key of somebody; another number is another key.
class Key {
public:
    explicit Key(std::uint8_t number)
        : seed_(test::secret_of<crypto::SigningSeedTag>(Bytes(32, number))) {}

    [[nodiscard]] crypto::PublicKey key() const { return crypto::Signer::public_key(seed_); }
    [[nodiscard]] crypto::Signature sign(const Digest& digest) const {
        return crypto::Signer::sign(seed_, digest);
    }
    [[nodiscard]] SignedAct sign(const Act& act) const { return {act, key(), sign(act.digest())}; }

private:
    crypto::SigningSeed seed_;
};

inline Person person_of(const std::string& name, Roles roles, const Key& key) {
    return {person_id(name, key.key()), name, roles, 0, {{key.key(), noon_ms, 0}}};
}

inline Place here() {
    IdBytes id{};
    id.fill(7);
    return {InstallationId(id), "staging"};
}

// Ana, Bea and Cem are operators, Dan is custodian, Eva auditor and responder.
struct Five {
    Key ana{1};
    Key bea{2};
    Key cem{3};
    Key dan{4};
    Key eva{5};
    Roster roster = make({2, 3, 0});

    [[nodiscard]] std::vector<Person> persons() const {
        return {person_of("ana", roles_of({Role::operator_}), ana),
                person_of("bea", roles_of({Role::operator_, Role::witness}), bea),
                person_of("cem", roles_of({Role::operator_}), cem),
                person_of("dan", roles_of({Role::custodian}), dan),
                person_of("eva", roles_of({Role::auditor, Role::responder}), eva)};
    }
    [[nodiscard]] Roster make(Rules rules) const {
        auto made = Roster::make(rules, persons());
        check(made.ok());
        return *std::move(made);
    }
};

inline const Terms two_operators{roles_of({Role::operator_}), 2, 0};

inline Plan some_plan() {
    return {0x0518, {1, 2, 3}};
}

// The act of this person of the roster, in the role that comes first.
inline Act act_by(const Roster& roster, std::string_view name, Choice choice = Choice::approve) {
    const auto* person = roster.person_named(name);
    check(person != nullptr);
    Act act;
    act.installation = here().installation;
    act.environment = here().environment;
    act.person = name;
    act.role = *person->roles.first();
    act.index = roster.index_of(*person);
    act.choice = choice;
    act.epoch = roster.epoch();
    act.expiry_ms = noon_ms + hour_ms;
    return act;
}

inline Proposal proposal_by(const Roster& roster,
                            std::string_view name,
                            const Key& key,
                            const Plan& plan = some_plan(),
                            std::uint32_t attempt = 0) {
    Proposal proposal{plan, {9}, {}};
    auto act = act_by(roster, name);
    act.attempt = attempt;
    act.plan = plan.digest();
    act.ceremony = request_id(plan, name, proposal.nonce).bytes();
    proposal.act = key.sign(act);
    return proposal;
}

// What somebody says to this request, not signed yet.
inline Act decision_on(const Request& request,
                       const Roster& roster,
                       std::string_view name,
                       Choice choice,
                       std::string_view reason = {}) {
    auto act = act_by(roster, name, choice);
    act.ceremony = request.id.bytes();
    act.attempt = request.attempt;
    act.plan = request.plan.digest();
    act.contribution = reason_digest(reason);
    act.expiry_ms = request.expiry_ms;
    return act;
}

}  // namespace sealwright::ceremony_test
