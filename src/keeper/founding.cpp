// The routes `init --founders`, `found`, and what founders do: one plan, which each of them signs.
//
// Before there is an installation the plan rests alone in a row in clear, with the keys it needs,
// sealed; the last signature makes the installation, with entry 1. A solo installation is founded
// in place: its plan names what its operator loosened alone. Spec: docs/protocol/acts.md section
// 10.
#include "new_installation.hpp"
#include "operating.hpp"
#include "sealwright/ceremony/errors.hpp"
#include "sealwright/operate/limits.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

using ceremony::FoundingPlan;

// All of it, with every signature, has to fit into one entry of the journal.
constexpr std::size_t founders_max = 16;

Result<void> check_proofs(const ceremony::Roster& roster,
                          const std::vector<operate::KeyProof>& proofs) {
    for (const auto& person : roster.persons()) {
        for (const auto& key : person.keys) {
            const auto its = [&](const operate::KeyProof& each) { return each.key == key.key; };
            const auto proof = std::ranges::find_if(proofs, its);
            if (proof == proofs.end()) {
                return Error(errors::person_key_invalid, {fact("person", person.name)});
            }
            TRY(ceremony::check_key_proof(person.name, key.key, proof->proof));
        }
    }
    return done;
}

// The row rests in clear before there is a journal: whoever can write it must not found with
// signatures that nobody made. When each was taken its time was looked at.
Result<void> check_signed(const Founding& founding) {
    for (const auto& act : founding.acts) {
        if (!founding.plan.check(act, act.act.expiry_ms - 1)) {
            return Error(errors::state_broken, {fact("row", founding_row)});
        }
    }
    return done;
}

Result<FoundingPlan> plan_of(const operate::FoundAsk& ask, std::uint64_t wall_ms) {
    FoundingPlan plan;
    const auto roster = wire::decode<ceremony::Roster>(ask.roster);
    if (!roster || roster->epoch() != 1 || roster->persons().size() > founders_max) {
        return errors::roster_invalid;
    }
    TRY(check_proofs(*roster, ask.proofs));
    if (!ask.policy.empty()) TRY(wire::decode<policy::ReleasePolicy>(ask.policy));
    plan.roster = *roster;
    plan.policy = ask.policy;
    plan.made_ms = wall_ms;
    return plan;
}

void place_plan(FoundingPlan& plan, const Installation& installation) {
    plan.installation = installation.id;
    plan.environment = installation.provenance.environment;
    plan.owner = installation.provenance.owner;
    plan.threshold = installation.threshold.needed;
    plan.tokens = installation.threshold.total;
    plan.identity = installation.verifier;
}

HeldRoster roster_of(const Founding& founding, std::uint64_t entry, std::uint64_t wall_ms) {
    return {founding.plan.roster, wall_ms, entry, founding.plan.was_solo};
}

std::optional<HeldPolicy> policy_of(const Founding& founding, std::uint64_t wall_ms) {
    if (founding.plan.policy.empty()) return std::nullopt;
    auto policy = wire::decode<policy::ReleasePolicy>(founding.plan.policy);
    check(policy.ok());
    return HeldPolicy{*std::move(policy), wall_ms, "founding"};
}

// Everything that was signed, and by whom.
void add_founding(std::vector<journal::Field>& facts, const Founding& founding) {
    facts.push_back({"persons", std::uint64_t{founding.plan.roster.persons().size()}});
    facts.push_back({"roster", founding.plan.roster.digest()});
    facts.push_back({"plan", founding.plan.plan().digest()});
    journal::add_bytes(facts, "plan", wire::encode_public(founding.plan));
    add_acts(facts, founding.acts);
}

// What has left the journal cannot be counted any more: whoever signs is told so, first of all.
void say_what_is_archived(operate::FoundingShown& shown, std::uint64_t last) {
    if (last == 0) return;
    auto& shown_ones = shown.loosenings;
    if (shown_ones.size() == operate::loosenings_max) shown_ones.erase(shown_ones.begin());
    shown_ones.insert(shown_ones.begin(),
                      "not counted: what was loosened in the entries 1 to " + std::to_string(last) +
                          ", which were archived");
}

Installation installation_of(const Founding& founding, const supervise::Settings& settings) {
    Installation installation;
    installation.id = founding.plan.installation;
    installation.provenance = {
        founding.plan.environment, founding.plan.owner, founding.instance, settings.token_group};
    installation.solo = false;
    installation.run = founding.run;
    installation.threshold = {founding.plan.threshold, founding.plan.tokens};
    installation.service_key = founding.service_key;
    installation.verifier = founding.plan.identity;
    return installation;
}

}  // namespace

// Whose last answer was lost hears that it is done, and not that there was nothing.
Result<Founding> Operating::founding_now() const {
    if (core_.state().is_founded()) return errors::founded_already;
    if (!core_.state().founding) return errors::founding_absent;
    return *core_.state().founding;
}

Reply Operating::shown_founding(bool is_done) {
    operate::FoundingShown shown;
    shown.is_done = is_done;
    shown.verifier_key = core_.verifier_key();
    const auto& founding = core_.state().founding;
    if (!founding) return reply_with(shown);
    shown.plan = wire::encode_public(founding->plan);
    for (const auto& act : founding->acts) shown.has_signed.push_back(act.act.person);
    if (founding->plan.was_solo) {
        const auto loosened = loosenings_.read(core_);
        if (loosened) shown.loosenings = loosened->newest;
        say_what_is_archived(shown, core_.state().archives.start.sequence);
    }
    return reply_with(shown);
}

Result<Founding> Operating::prepare_founding(const operate::FoundAsk& ask) {
    Founding founding;
    TRY(plan, plan_of(ask, core_.now().wall_ms));
    founding.plan = std::move(plan);
    if (core_.phase() == Phase::open) {
        const auto& installation = *core_.state().installation;
        place_plan(founding.plan, installation);
        founding.plan.was_solo = true;
        TRY(loosened, loosenings_.read(core_));
        founding.plan.loosenings = loosened.count;
        founding.plan.loosenings_digest = loosened.digest;
        return founding;
    }
    TRY(made, make_installation(core_, desk_));
    place_plan(founding.plan, made.installation);
    founding.service_key = made.installation.service_key;
    founding.instance = made.installation.provenance.instance;
    founding.run = made.installation.run;
    founding.identity =
        Keyring(made.service_key, made.installation).seal_identity(made.identity, core_.random());
    return founding;
}

// In an installation that is open it is an act like any other; before there is one it is a row.
Result<void> Operating::keep_founding(const OperatorAsk& ask,
                                      const std::optional<Founding>& founding,
                                      std::string_view what) {
    if (core_.phase() == Phase::empty) return core_.put_founding(founding);
    auto draft = core_.draft();
    std::vector<journal::Field> facts{{"what", std::string(what)}};
    if (founding) add_founding(facts, *founding);
    draft.put_founding(founding);
    draft.record({ask.origin, journal::Kind::act, std::move(facts)});
    return core_.commit_once(std::move(draft));
}

Result<Reply> Operating::found(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::FoundAsk>(ask.body));
    if (core_.state().is_founded()) return errors::founded_already;
    if (core_.state().founding) return errors::founding_under_way;
    TRY(founding, prepare_founding(message));
    if (wire::encode_public(founding.plan).size() > journalled_plan_max) {
        return errors::roster_invalid;
    }
    TRY(keep_founding(ask, founding, "founding begun"));
    return shown_founding(false);
}

Result<Reply> Operating::founding(const OperatorAsk& ask) {
    TRY(wire::decode<operate::FoundingAsk>(ask.body));
    return shown_founding(core_.state().is_founded());
}

Result<Reply> Operating::founding_abandon(const OperatorAsk& ask) {
    TRY(wire::decode<operate::FoundingAbandonAsk>(ask.body));
    TRY(founding_now());
    TRY(keep_founding(ask, std::nullopt, "founding abandoned"));
    return shown_founding(false);
}

Result<Reply> Operating::founding_sign(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::FoundingSignAsk>(ask.body));
    TRY(act, wire::decode<ceremony::SignedAct>(message.act));
    TRY(founding, founding_now());
    TRY(founding.plan.check(act, core_.now().wall_ms));
    TRY(check_signed(founding));
    const auto is_same = [&](const ceremony::SignedAct& each) {
        return each.act.index == act.act.index;
    };
    const bool is_new = std::ranges::none_of(founding.acts, is_same);
    if (is_new) founding.acts.push_back(act);
    if (ceremony::is_signed_by_all(founding.plan, founding.acts)) {
        TRY(complete_founding(ask, founding));
        return shown_founding(true);
    }
    if (is_new) TRY(keep_founding(ask, founding, "founding signed"));
    return shown_founding(false);
}

Result<void> Operating::complete_founding(const OperatorAsk& ask, const Founding& founding) {
    return core_.phase() == Phase::open ? found_in_place(ask, founding) : found_anew(ask, founding);
}

Result<void> Operating::found_in_place(const OperatorAsk& ask, const Founding& founding) {
    TRY(loosened, loosenings_.read(core_));
    if (loosened.digest != founding.plan.loosenings_digest) return errors::founding_moved;
    const auto wall_ms = core_.now().wall_ms;
    auto draft = core_.draft();
    auto installation = *core_.state().installation;
    installation.solo = false;
    draft.put(installation);
    draft.put(roster_of(founding, draft.next_sequence(), wall_ms));
    if (const auto policy = policy_of(founding, wall_ms)) draft.put(*policy);
    draft.put_founding(std::nullopt);
    std::vector<journal::Field> facts{{"what", std::string("found")},
                                      {"loosenings", founding.plan.loosenings}};
    add_founding(facts, founding);
    draft.record({ask.origin, journal::Kind::act, std::move(facts)});
    return core_.commit_once(std::move(draft));
}

Result<void> Operating::found_anew(const OperatorAsk& ask, const Founding& founding) {
    const auto wall_ms = core_.now().wall_ms;
    const auto installation = installation_of(founding, core_.settings());
    TRY(service_key, core_.keys().open(installation.service_key, {installation.run, 0}));
    TRY(identity, Keyring(service_key, installation).open_identity(founding.identity));
    if (crypto::Signer::public_key(identity) != installation.verifier) return errors::state_broken;
    auto entry = founded_entry(ask.origin, installation, "no: founded by its people");
    add_founding(entry.fields, founding);
    const Core::FoundedBy people{roster_of(founding, 1, wall_ms), policy_of(founding, wall_ms)};
    return core_.found(installation, service_key, std::move(identity), people, std::move(entry));
}

}  // namespace sealwright::keeper
