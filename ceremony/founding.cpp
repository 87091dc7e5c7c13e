#include "sealwright/ceremony/founding.hpp"

#include "sealwright/ceremony/errors.hpp"
#include "sealwright/wire/copies.hpp"

#include <algorithm>

namespace sealwright::ceremony {
namespace {

constexpr std::string_view domain = "VUS-V1-FOUNDING";
constexpr std::size_t text_max = 64;

IdBytes ceremony_of(const Digest& plan) {
    IdBytes id{};
    std::copy_n(plan.begin(), id.size(), id.begin());
    return id;
}

Roles any_role() {
    Roles roles;
    for (const auto role :
         {Role::operator_, Role::custodian, Role::responder, Role::witness, Role::auditor}) {
        roles.add(role);
    }
    return roles;
}

}  // namespace

void FoundingPlan::write(wire::Writer& writer) const {
    writer.text(domain);
    writer.id(installation);
    writer.text(environment);
    writer.text(owner);
    writer.u8(threshold);
    writer.u8(tokens);
    writer.raw(identity);
    roster.write(writer);
    writer.bytes(policy);
    writer.boolean(was_solo);
    writer.u64(loosenings);
    writer.raw(loosenings_digest);
    writer.u64(made_ms);
}

FoundingPlan FoundingPlan::read(wire::Reader& reader) {
    FoundingPlan plan;
    if (reader.text(text_max) != domain) reader.fail_value();
    plan.installation = reader.id<InstallationId>();
    plan.environment = reader.text(text_max);
    plan.owner = reader.text(text_max);
    plan.threshold = reader.u8();
    plan.tokens = reader.u8();
    reader.copy_into(plan.identity);
    plan.roster = Roster::read(reader);
    plan.policy = wire::copy_of(reader.bytes(founding_policy_max));
    plan.was_solo = reader.boolean();
    plan.loosenings = reader.u64();
    plan.loosenings_digest = reader.digest();
    plan.made_ms = reader.u64();
    return plan;
}

Plan FoundingPlan::plan() const {
    return {founding_type, wire::encode_public(*this)};
}

Result<Act> FoundingPlan::act_of(std::string_view person, std::uint64_t expiry_ms) const {
    const auto* founder = roster.person_named(person);
    if (founder == nullptr) return Error(errors::person_removed, {fact("person", person)});
    Act act;
    act.installation = installation;
    act.environment = environment;
    act.plan = plan().digest();
    act.ceremony = ceremony_of(act.plan);
    act.person = founder->name;
    act.role = founder->roles.first().value_or(Role::auditor);
    act.index = roster.index_of(*founder);
    act.choice = Choice::approve;
    act.epoch = roster.epoch();
    act.expiry_ms = expiry_ms;
    return act;
}

Result<void> FoundingPlan::check(const SignedAct& act, std::uint64_t wall_ms) const {
    const auto digest = plan().digest();
    const ActTarget target{
        ceremony_of(digest), 0, digest, {}, wall_ms + request_life_max_ms, any_role()};
    TRY(check_act({installation, environment}, roster, target, act, wall_ms));
    if (act.act.choice != Choice::approve) return errors::act_not_one;
    return done;
}

bool is_signed_by_all(const FoundingPlan& plan, const std::vector<SignedAct>& acts) {
    return std::ranges::all_of(plan.roster.persons(), [&](const Person& person) {
        return std::ranges::any_of(acts, [&](const SignedAct& each) {
            return each.act.index == plan.roster.index_of(person);
        });
    });
}

}  // namespace sealwright::ceremony
