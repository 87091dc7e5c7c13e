#include "told_request.hpp"

#include "errors.hpp"
#include "sealwright/ceremony/errors.hpp"

#include <algorithm>

namespace sealwright::cli {
namespace {

using ceremony::SignedAct;

constexpr std::size_t acts_max = 128;

// Also with a key that was taken back since, of a person who has left since.
bool was_of(const ceremony::Roster& roster, const SignedAct& act) {
    const auto* person = roster.person_at(act.act.index);
    return person != nullptr && person->name == act.act.person &&
           std::ranges::any_of(person->keys, [&](const auto& each) { return each.key == act.key; });
}

}  // namespace

Error wrong(const journal::Entry& entry, std::string_view why) {
    return {errors::cli_journal_act, {fact("entry", entry.sequence), fact("why", why)}};
}

Result<std::vector<SignedAct>> acts_of(const journal::Entry& entry) {
    const auto bytes = entry.bytes("acts");
    if (!bytes) return wrong(entry, "its acts are not there");
    wire::Reader reader(*bytes);
    auto acts = wire::read_list<SignedAct>(reader, acts_max);
    if (!reader.finish() || acts.empty()) return wrong(entry, "its acts cannot be read");
    return acts;
}

// What is said of an act that the keeper would not have taken.
std::string_view why_not_taken(const Error& error,
                               const ceremony::Roster& roster,
                               const SignedAct& act) {
    if (error.is(errors::act_elsewhere)) return "an act is of another installation or environment";
    if (error.is(errors::person_unknown)) {
        return was_of(roster, act) ? "a key was revoked, or its person removed, before the act"
                                   : "a key is not the named person's";
    }
    if (error.is(errors::person_role_missing)) return "an act is in a role that may not decide";
    if (error.is(errors::act_other_plan)) return "an act is of another request or attempt";
    if (error.is(errors::act_epoch)) return "an act was signed under another roster";
    if (error.is(errors::act_expired)) return "an act had expired when it was taken";
    if (error.is(errors::act_too_far)) return "an act is good for longer than any may be";
    return "a signature is not over this plan";
}

Result<ToldRequest> ToldRequest::read(const journal::Entry& entry) {
    ToldRequest told{entry, {}, {}, {}, {}, nullptr, {}};
    const auto id = RequestId::parse(*entry.text("request"));
    const auto* words = entry.text("what");
    const auto* digest = entry.digest("plan");
    if (!id || words == nullptr) return wrong(entry, "it does not name its request");
    if (digest == nullptr) return wrong(entry, "it does not name its plan");
    told.id = *id;
    told.words = *words;
    told.digest = *digest;
    if (const auto bytes = entry.bytes("plan")) {
        const auto plan = wire::decode<ceremony::Plan>(*bytes);
        if (!plan || plan->digest() != *digest) return wrong(entry, "its plan is another one");
        told.plan = *plan;
    }
    const bool is_step = told.is_step();
    told.route = is_step ? nullptr : change_named(*words);
    const auto meant = told.plan ? words_of_change(*told.plan) : std::string_view();
    if (told.plan) told.route = change_named(meant);
    if (told.route == nullptr && (!is_step || told.plan)) {
        return wrong(entry, "its change is none that this release knows");
    }
    if (told.plan && !is_step && meant != *words) {
        return wrong(entry, "it says another change than its plan");
    }
    TRY(acts, acts_of(entry));
    told.acts = std::move(acts);
    return told;
}

}  // namespace sealwright::cli
