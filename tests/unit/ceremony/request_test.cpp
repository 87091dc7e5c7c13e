#include "people.hpp"
#include "sealwright/ceremony/errors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::ceremony_test;

namespace {

struct Open {
    Five five;
    Terms terms = two_operators;
    Request request = *Request::propose(
        here(), five.roster, terms, proposal_by(five.roster, "ana", five.ana), 0, noon_ms);

    Open() = default;
    explicit Open(std::uint32_t veto_s, std::uint32_t attempt = 0) : terms(two_operators) {
        terms.veto_s = veto_s;
        request = *Request::propose(here(),
                                    five.roster,
                                    terms,
                                    proposal_by(five.roster, "ana", five.ana, some_plan(), attempt),
                                    attempt,
                                    noon_ms);
    }

    Result<void> say(std::string_view name,
                     const Key& key,
                     Choice choice,
                     std::string_view reason = {},
                     std::uint64_t wall_ms = noon_ms) {
        const auto act = decision_on(request, five.roster, name, choice, reason);
        return request.decide(here(), five.roster, key.sign(act), reason, wall_ms);
    }
};

template <class T>
bool is(const Result<T>& result, const ErrorSpec& spec) {
    return !result.ok() && result.error().is(spec);
}

// Whatever `change` makes of a second approval is refused as `spec`, and changes nothing.
template <class Change>
bool refuses(const ErrorSpec& spec, Change change) {
    Open open;
    const auto before = open.request;
    auto act = decision_on(open.request, open.five.roster, "bea", Choice::approve);
    change(act);
    const auto decided =
        open.request.decide(here(), open.five.roster, open.five.bea.sign(act), {}, noon_ms);
    return is(decided, spec) && open.request == before;
}

}  // namespace

TEST_SUITE("ceremony/request") {
    TEST_CASE("a proposal is its proposer's approval, and the second operator's is enough") {
        Open open;
        CHECK(open.request.approvals(open.five.roster) == 1);
        CHECK(open.request.state == RequestState::collecting);
        CHECK_FALSE(open.request.is_ready(open.five.roster, noon_ms));

        REQUIRE(open.say("bea", open.five.bea, Choice::approve).ok());

        CHECK(open.request.state == RequestState::armed);
        CHECK(open.request.is_ready(open.five.roster, noon_ms));
    }

    TEST_CASE("a person counts once, whichever key they use") {
        Open open;
        const Key second(6);
        open.five.roster = *open.five.roster.with_key("ana", {second.key(), noon_ms, 0});

        const auto again = open.say("ana", second, Choice::approve);

        CHECK(is(again, errors::decided_already));
        CHECK(open.request.approvals(open.five.roster) == 1);
    }

    TEST_CASE("an act that was taken already is answered as before, and changes nothing") {
        Open open;
        REQUIRE(open.say("bea", open.five.bea, Choice::deny, "not today").ok());
        const auto before = open.request;

        CHECK(open.say("bea", open.five.bea, Choice::deny, "not today").ok());

        CHECK(open.request == before);
    }

    TEST_CASE("the same proposal is one request, and another nonce, plan or person is another") {
        const auto id = request_id(some_plan(), "ana", {1});

        CHECK(id == request_id(some_plan(), "ana", {1}));
        CHECK(id != request_id(some_plan(), "ana", {2}));
        CHECK(id != request_id(some_plan(), "bea", {1}));
        CHECK(id != request_id({0x0519, {1, 2, 3}}, "ana", {1}));
        CHECK(id != request_id({0x0518, {1, 2, 4}}, "ana", {1}));
    }

    TEST_CASE("each wrong act has its own refusal, and changes nothing") {
        CHECK(refuses(errors::act_elsewhere,
                      [](Act& act) { act.installation = InstallationId(IdBytes{1}); }));
        CHECK(refuses(errors::act_elsewhere, [](Act& act) { act.environment = "other"; }));
        CHECK(refuses(errors::person_unknown, [](Act& act) { act.person = "ana"; }));
        CHECK(refuses(errors::person_unknown, [](Act& act) { act.index = 1; }));
        CHECK(refuses(errors::person_unknown, [](Act& act) { act.index = 99; }));
        CHECK(refuses(errors::person_role_missing, [](Act& act) { act.role = Role::custodian; }));
        // Bea is a witness too, but that is none who approves.
        CHECK(refuses(errors::person_role_missing, [](Act& act) { act.role = Role::witness; }));
        CHECK(refuses(errors::act_other_plan, [](Act& act) { act.ceremony = IdBytes{1}; }));
        CHECK(refuses(errors::act_other_plan, [](Act& act) { act.attempt = 1; }));
        CHECK(refuses(errors::act_other_plan, [](Act& act) { act.plan.front() ^= 1U; }));
        CHECK(refuses(errors::act_reason, [](Act& act) { act.contribution = Digest{1}; }));
        CHECK(refuses(errors::act_epoch, [](Act& act) { ++act.epoch; }));
        CHECK(refuses(errors::act_expired, [](Act& act) { act.expiry_ms = noon_ms; }));
        CHECK(refuses(errors::act_expired, [](Act& act) { act.expiry_ms = 0; }));
        CHECK(refuses(errors::act_too_far, [](Act& act) { ++act.expiry_ms; }));
    }

    TEST_CASE("a signature of another key, or over another act, is refused before anything else") {
        Open open;
        const auto before = open.request;
        auto act = decision_on(open.request, open.five.roster, "bea", Choice::approve);
        auto swapped = open.five.bea.sign(act);
        swapped.act.installation = InstallationId(IdBytes{1});
        auto borrowed = open.five.bea.sign(act);
        borrowed.key = open.five.cem.key();

        for (const auto& wrong : {swapped, borrowed}) {
            CHECK(is(open.request.decide(here(), open.five.roster, wrong, {}, noon_ms),
                     errors::act_signature));
        }
        // A stranger's own good signature says nothing of who is known.
        CHECK(is(open.request.decide(here(), open.five.roster, Key(99).sign(act), {}, noon_ms),
                 errors::person_unknown));
        CHECK(open.request == before);
    }

    TEST_CASE("a revoked key and a removed person decide nothing, and count no more") {
        Open open;
        REQUIRE(open.say("bea", open.five.bea, Choice::approve).ok());
        REQUIRE(open.request.is_ready(open.five.roster, noon_ms));
        const Key second(6);
        const auto two_keys = *open.five.roster.with_key("bea", {second.key(), noon_ms, 0});
        const auto revoked = *two_keys.without_key("bea", open.five.bea.key(), noon_ms);
        const auto removed = *open.five.roster.without_person("bea", noon_ms);

        for (const auto& roster : {revoked, removed}) {
            auto request = open.request;
            CHECK_FALSE(request.is_ready(roster, noon_ms));
            CHECK(request.approvals(roster) == 1);
            CHECK(request.look(roster, noon_ms));
            CHECK(request.state == RequestState::collecting);
            auto act = decision_on(request, roster, "cem", Choice::approve);
            act.person = "bea";
            act.index = 2;
            CHECK(is(request.decide(here(), roster, open.five.bea.sign(act), {}, noon_ms),
                     errors::person_unknown));
        }
    }

    TEST_CASE("who is no operator neither proposes nor approves") {
        const Five five;

        const auto proposed = Request::propose(here(),
                                               five.roster,
                                               two_operators,
                                               proposal_by(five.roster, "dan", five.dan),
                                               0,
                                               noon_ms);

        CHECK(is(proposed, errors::person_role_missing));
        Open open;
        CHECK(is(open.say("dan", open.five.dan, Choice::approve), errors::person_role_missing));
        CHECK(is(open.say("eva", open.five.eva, Choice::veto, "no"), errors::person_role_missing));
    }

    TEST_CASE("a role that would decide is nobody's who does not have it") {
        Open open;
        auto act = decision_on(open.request, open.five.roster, "dan", Choice::approve);
        act.role = Role::operator_;

        const auto decided =
            open.request.decide(here(), open.five.roster, open.five.dan.sign(act), {}, noon_ms);

        CHECK(is(decided, errors::person_role_missing));
        CHECK(open.request.approvals(open.five.roster) == 1);
    }

    TEST_CASE("an approval by somebody who is no operator any more does not count") {
        Open open(60);
        REQUIRE(open.say("bea", open.five.bea, Choice::approve).ok());
        const auto changed = *open.five.roster.with_roles("bea", roles_of({Role::witness}));

        CHECK(open.request.approvals(changed) == 1);
        CHECK_FALSE(open.request.is_ready(changed, noon_ms + 60'000));
    }

    TEST_CASE("who has left is not waited for: a request is denied without them") {
        Open open;
        open.five.roster = *open.five.roster.without_person("cem", noon_ms);

        REQUIRE(open.say("bea", open.five.bea, Choice::deny).ok());

        CHECK(open.request.state == RequestState::denied);
    }

    TEST_CASE("an act that was taken is none with another reason") {
        Open open;
        const auto act = open.five.bea.sign(
            decision_on(open.request, open.five.roster, "bea", Choice::deny, "not today"));
        REQUIRE(open.request.decide(here(), open.five.roster, act, "not today", noon_ms).ok());

        CHECK(is(open.request.decide(here(), open.five.roster, act, "looks fine", noon_ms),
                 errors::act_reason));
    }

    TEST_CASE("a veto lasts for thirty days, to the millisecond, and for no other plan") {
        Open open;
        REQUIRE(open.say("dan", open.five.dan, Choice::veto, "no").ok());

        CHECK(open.request.is_veto_of(some_plan(), noon_ms + veto_lasts_ms - 1));
        CHECK_FALSE(open.request.is_veto_of(some_plan(), noon_ms + veto_lasts_ms));
        CHECK_FALSE(open.request.is_veto_of({0x0518, {9}}, noon_ms));
    }

    TEST_CASE("a request is denied as soon as the others are too few, and not before") {
        Open open;
        REQUIRE(open.say("bea", open.five.bea, Choice::deny, "not with my name").ok());
        CHECK(open.request.is_open());

        REQUIRE(open.say("cem", open.five.cem, Choice::deny).ok());

        CHECK(open.request.state == RequestState::denied);
        CHECK_FALSE(open.request.is_open());
        CHECK(open.request.ended_ms == noon_ms);
    }

    TEST_CASE("a veto ends a request for all, takes a reason, and comes also after an approval") {
        Open open(60);
        REQUIRE(open.say("bea", open.five.bea, Choice::approve).ok());
        REQUIRE(open.request.state == RequestState::armed);
        CHECK(is(open.say("bea", open.five.bea, Choice::veto), errors::act_reason));
        CHECK(is(open.say("bea", open.five.bea, Choice::veto, "  "), errors::act_reason));
        CHECK(is(open.say("bea", open.five.bea, Choice::veto, "two\nlines"), errors::act_reason));
        CHECK(is(open.say("bea", open.five.bea, Choice::veto, std::string(161, 'x')),
                 errors::act_reason));

        REQUIRE(open.say("bea", open.five.bea, Choice::veto, "it is a trap").ok());

        CHECK(open.request.state == RequestState::vetoed);
        CHECK(open.request.why == "it is a trap");
        CHECK(is(open.say("cem", open.five.cem, Choice::approve), errors::request_over));
    }

    TEST_CASE("a custodian and a witness may veto") {
        Open open(60);

        CHECK(open.say("dan", open.five.dan, Choice::veto, "no").ok());

        CHECK(open.request.state == RequestState::vetoed);
    }

    TEST_CASE("the second attempt of a plan is not vetoed again") {
        Open open(60, 1);

        const auto vetoed = open.say("bea", open.five.bea, Choice::veto, "still no");

        CHECK(is(vetoed, errors::veto_overruled));
        CHECK(open.request.state == RequestState::collecting);
        CHECK(open.request.decisions.size() == 1);
    }

    TEST_CASE("an approved request waits for its veto time, and is ready when that is over") {
        Open open(60);
        REQUIRE(open.say("bea", open.five.bea, Choice::approve).ok());

        CHECK_FALSE(open.request.is_ready(open.five.roster, noon_ms + 59'999));
        CHECK(open.request.is_ready(open.five.roster, noon_ms + 60'000));

        open.request.commit(noon_ms + 60'000);
        CHECK(open.request.state == RequestState::committed);
        CHECK_FALSE(open.request.is_ready(open.five.roster, noon_ms + 60'001));
    }

    TEST_CASE("a request expires at its end, and nobody decides on it any more") {
        Open open;

        CHECK_FALSE(open.request.look(open.five.roster, noon_ms + hour_ms - 1));
        CHECK(open.request.look(open.five.roster, noon_ms + hour_ms));

        CHECK(open.request.state == RequestState::expired);
        CHECK_FALSE(open.say("bea", open.five.bea, Choice::approve, {}, noon_ms + hour_ms).ok());
    }

    TEST_CASE("an armed request is carried out although its end came while it waited") {
        Open open(2 * 3600);
        REQUIRE(open.say("bea", open.five.bea, Choice::approve).ok());

        CHECK_FALSE(open.request.look(open.five.roster, noon_ms + hour_ms + 1));

        CHECK(open.request.is_ready(open.five.roster, noon_ms + 2 * hour_ms));
    }

    TEST_CASE("an armed request that nobody carries out ends seven days after its veto time") {
        Open open(2 * 3600);
        REQUIRE(open.say("bea", open.five.bea, Choice::approve).ok());
        const auto end_ms = noon_ms + 2 * hour_ms + armed_life_ms;

        CHECK_FALSE(open.request.look(open.five.roster, end_ms - 1));
        CHECK(open.request.look(open.five.roster, end_ms));

        CHECK(open.request.state == RequestState::expired);
        CHECK_FALSE(open.request.is_ready(open.five.roster, end_ms));
    }

    TEST_CASE("the terms of an open request only rise, and its veto time with them") {
        Open open(3600);
        REQUIRE(open.say("bea", open.five.bea, Choice::approve).ok());
        Terms later = open.terms;
        later.needed = 1;
        later.veto_s = 0;
        CHECK_FALSE(open.request.raise(later));
        CHECK(open.request.terms == open.terms);

        later.veto_s = 2 * 3600;
        CHECK(open.request.raise(later));
        CHECK_FALSE(open.request.is_ready(open.five.roster, noon_ms + 2 * hour_ms - 1));
        CHECK(open.request.is_ready(open.five.roster, noon_ms + 2 * hour_ms));

        later.needed = 3;
        CHECK(open.request.raise(later));
        CHECK(open.request.look(open.five.roster, noon_ms + 2 * hour_ms));
        CHECK(open.request.state != RequestState::armed);
    }

    TEST_CASE("a proposal is good for seven days at most, and is an approval") {
        const Five five;
        auto proposal = proposal_by(five.roster, "ana", five.ana);
        auto far = proposal.act.act;
        far.expiry_ms = noon_ms + request_life_max_ms + 1;
        auto denial = proposal.act.act;
        denial.choice = Choice::deny;
        auto excuse = proposal.act.act;
        excuse.contribution = reason_digest("because");

        const auto propose = [&](const Act& act) {
            auto changed = proposal;
            changed.act = five.ana.sign(act);
            return Request::propose(here(), five.roster, two_operators, changed, 0, noon_ms);
        };

        CHECK(is(propose(far), errors::act_too_far));
        CHECK(is(propose(denial), errors::act_not_one));
        CHECK(is(propose(excuse), errors::act_reason));
        --far.expiry_ms;
        CHECK(propose(far).ok());
    }

    TEST_CASE("a proposal whose plan was swapped behind its signature is refused") {
        const Five five;
        auto proposal = proposal_by(five.roster, "ana", five.ana);
        proposal.plan.body.back() ^= 1U;

        const auto proposed =
            Request::propose(here(), five.roster, two_operators, proposal, 0, noon_ms);

        CHECK(is(proposed, errors::act_other_plan));
    }

    TEST_CASE("a plan that one may carry out is armed by its proposer alone") {
        const Five five;
        const Terms alone{roles_of({Role::responder}), 1, 0};

        const auto proposed = Request::propose(
            here(),
            five.roster,
            alone,
            [&] {
                auto proposal = proposal_by(five.roster, "eva", five.eva);
                auto act = proposal.act.act;
                act.role = Role::responder;
                proposal.act = five.eva.sign(act);
                return proposal;
            }(),
            0,
            noon_ms);

        REQUIRE(proposed.ok());
        CHECK(proposed->is_ready(five.roster, noon_ms));
    }

    TEST_CASE("everybody of the largest roster decides, one vetoes, and all of it is kept") {
        std::vector<Person> persons;
        std::vector<Key> keys;
        for (std::uint8_t each = 1; each <= persons_max; ++each) {
            keys.emplace_back(each);
            persons.push_back(person_of(
                "p" + std::to_string(each + 100), roles_of({Role::operator_}), keys.back()));
        }
        const auto roster = Roster::make({8, 16, 60}, persons);
        REQUIRE(roster.ok());
        const Terms terms{roles_of({Role::operator_}), 8, 60};
        auto request = *Request::propose(
            here(), *roster, terms, proposal_by(*roster, persons[0].name, keys[0]), 0, noon_ms);
        const auto say = [&](std::size_t who, Choice choice, std::string_view reason) {
            const auto act = decision_on(request, *roster, persons[who].name, choice, reason);
            return request.decide(here(), *roster, keys[who].sign(act), reason, noon_ms);
        };

        for (std::size_t each = 1; each < persons_max; ++each) {
            REQUIRE(say(each, Choice::approve, {}).ok());
        }
        CHECK(request.approvals(*roster) == persons_max);
        REQUIRE(say(5, Choice::veto, "a trap").ok());

        CHECK(request.state == RequestState::vetoed);
        CHECK(request.decisions.size() == persons_max + 1);
        const auto read = wire::decode<Request>(wire::encode_public(request));
        REQUIRE(read.ok());
        CHECK(*read == request);
    }

    TEST_CASE("a request holds 128 decisions, and one more is neither taken nor read") {
        Open open(60);
        open.request.decisions.resize(128, open.request.decisions.front());
        REQUIRE(wire::decode<Request>(wire::encode_public(open.request)).ok());

        CHECK(is(open.say("bea", open.five.bea, Choice::approve), errors::request_over));
        CHECK(open.request.decisions.size() == 128);
        open.request.decisions.push_back(open.request.decisions.front());
        CHECK_FALSE(wire::decode<Request>(wire::encode_public(open.request)).ok());
    }

    TEST_CASE("a failed request says why, and has ended") {
        Open open;

        open.request.fail("the vault is there already", noon_ms);

        CHECK(open.request.state == RequestState::failed);
        CHECK(open.request.why == "the vault is there already");
        CHECK_FALSE(open.request.is_open());
    }

    TEST_CASE("a request keeps its one form in every state") {
        Open open(60);
        const auto keeps = [](const Request& request) {
            const auto bytes = wire::encode_public(request);
            const auto back = wire::decode<Request>(bytes);
            return back.ok() && *back == request && wire::encode_public(*back) == bytes &&
                   !wire::decode<Request>(View(bytes).first(bytes.size() - 1)).ok();
        };
        CHECK(keeps(open.request));
        REQUIRE(open.say("bea", open.five.bea, Choice::approve).ok());
        CHECK(keeps(open.request));
        REQUIRE(open.say("dan", open.five.dan, Choice::veto, "no").ok());
        CHECK(keeps(open.request));
        auto nobody = open.request;
        nobody.decisions.clear();
        CHECK_FALSE(wire::decode<Request>(wire::encode(nobody)).ok());
    }
}
