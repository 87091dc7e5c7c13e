// Trust anchors: in a founded installation whoever changes the folder of roots alone trusts nobody.
#include "errors.hpp"
#include "judge.hpp"
#include "node_bench.hpp"
#include "people_bench.hpp"
#include "sealwright/operate/routes.hpp"

using namespace sealwright;
using namespace sealwright::test;
using ceremony::RequestState;
using claims::AnchorKind;
using claims::EvidenceKind;

namespace {

claims::Anchor anchor(std::uint8_t byte, AnchorKind kind = AnchorKind::root) {
    return {kind, Digest{byte}, "CN=a maker"};
}

// Founded people and nodes with TPMs of the maker 0x1f, for a vault `main`.
struct AnchorBench : NodeBench, PeopleBench {
    void found_with_vault() {
        PeopleBench::found();
        by_two(operate::VaultAddAsk{"main", "transit", "main", {}, false});
    }
    void restart_whole() {
        restart_people();
        restart_all();
    }
    operate::NodeEnrolled invited(const std::string& name,
                                  attest::Provenance provenance = attest::Provenance::ek_chain) {
        auto ask = enrol_ask(name, EvidenceKind::tpm2);
        ask.provenance = provenance;
        REQUIRE(by_two(ask).state == RequestState::committed);
        const auto* node = core().state().node_named(core().state().vault_named("main")->id, name);
        REQUIRE(node != nullptr);
        return {node->id, node->vault, "transit", "main", {}, 0};
    }
    std::uint16_t enrols(const operate::NodeEnrolled& of) {
        if (enrol(of, EvidenceKind::tpm2)) return 0;
        return NodeBench::code_of(last);
    }
    ceremony::Request accept(std::vector<claims::Anchor> anchors) {
        return by_two(operate::AnchorAcceptAsk{std::move(anchors)});
    }
    operate::Anchors listed() { return must<operate::Anchors>(operate::AnchorsAsk{}); }
    std::vector<journal::Entry> alerts(std::string_view what) {
        auto all = entries(journal::Kind::alert);
        std::erase_if(all, [&](const auto& entry) { return *entry.text("what") != what; });
        return all;
    }
    // Proposed by one: refused with this, and nothing of it stays.
    template <class Ask>
    void check_refused(const Ask& ask, const ErrorSpec& spec) {
        const auto before = core().state().digest();
        CHECK(PeopleBench::code_of(asks("ana", proposal("ana", ask))) == spec.code);
        CHECK(core().state().digest() == before);
    }
};

constexpr std::string_view unaccepted = "a node came by a trust anchor that nobody accepted";

}  // namespace

TEST_SUITE("keeper/anchor") {
    TEST_CASE("a chain that ends at an anchor that nobody accepted enrols nothing, and is told") {
        AnchorBench bench;
        bench.found_with_vault();
        const auto invited = bench.invited("one");

        CHECK(bench.enrols(invited) == errors::anchor_not_accepted.code);

        const auto refusal = wire::decode<claims::Refusal>(bench.last.body);
        REQUIRE(refusal.ok());
        CHECK(refusal->sentence.find(to_hex(Digest{0x1f})) != std::string::npos);
        CHECK(refusal->remedy.find("sealwright anchor accept") != std::string::npos);
        const auto shown = bench.NodeBench::shown("one");
        CHECK(shown.enrolled_ms == 0);
        REQUIRE(shown.result);
        CHECK(shown.result->first_failure()->claim == "anchor");
        REQUIRE(bench.alerts(unaccepted).size() == 1);
        CHECK(*bench.alerts(unaccepted).front().number("code") == errors::anchor_not_accepted.code);
        CHECK(bench.core().state().anchors.all().empty());
        bench.verified();
    }

    TEST_CASE("a flood of such enrolments is one alert a minute") {
        AnchorBench bench;
        bench.found_with_vault();
        const auto invited = bench.invited("one");
        for (int each = 0; each < 5; ++each) {
            CHECK(bench.enrols(invited) == errors::anchor_not_accepted.code);
        }

        CHECK(bench.alerts(unaccepted).size() == 1);
    }

    TEST_CASE("an anchor is accepted by two, and its machines enrol from then on") {
        AnchorBench bench;
        bench.found_with_vault();
        const auto invited = bench.invited("one");
        const auto request =
            bench.propose("ana", operate::AnchorAcceptAsk{{anchor(0x1f), anchor(0x2e)}});
        CHECK(request.state == RequestState::collecting);
        CHECK(bench.enrols(invited) == errors::anchor_not_accepted.code);

        CHECK(bench.decide("bea", request).state == RequestState::committed);

        CHECK(bench.enrols(invited) == 0);
        const auto listed = bench.listed().anchors;
        REQUIRE(listed.size() == 2);
        CHECK(listed[0].anchor == anchor(0x1f));
        CHECK(listed[0].accepted_ms != 0);
        CHECK(listed[0].accepted_by.find("ana") != std::string::npos);
        CHECK(listed[0].nodes == std::vector<std::string>{"main/one"});
        CHECK(listed[1].nodes.empty());
        bench.restart_whole();
        CHECK(bench.core().state().anchors.accepts(anchor(0x1f)));
        CHECK(bench.listed().anchors[0].nodes.size() == 1);
        bench.verified();
    }

    TEST_CASE("a maker's root is no provider's, and the other way round") {
        AnchorBench bench;
        bench.found_with_vault();
        bench.accept({anchor(0x1f, AnchorKind::provider)});
        const auto invited = bench.invited("one");
        CHECK(bench.enrols(invited) == errors::anchor_not_accepted.code);
        bench.token = attest::EnrolmentToken::generate();
        const auto provided = bench.invited("two", attest::Provenance::provider_ak);
        CHECK(bench.enrols(provided) == 0);
    }

    TEST_CASE("a key that two people pinned needs no anchor") {
        AnchorBench bench;
        bench.found_with_vault();
        CHECK(bench.enrols(bench.invited("one", attest::Provenance::ek_pinned)) == 0);
        CHECK(bench.listed().anchors.empty());
    }

    TEST_CASE("an anchor is dropped by one: nodes stay and are named, and nothing enrols by it") {
        AnchorBench bench;
        bench.found_with_vault();
        bench.accept({anchor(0x1f)});
        const auto first = bench.invited("one");
        REQUIRE(bench.enrols(first) == 0);
        const auto shown = bench.NodeBench::shown("one");
        REQUIRE(bench
                    .by_two(operate::NodeApproveAsk{
                        "main", "one", "base", 0, shown.identity, shown.values})
                    .state == RequestState::committed);

        CHECK(bench.propose("cem", operate::AnchorDropAsk{Digest{0x1f}}).state ==
              RequestState::committed);

        CHECK(bench.attest(first, EvidenceKind::tpm2));
        const auto listed = bench.listed().anchors;
        REQUIRE(listed.size() == 1);
        CHECK(listed[0].accepted_ms == 0);
        CHECK(listed[0].nodes == std::vector<std::string>{"main/one"});
        bench.token = attest::EnrolmentToken::generate();
        CHECK(bench.enrols(bench.invited("two")) == errors::anchor_not_accepted.code);
    }

    TEST_CASE("a node that waits for its approval when its anchor is dropped is not approved") {
        AnchorBench bench;
        bench.found_with_vault();
        bench.accept({anchor(0x1f)});
        REQUIRE(bench.enrols(bench.invited("one")) == 0);
        bench.propose("cem", operate::AnchorDropAsk{Digest{0x1f}});
        const auto shown = bench.NodeBench::shown("one");

        const auto request = bench.by_two(
            operate::NodeApproveAsk{"main", "one", "base", 0, shown.identity, shown.values});

        CHECK(request.state == RequestState::failed);
        CHECK(request.why.find(errors::anchor_not_accepted.meaning) != std::string::npos);
        CHECK(bench.NodeBench::shown("one").state == "waits for approval");
    }

    TEST_CASE("an anchor that is dropped between challenge and finish enrols nothing") {
        AnchorBench bench;
        bench.found_with_vault();
        bench.accept({anchor(0x1f)});
        const auto invited = bench.invited("one");
        attest::EnrolHello hello;
        hello.identity = attest::TpmIdentity{{}, {1}, {2}, {}};
        bench.verifiers.key = bench.machine.tpm.point();
        bench.token.sign(hello, invited.node, invited.vault);
        session::Handshake handshake(session::Begin{
            session::Purpose::enrol, invited.node, invited.vault, wire::encode_public(hello)});
        REQUIRE(bench.challenge(handshake));
        bench.propose("cem", operate::AnchorDropAsk{Digest{0x1f}});

        const auto binding = *handshake.binding(handshake.challenge().credential);
        const attest::EnrolProof proof{bench.evidence(handshake, binding, EvidenceKind::tpm2),
                                       bench.token.sign_binding(binding)};
        CHECK_FALSE(bench.conclude(handshake, wire::encode_public(proof)));
        CHECK(NodeBench::code_of(bench.last) == errors::anchor_not_accepted.code);
    }

    TEST_CASE("what cannot be accepted or dropped says why and changes nothing") {
        AnchorBench bench;
        bench.found_with_vault();
        std::vector<claims::Anchor> many;
        for (std::uint8_t each = 1; each <= 16; ++each) many.push_back(anchor(each));
        REQUIRE(bench.accept(many).state == RequestState::committed);
        const auto before = bench.core().state().anchors.all();
        const auto check_failed = [&](const operate::AnchorAcceptAsk& ask, const ErrorSpec& spec) {
            const auto request = bench.by_two(ask);
            CHECK(request.state == RequestState::failed);
            CHECK(request.why.find(spec.meaning) != std::string::npos);
            CHECK(bench.core().state().anchors.all() == before);
        };

        check_failed({{anchor(0x77), anchor(1)}}, errors::anchor_accepted_already);
        check_failed({{anchor(0x77), anchor(0x77)}}, errors::anchor_accepted_already);
        check_failed({}, errors::anchors_none);
        bench.check_refused(operate::AnchorDropAsk{Digest{0x77}}, errors::anchor_unknown);
        CHECK(bench.refused(operate::AnchorAcceptAsk{{anchor(0x77)}}) == errors::needs_people.code);
        CHECK(bench.refused(operate::AnchorDropAsk{Digest{1}}) == errors::needs_people.code);
    }

    TEST_CASE("there are at most 64 anchors, and one more is refused whole") {
        AnchorBench bench;
        bench.found_with_vault();
        for (std::uint8_t group = 0; group < 4; ++group) {
            std::vector<claims::Anchor> some;
            for (std::uint8_t each = 0; each < 16; ++each) {
                some.push_back(anchor(static_cast<std::uint8_t>(16 * group + each + 1)));
            }
            REQUIRE(bench.accept(some).state == RequestState::committed);
        }
        const auto request = bench.accept({anchor(0x77)});
        CHECK(request.why.find(errors::anchors_full.meaning) != std::string::npos);
        CHECK(bench.core().state().anchors.all().size() == keeper::anchors_max);
        bench.restart_whole();
        CHECK(bench.is_open());
    }

    TEST_CASE("to accept an anchor loosens and to drop one tightens, whatever the state") {
        AnchorBench bench;
        bench.found_with_vault();
        const auto loosens = [&](const auto& ask) {
            const auto plan = bench.plan_of(ask);
            return *keeper::loosens(*operate::route_of(plan.type),
                                    plan,
                                    "ana",
                                    bench.core().state(),
                                    bench.clock.now());
        };
        CHECK(loosens(operate::AnchorAcceptAsk{{anchor(1)}}));
        CHECK_FALSE(loosens(operate::AnchorDropAsk{Digest{1}}));
    }

    TEST_CASE("a frozen service accepts no anchor, and drops one") {
        AnchorBench bench;
        bench.found_with_vault();
        bench.accept({anchor(1)});
        bench.propose("cem", operate::FreezeAsk{"something is wrong"});
        bench.check_refused(operate::AnchorAcceptAsk{{anchor(2)}}, errors::service_frozen);
        CHECK(bench.propose("ana", operate::AnchorDropAsk{Digest{1}}).state ==
              RequestState::committed);
    }

    TEST_CASE("in a solo installation the folder decides, and what is used is told once") {
        AnchorBench bench;
        bench.init();
        bench.add_vault("main");
        CHECK(bench.enrols(bench.invite("one", EvidenceKind::tpm2)) == 0);
        bench.token = attest::EnrolmentToken::generate();
        CHECK(bench.enrols(bench.invite("two", EvidenceKind::tpm2)) == 0);
        CHECK(bench.alerts(keeper::anchor_first_used).size() == 1);
        CHECK(bench.listed().anchors.at(0).accepted_by == "first used by main/one");
        CHECK(bench.listed().anchors.at(0).nodes.size() == 2);

        bench.verifiers.anchor = Digest{0x2e};
        bench.token = attest::EnrolmentToken::generate();
        CHECK(bench.enrols(bench.invite("three", EvidenceKind::tpm2)) == 0);
        const auto alerts = bench.alerts(keeper::anchor_first_used);
        REQUIRE(alerts.size() == 2);
        CHECK(alerts.back().text("anchor")->find(to_hex(Digest{0x2e})) != std::string::npos);
        CHECK(*alerts.back().text("node") == "main/three");
    }

    TEST_CASE("what a solo folder made trusted is shown to the founders, who take it over") {
        AnchorBench bench;
        bench.init();
        bench.add_vault("main");
        REQUIRE(bench.enrols(bench.invite("one", EvidenceKind::tpm2)) == 0);

        const auto begun = bench.must<operate::FoundingShown>(bench.found_ask());
        const auto is_it = [](const std::string& line) {
            return line.find(keeper::anchor_first_used) != std::string::npos &&
                   line.find(to_hex(Digest{0x1f})) != std::string::npos;
        };
        CHECK(std::ranges::count_if(begun.loosenings, is_it) == 1);
        for (const char* name : {"ana", "bea", "cem", "wil"}) {
            bench.must<operate::FoundingShown>(bench.founder(name));
        }

        bench.token = attest::EnrolmentToken::generate();
        CHECK(bench.enrols(bench.invited("two")) == 0);
        bench.verifiers.anchor = Digest{0x2e};
        bench.token = attest::EnrolmentToken::generate();
        CHECK(bench.enrols(bench.invited("three")) == errors::anchor_not_accepted.code);
    }

    TEST_CASE(
        "an anchor that comes into use after the founders were shown the others starts over") {
        AnchorBench bench;
        bench.init();
        bench.add_vault("main");
        bench.must<operate::FoundingShown>(bench.found_ask());
        for (const char* name : {"ana", "bea", "cem"}) {
            bench.must<operate::FoundingShown>(bench.founder(name));
        }
        REQUIRE(bench.enrols(bench.invite("one", EvidenceKind::tpm2)) == 0);

        CHECK(bench.refused(bench.founder("wil")) == errors::founding_moved.code);
    }
}
