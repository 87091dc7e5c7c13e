#include "requests.hpp"

#include "judge.hpp"
#include "sealwright/ceremony/errors.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

// What has no row, and what only reads, is nothing that people decide.
Result<const operate::Route*> change_of(const ceremony::Plan& plan) {
    using operate::Effect;
    const auto* route = operate::route_of(plan.type);
    const bool is_change =
        route != nullptr && route->effect != Effect::read && route->effect != Effect::local;
    if (!is_change) return errors::ask_unknown;
    return route;
}

}  // namespace

ceremony::Place Requests::place() const {
    const auto& installation = *core_.state().installation;
    return {installation.id, installation.provenance.environment};
}

// Vetoed before, not so long ago: it now takes more, and cannot be vetoed again.
std::uint32_t Requests::attempt_of(const ceremony::Plan& plan) const {
    const auto wall_ms = core_.latest_ms();
    return std::ranges::any_of(core_.state().requests, [&](const auto& each) {
        return each.second.request.is_veto_of(plan, wall_ms);
    });
}

Result<ceremony::Terms> Requests::terms_of(const operate::Route& route,
                                           const ceremony::Plan& plan,
                                           const std::string& proposer,
                                           std::uint32_t attempt) const {
    TRY(is_loose, loosens(route, plan, proposer, core_.state(), core_.now()));
    const ceremony::Roles proposers(route.roles);
    if (!is_loose) return ceremony::Terms{proposers, 1, 0};
    auto terms = terms_now(plan, attempt);
    terms.proposers = proposers;
    return terms;
}

ceremony::Terms Requests::terms_now(const ceremony::Plan& plan, std::uint32_t attempt) const {
    return loosening_terms(core_.state(), plan.type, attempt);
}

Result<void> Requests::check_proposer(const operate::Route& route,
                                      const ceremony::Proposal& proposal,
                                      std::uint32_t attempt) const {
    TRY(check_proposal(place(),
                       core_.state().roster.roster,
                       ceremony::Roles(route.roles),
                       proposal,
                       attempt,
                       core_.latest_ms()));
    // What one person may always do waits for nobody, and so takes no room.
    using operate::Effect;
    if (route.effect == Effect::hold || route.effect == Effect::tighten) return done;
    return check_room(proposal.act.act.person);
}

// What has ended is kept until its act expires, so that it is not carried out again; so many at
// most of one person.
Result<void> Requests::check_room(const std::string& proposer) const {
    std::size_t open = 0;
    std::size_t of_one = 0;
    std::size_t kept_of_one = 0;
    const auto wall_ms = core_.latest_ms();
    for (const auto& [id, kept] : core_.state().requests) {
        const bool is_theirs = kept.request.proposer() == proposer;
        if (is_theirs && wall_ms < kept.request.expiry_ms) ++kept_of_one;
        if (!kept.request.is_open()) continue;
        ++open;
        if (is_theirs) ++of_one;
    }
    const bool has_room = open < open_max && of_one < open_of_one_max;
    if (has_room && kept_of_one < kept_of_one_max) return done;
    return Error(errors::requests_full, {fact("open", open), fact("of this person", of_one)});
}

Result<void> Requests::check_freeze(const ceremony::Plan& plan,
                                    const ceremony::Terms& terms) const {
    if (core_.state().freeze.now(core_.latest_ms()) == nullptr) return done;
    if (!freeze_stops(plan.type, terms.needed > 1)) return done;
    return errors::service_frozen;
}

claims::Origin Requests::origin_of(const Request& request) const {
    return {claims::PersonOrigin{ceremony::approvers(request.acts()), request.id.bytes()}};
}

Result<Reply> Requests::propose(const operate::ProposeAsk& ask, const crypto::PublicKey& key) {
    if (core_.is_clock_behind()) return errors::clock_behind;
    TRY(act, wire::decode<ceremony::SignedAct>(ask.act));
    if (act.key != key) return errors::person_key_invalid;
    const ceremony::Proposal proposal{{ask.plan_type, ask.plan_body}, ask.nonce, act};
    const auto id = proposal.id();
    if (core_.state().requests.contains(id)) return shown_request(core_.state(), id);

    const auto& roster = core_.state().roster.roster;
    const auto wall_ms = core_.latest_ms();
    const auto attempt = attempt_of(proposal.plan);
    // Who asks comes before what it would take: that may be much work.
    TRY(route, change_of(proposal.plan));
    TRY(check_proposer(*route, proposal, attempt));
    TRY(terms, terms_of(*route, proposal.plan, proposal.act.act.person, attempt));
    TRY(request, Request::propose(place(), roster, terms, proposal, attempt, wall_ms));
    TRY(check_freeze(request.plan, terms));
    if (request.is_ready(roster, wall_ms)) return carry_out(request, false);
    TRY(keep(request, "request proposed"));
    return shown_request(core_.state(), id);
}

Result<Reply> Requests::decide(const operate::DecideAsk& ask, const crypto::PublicKey& key) {
    if (core_.is_clock_behind()) return errors::clock_behind;
    TRY(act, wire::decode<ceremony::SignedAct>(ask.act));
    if (act.key != key) return errors::person_key_invalid;
    const auto found = core_.state().requests.find(RequestId(ask.request));
    if (found == core_.state().requests.end()) return errors::request_unknown;

    auto request = found->second.request;
    request.raise(terms_now(request.plan, request.attempt));
    const auto before = request;
    const auto& roster = core_.state().roster.roster;
    const auto wall_ms = core_.latest_ms();
    TRY(request.decide(place(), roster, act, ask.reason, wall_ms));
    if (request == before) return shown_request(core_.state(), request.id);
    if (act.act.choice == ceremony::Choice::approve) {
        TRY(check_freeze(request.plan, request.terms));
    }
    if (request.is_ready(roster, wall_ms)) return carry_out(request, true);
    TRY(keep(request, "request " + std::string(word_of(request.state))));
    return shown_request(core_.state(), request.id);
}

Result<Reply> Requests::carry_out(const Request& request, bool is_kept) {
    const auto& body = request.plan.body;
    auto reply = operating_.carry_out(
        {request.plan.type, {body.begin(), body.end()}, origin_of(request), &request});
    moved_revision_ = core_.state().revision;
    if (reply) return shown_request(core_.state(), request.id);
    // A store that did not answer, or another writer, says nothing about the plan: it waits on.
    const bool is_of_store =
        core_.phase() != Phase::open || reply.error().is(errors::commit_contended);
    // Another instance has ended it: what it has become stands.
    const bool is_over = reply.error().is(errors::request_over);
    if (!is_kept || is_of_store || is_over) return reply.error();
    auto failed = request;
    failed.fail(PublicText(reply.error().sentence()).str(), core_.latest_ms());
    TRY(keep(failed, "request failed"));
    return shown_request(core_.state(), request.id);
}

// A few at a time: a commit has room for so many rows.
void Requests::forget_old(Draft& draft, std::uint64_t wall_ms) {
    auto count = draft.state().requests.size();
    std::vector<RequestId> old;
    for (const auto& [id, kept] : draft.state().requests) {
        const auto& request = kept.request;
        if (request.is_open()) continue;
        const bool is_veto = request.state == ceremony::RequestState::vetoed;
        const bool is_crowded = count >= kept_max && wall_ms >= request.expiry_ms && !is_veto;
        if (wall_ms < request.ended_ms + kept_ms && !is_crowded) continue;
        old.push_back(id);
        --count;
        if (old.size() == forgotten_at_once) break;
    }
    for (const auto& id : old) draft.forget_request(id);
}

// What has become of a request, with every act on it. It was decided on this state; if another one
// came first, whoever sent it sends it again.
Result<void> Requests::keep(const Request& request, std::string_view what) {
    auto draft = core_.draft();
    forget_old(draft, core_.latest_ms());
    const auto entry = request.is_open() ? 0 : draft.next_sequence();
    draft.put(KeptRequest{request, entry});
    std::vector<journal::Field> facts{{"what", std::string(what)}};
    if (!request.why.empty()) facts.push_back({"why", request.why});
    add_request(facts, request);
    draft.record({origin_of(request), journal::Kind::act, std::move(facts)});
    TRY(core_.commit_once(std::move(draft)));
    moved_revision_ = core_.state().revision;
    return done;
}

void Requests::step() {
    if (core_.phase() != Phase::open) return;
    const auto& roster = core_.state().roster.roster;
    const auto wall_ms = core_.latest_ms();
    for (const auto& [id, kept] : core_.state().requests) {
        if (!kept.request.is_open()) continue;
        auto request = kept.request;
        const bool is_raised = request.raise(terms_now(request.plan, request.attempt));
        const bool has_moved = request.look(roster, wall_ms) || is_raised;
        const bool is_ready = request.is_ready(roster, wall_ms);
        const bool is_frozen = !check_freeze(request.plan, request.terms);
        // With a clock that was put back what is over ends, and nothing is carried out.
        if (is_ready && (is_frozen || core_.is_clock_behind())) continue;
        // The map has changed behind either: the next turn goes on.
        if (is_ready) return void(carry_out(request, true));
        if (has_moved) return void(keep(request, "request " + std::string(word_of(request.state))));
    }
}

}  // namespace sealwright::keeper
