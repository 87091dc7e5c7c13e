// PeopleBench: a keeper with people, who have keys, sign acts and ask over their own desk.
#pragma once

#include "keeper_bench.hpp"
#include "person_desk.hpp"
#include "sealwright/ceremony/errors.hpp"
#include "sealwright/ceremony/question.hpp"

#include <map>

namespace sealwright::test {

struct Signatory {
    std::string name;
    crypto::SigningSeed seed;
    crypto::PublicKey key{};
};

// Virtual, for a bench that has nodes as well.
class PeopleBench : public virtual KeeperBench {
public:
    using Role = ceremony::Role;
    using Choice = ceremony::Choice;

    // Three operators and a witness, none of whom has founded anything yet.
    PeopleBench() {
        for (const char* name : {"ana", "bea", "cem"}) add(name, {Role::operator_});
        add("wil", {Role::witness});
    }

    void add(const std::string& name, std::initializer_list<Role> roles) {
        auto seed = crypto::ShareSplitter::fresh_key<crypto::SigningSeedTag>(random);
        const auto key = crypto::Signer::public_key(seed);
        ceremony::Person whom;
        whom.id = PersonId::random(random);
        whom.name = name;
        for (const auto role : roles) whom.roles.add(role);
        whom.keys.push_back({key, 0, 0});
        persons.push_back(whom);
        people.emplace(name, Signatory{name, std::move(seed), key});
    }

    [[nodiscard]] operate::FoundAsk found_ask(const ceremony::Rules& rules = {}) {
        const auto roster = ceremony::Roster::make(rules, persons);
        REQUIRE(roster.ok());
        operate::FoundAsk ask;
        ask.roster = wire::encode_public(*roster);
        for (const auto& [name, whom] : people) ask.proofs.push_back(proof(whom));
        return ask;
    }
    [[nodiscard]] operate::KeyProof proof(const Signatory& whom) const {
        return {whom.key,
                crypto::Signer::sign(whom.seed, ceremony::key_proof(whom.name, whom.key))};
    }

    [[nodiscard]] ceremony::SignedAct sign(const std::string& name,
                                           const ceremony::Act& act) const {
        const auto& whom = people.at(name);
        return {act, whom.key, crypto::Signer::sign(whom.seed, act.digest())};
    }

    [[nodiscard]] ceremony::FoundingPlan plan() {
        const auto shown = must<operate::FoundingShown>(operate::FoundingAsk{});
        auto plan = wire::decode<ceremony::FoundingPlan>(shown.plan);
        REQUIRE(plan.ok());
        return *plan;
    }
    operate::FoundingSignAsk founder(const std::string& name) {
        const auto act = plan().act_of(name, clock.now().wall_ms + day_ms);
        REQUIRE(act.ok());
        return {wire::encode_public(sign(name, *act))};
    }
    void found(const ceremony::Rules& rules = {}) {
        must<operate::FoundingShown>(found_ask(rules));
        for (const auto& whom : persons) must<operate::FoundingShown>(founder(whom.name));
        REQUIRE(core().state().is_founded());
    }

    keeper::PersonDesk& person_desk() {
        if (!person_desk_) person_desk_.emplace(core(), operating());
        return *person_desk_;
    }
    void restart_people() {
        person_desk_.reset();
        restart();
    }

    template <class Ask>
    operate::Question question(const Ask& ask) {
        operate::Question question;
        question.installation = core().state().installation->id.bytes();
        question.environment = "trying";
        question.wall_ms = clock.now().wall_ms;
        random.fill(question.nonce);
        question.type = Ask::type;
        question.body = wire::encode(ask);
        return question;
    }
    operate::PersonAsk signed_ask(const std::string& name, const operate::Question& question) {
        const auto& whom = people.at(name);
        operate::PersonAsk ask;
        ask.question = wire::encode_public(question);
        ask.key = whom.key;
        ask.signature = crypto::Signer::sign(whom.seed, ceremony::question_digest(ask.question));
        return ask;
    }
    // What the person hears, whose signature is checked.
    keeper::Reply hear(const operate::PersonAsk& ask) {
        auto answer = person_desk().answer(ask);
        if (!answer) return keeper::reply_with(claims::Refusal(answer.error()));
        const auto digest = ceremony::question_digest(ask.question);
        CHECK(crypto::verify(core().state().installation->verifier,
                             ceremony::answer_digest(
                                 digest, answer->answer_type, answer->body, answer->wall_ms),
                             answer->signature)
                  .ok());
        return {answer->answer_type, std::move(answer->body)};
    }
    template <class Ask>
    keeper::Reply asks(const std::string& name, const Ask& ask) {
        return hear(signed_ask(name, question(ask)));
    }
    static std::uint16_t code_of(const keeper::Reply& reply) {
        if (reply.type != claims::Refusal::type) return 0;
        const auto refusal = wire::decode<claims::Refusal>(reply.body);
        REQUIRE(refusal.ok());
        return refusal->code;
    }

    template <class Ask>
    ceremony::Plan plan_of(const Ask& ask) {
        return {Ask::type, wire::encode_public(ask)};
    }
    // The act of a proposal, for a test to spoil.
    ceremony::Act act_on(const ceremony::Plan& plan,
                         const std::string& name,
                         const IdBytes& nonce,
                         std::uint32_t attempt = 0) {
        const auto& state = core().state();
        const auto& roster = state.roster.roster;
        const auto* whom = roster.person_named(name);
        ceremony::Act act;
        act.installation = state.installation->id;
        act.environment = "trying";
        act.ceremony = ceremony::request_id(plan, name, nonce).bytes();
        act.attempt = attempt;
        act.plan = plan.digest();
        act.person = name;
        if (whom != nullptr) {
            act.role = whom->roles.first().value_or(Role::auditor);
            act.index = roster.index_of(*whom);
        }
        act.epoch = roster.epoch();
        act.expiry_ms = clock.now().wall_ms + day_ms;
        return act;
    }
    template <class Ask>
    operate::ProposeAsk proposal(const std::string& name,
                                 const Ask& ask,
                                 std::uint32_t attempt = 0) {
        operate::ProposeAsk propose;
        const auto plan = plan_of(ask);
        propose.plan_type = plan.type;
        propose.plan_body = plan.body;
        random.fill(propose.nonce);
        propose.act = wire::encode_public(sign(name, act_on(plan, name, propose.nonce, attempt)));
        return propose;
    }
    ceremony::Request shown(const keeper::Reply& reply) {
        REQUIRE(code_of(reply) == 0);
        REQUIRE(reply.type == operate::RequestShown::type);
        const auto shown = wire::decode<operate::RequestShown>(reply.body);
        REQUIRE(shown.ok());
        const auto request = wire::decode<ceremony::Request>(shown->request);
        REQUIRE(request.ok());
        return *request;
    }
    template <class Ask>
    ceremony::Request propose(const std::string& name, const Ask& ask, std::uint32_t attempt = 0) {
        return shown(asks(name, proposal(name, ask, attempt)));
    }
    operate::DecideAsk decision(const std::string& name,
                                const ceremony::Request& request,
                                Choice choice = Choice::approve,
                                const std::string& reason = "") {
        auto act = act_on(request.plan, name, {}, request.attempt);
        act.ceremony = request.id.bytes();
        act.choice = choice;
        act.contribution = ceremony::reason_digest(reason);
        act.expiry_ms = request.expiry_ms;
        return {request.id.bytes(), reason, wire::encode_public(sign(name, act))};
    }
    ceremony::Request decide(const std::string& name,
                             const ceremony::Request& request,
                             Choice choice = Choice::approve,
                             const std::string& reason = "") {
        return shown(asks(name, decision(name, request, choice, reason)));
    }
    // Proposed by ana, approved by bea.
    template <class Ask>
    ceremony::Request by_two(const Ask& ask) {
        return decide("bea", propose("ana", ask));
    }

    // What a front is given instead of an answer; nothing when it is given one.
    static std::optional<claims::Refusal> refusal_in(const operate::PersonCarried& carried) {
        if (carried.kind == operate::Carried::answer) return std::nullopt;
        auto body = carried.body;
        if (carried.kind == operate::Carried::signed_refusal) {
            auto answer = wire::decode<operate::PersonAnswer>(carried.body);
            REQUIRE(answer.ok());
            REQUIRE(answer->answer_type == claims::Refusal::type);
            body = std::move(answer->body);
        }
        const auto refusal = wire::decode<claims::Refusal>(body);
        REQUIRE(refusal.ok());
        return *refusal;
    }

    std::vector<ceremony::Person> persons;
    std::map<std::string, Signatory> people;

private:
    std::optional<keeper::PersonDesk> person_desk_;
};

}  // namespace sealwright::test
