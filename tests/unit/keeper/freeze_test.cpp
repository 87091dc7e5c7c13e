// What a freeze stops, what goes on under it, and how it ends.
#include "errors.hpp"
#include "node_bench.hpp"
#include "people_bench.hpp"

using namespace sealwright;
using ceremony::RequestState;
using claims::EvidenceKind;
using test::PeopleBench;

namespace {

constexpr std::uint64_t hour_ms = 3'600'000;

operate::VaultAddAsk vault(const std::string& name) {
    return {name, "transit", name, {}, false};
}

// A founded installation with one vault, and who freezes it.
class Frozen : public PeopleBench {
public:
    explicit Frozen(const ceremony::Rules& rules = {}) {
        PeopleBench::found(rules);
        commit(vault("prod"));
    }
    // As two would have it, over the window of the rules.
    template <class Ask>
    void commit(const Ask& ask) {
        const auto request = by_two(ask);
        clock.advance(1000ULL * core().state().roster.roster.rules().veto_s);
        person_desk().step();
        REQUIRE(core().state().requests.at(request.id).request.state == RequestState::committed);
    }
    void freeze(const std::string& who = "cem") {
        REQUIRE(code_of(asks(who, proposal(who, operate::FreezeAsk{"something is wrong"}))) == 0);
    }
    const keeper::Stop* frozen() { return core().state().freeze.now(clock.now().wall_ms); }
    template <class Ask>
    std::uint16_t refusal(const std::string& who, const Ask& ask) {
        const auto before = unchanged();
        const auto code = code_of(asks(who, proposal(who, ask)));
        if (code != 0) CHECK(unchanged() == before);
        return code;
    }
    // Under which nothing is released: nobody can set a tighter one.
    [[nodiscard]] operate::PolicySetAsk tightest() {
        const auto nobody = policy::ReleasePolicy::make({});
        REQUIRE(nobody.ok());
        return {wire::encode_public(*nobody), core().state().policy.policy.digest()};
    }
};

}  // namespace

TEST_SUITE("keeper/freeze") {
    TEST_CASE("a freeze stops windows, nodes, people and rules, each with one refusal") {
        Frozen bench;
        bench.freeze();
        const auto code = errors::service_frozen.code;
        CHECK(bench.refusal("ana", operate::VaultAllowInitAsk{"prod", 600}) == code);
        CHECK(bench.refusal("ana", operate::VaultAllowRestoreAsk{"prod", 600}) == code);
        CHECK(bench.refusal("ana", operate::NodeEnrolAsk{}) == code);
        CHECK(bench.refusal("ana", operate::PersonRolesAsk{"wil", 2}) == code);
        CHECK(bench.refusal("ana", operate::RulesSetAsk{3, 3, 0}) == code);
    }

    TEST_CASE("what one person takes away goes on under a freeze") {
        Frozen bench;
        const auto end_ms = bench.clock.now().wall_ms + PeopleBench::day_ms;
        bench.commit(operate::NodeAddAsk{"prod", "one", test::spki_named(1), end_ms});
        bench.commit(operate::NodeAddAsk{"prod", "two", test::spki_named(2), end_ms});
        bench.freeze();
        CHECK(bench.refusal("ana", operate::NodeRevokeAsk{"prod", "one"}) == 0);
        CHECK(bench.refusal("ana", operate::PersonKeyRevokeAsk{}) != errors::service_frozen.code);
        CHECK(bench.refusal("ana", operate::VaultHoldAsk{"prod", "stolen"}) == 0);
    }

    TEST_CASE("a lift of a hold takes two under a freeze as always, and is not stopped") {
        Frozen bench;
        bench.propose("cem", operate::VaultHoldAsk{"prod", "a stolen disk"});
        bench.freeze();
        const auto id = bench.core().state().vault_named("prod")->id;
        const auto wall_ms = bench.clock.now().wall_ms;
        const auto entry = bench.core().state().standing_of(id).holds.now(wall_ms)->entry;

        CHECK(bench.by_two(operate::VaultLiftAsk{"prod", "found", entry}).state ==
              RequestState::committed);
    }

    TEST_CASE("an approved request waits behind a freeze, and is carried out when it is lifted") {
        Frozen bench({2, 2, 600});
        const auto request = bench.by_two(vault("other"));
        REQUIRE(request.state == RequestState::armed);
        bench.freeze();
        bench.clock.advance(600'001);
        bench.person_desk().step();
        CHECK(bench.core().state().vault_named("other") == nullptr);

        bench.by_two(operate::LiftFreezeAsk{bench.frozen()->entry, "it was nothing"});
        bench.person_desk().step();

        CHECK(bench.core().state().vault_named("other") != nullptr);
    }

    TEST_CASE("a freeze by one person lapses after 4 hours, and they cannot freeze for 24 more") {
        Frozen bench;
        bench.freeze();
        CHECK(bench.refusal("cem", operate::FreezeAsk{"again"}) == errors::confirmed_already.code);
        bench.clock.advance(4 * hour_ms - 1);
        CHECK(bench.frozen() != nullptr);
        bench.clock.advance(1);
        CHECK(bench.frozen() == nullptr);

        CHECK(bench.refusal("cem", operate::FreezeAsk{"again"}) == errors::overruled_before.code);
        bench.clock.advance(24 * hour_ms - 1);
        CHECK(bench.refusal("cem", operate::FreezeAsk{"again"}) == errors::overruled_before.code);
        bench.clock.advance(1);
        CHECK(bench.refusal("cem", operate::FreezeAsk{"again"}) == 0);
    }

    TEST_CASE("a freeze that a second person confirms lasts until it is lifted") {
        Frozen bench;
        bench.freeze("cem");
        bench.freeze("bea");
        CHECK(bench.frozen()->until_ms == 0);
        CHECK(bench.refusal("ana", operate::FreezeAsk{"me too"}) == errors::confirmed_already.code);
        bench.clock.advance(5 * 24 * hour_ms);
        REQUIRE(bench.frozen() != nullptr);
        const auto entry = bench.frozen()->entry;

        CHECK(bench.decide("bea", bench.propose("ana", operate::LiftFreezeAsk{entry + 1, "no"}))
                  .state == RequestState::failed);
        CHECK(bench.frozen() != nullptr);
        CHECK(bench.by_two(operate::LiftFreezeAsk{entry, "over"}).state == RequestState::committed);

        CHECK(bench.frozen() == nullptr);
        // Two thought so: nobody was overruled.
        CHECK(bench.refusal("cem", operate::FreezeAsk{"again"}) == 0);
    }

    TEST_CASE("a freeze that was lifted while it was one person's keeps them from another") {
        Frozen bench;
        bench.freeze("cem");
        CHECK(bench.by_two(operate::LiftFreezeAsk{bench.frozen()->entry, "nothing"}).state ==
              RequestState::committed);
        CHECK(bench.refusal("cem", operate::FreezeAsk{"again"}) == errors::overruled_before.code);
        CHECK(bench.refusal("bea", operate::FreezeAsk{"really"}) == 0);
    }

    TEST_CASE("what is not frozen is not lifted, and the request says why") {
        Frozen bench;
        const auto failed = bench.by_two(operate::LiftFreezeAsk{7, "over"});
        CHECK(failed.state == RequestState::failed);
        CHECK(failed.why.find(errors::not_frozen.meaning) != std::string::npos);
    }

    TEST_CASE("a policy is stopped by a freeze, also one that a single person could set") {
        Frozen control;
        CHECK(control.propose("ana", control.tightest()).state == RequestState::committed);

        Frozen bench;
        bench.freeze();
        CHECK(bench.refusal("ana", bench.tightest()) == errors::service_frozen.code);
    }

    TEST_CASE("no invitation is taken up under a freeze, neither begun nor ended") {
        test::NodeBench bench;
        bench.init();
        bench.add_vault("main");
        const auto invited = bench.invite("one", EvidenceKind::pinned_key);
        attest::EnrolHello hello;
        hello.identity = attest::KeyIdentity{crypto::Signer::public_key(bench.machine.pinned)};
        bench.token.sign(hello, invited.node, invited.vault);
        session::Handshake begun(session::Begin{
            session::Purpose::enrol, invited.node, invited.vault, wire::encode_public(hello)});
        REQUIRE(bench.challenge(begun));
        bench.must<operate::Status>(operate::FreezeAsk{"something is wrong"});

        CHECK_FALSE(bench.enrol(invited, EvidenceKind::pinned_key));
        CHECK(test::NodeBench::code_of(bench.last) == errors::service_frozen.code);
        const auto binding = *begun.binding({});
        const attest::EnrolProof proof{bench.evidence(begun, binding, EvidenceKind::pinned_key),
                                       bench.token.sign_binding(binding)};
        CHECK_FALSE(bench.conclude(begun, wire::encode_public(proof)));
        CHECK(test::NodeBench::code_of(bench.last) == errors::service_frozen.code);
        CHECK(bench.shown("one").state == "waits for its agent");

        bench.must<operate::Status>(operate::LiftFreezeAsk{0, "it was nothing"});
        CHECK(bench.enrol(invited, EvidenceKind::pinned_key));
    }

    TEST_CASE("an unseal goes on under a freeze, in a session and in a new one") {
        test::SealedVault bench;
        bench.must<operate::Status>(operate::FreezeAsk{"something is wrong"});
        CHECK(bench.decrypt_in(*bench.channel, bench.root).status == 200);

        auto again = bench.attest(bench.node, EvidenceKind::tpm2);
        REQUIRE(again);
        CHECK(bench.decrypt_in(again->channel, bench.root).status == 200);
    }

    TEST_CASE("a freeze of a solo installation stops what it would stop for people") {
        test::KeeperBench bench;
        bench.found_and_init();
        bench.must<operate::Status>(operate::FreezeAsk{"something is wrong"});
        const auto& code = errors::service_frozen;
        bench.refused_unchanged(operate::VaultAddAsk{"other", "transit", "other"}, code);
        bench.refused_unchanged(operate::VaultAllowInitAsk{"main", 600}, code);
        const auto& held = bench.core().state().policy.policy;
        bench.refused_unchanged(operate::PolicySetAsk{wire::encode_public(held), held.digest()},
                                code);
        // The only node that would open it again: two would have to say so.
        bench.refused_unchanged(operate::NodeRevokeAsk{"main", "one"}, code);
        CHECK(bench.opened(bench.root) == test::Plain::root_key);
        CHECK(bench.refused(operate::VaultHoldAsk{"main", "stolen"}) == 0);
        CHECK(bench.refused(operate::LiftFreezeAsk{0, "it was nothing"}) == 0);
        CHECK(bench.refused(operate::VaultAddAsk{"other", "transit", "other"}) == 0);
    }
}
