#include "sealwright/person/plan_words.hpp"

#include "sealwright/ceremony/words.hpp"
#include "sealwright/config/toml/release_policy.hpp"
#include "sealwright/operate/messages.hpp"
#include "sealwright/operate/routes.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <vector>

using namespace sealwright;
using namespace sealwright::operate;

namespace {

template <class Ask>
ceremony::Plan plan_of(const Ask& ask) {
    return {Ask::type, wire::encode_public(ask)};
}

Digest digest_of(std::uint8_t byte) {
    Digest digest{};
    digest.fill(byte);
    return digest;
}

policy::ReleasePolicy policy_named(const std::string& rule) {
    const auto text = "version = 1\n[[rule]]\nname = \"" + rule + "\"\nevidence = [\"tpm2\"]\n";
    auto made = config::parse_release_policy(text);
    check(made.ok());
    return *std::move(made);
}

// A change once, and then once more for each of its fields, with that field changed.
using Variants = std::vector<ceremony::Plan>;

template <class... Asks>
Variants plans(const Asks&... asks) {
    return {plan_of(asks)...};
}

Variants enrolments() {
    const NodeEnrolAsk enrol{"main",
                             "one",
                             claims::EvidenceKind::tpm2,
                             claims::Endorsement::ek_chain,
                             digest_of(1),
                             7,
                             *claims::PcrSet::parse("0,7"),
                             {},
                             false,
                             false,
                             digest_of(2),
                             600};
    std::vector<NodeEnrolAsk> enrols(13, enrol);
    enrols[1].vault = "other";
    enrols[2].node = "two";
    enrols[3].kind = claims::EvidenceKind::pinned_key;
    enrols[4].provenance = claims::Endorsement::provider_ak;
    enrols[5].pinned_key = digest_of(9);
    enrols[6].uid = 8;
    enrols[7].pcrs = *claims::PcrSet::parse("0");
    enrols[8].learns = true;
    enrols[9].token = digest_of(9);
    enrols[10].ttl_s = 601;
    enrols[11].log_pcrs = *claims::PcrSet::parse("7");
    enrols[12].secure_boot = true;
    Variants made;
    for (const auto& each : enrols) made.push_back(plan_of(each));
    return made;
}

std::vector<Variants> of_vaults() {
    return {
        plans(VaultAddAsk{"a", "m", "k", {}, false},
              VaultAddAsk{"b", "m", "k", {}, false},
              VaultAddAsk{"a", "n", "k", {}, false},
              VaultAddAsk{"a", "m", "l", {}, false},
              VaultAddAsk{"a", "m", "k", {1}, false},
              VaultAddAsk{"a", "m", "k", {}, true}),
        plans(VaultAllowInitAsk{"a", 60}, VaultAllowInitAsk{"b", 60}, VaultAllowInitAsk{"a", 61}),
        plans(VaultAllowRestoreAsk{"a", 60},
              VaultAllowRestoreAsk{"b", 60},
              VaultAllowRestoreAsk{"a", 61}),
        plans(VaultRotateKeyAsk{"a"}, VaultRotateKeyAsk{"b"}),
        plans(VaultRetireVersionAsk{"a", 1, false},
              VaultRetireVersionAsk{"b", 1, false},
              VaultRetireVersionAsk{"a", 2, false},
              VaultRetireVersionAsk{"a", 1, true}),
        plans(VaultHoldAsk{"a", "why"}, VaultHoldAsk{"b", "why"}, VaultHoldAsk{"a", "because"}),
        plans(VaultLiftAsk{"a", "why", 1},
              VaultLiftAsk{"b", "why", 1},
              VaultLiftAsk{"a", "because", 1},
              VaultLiftAsk{"a", "why", 2}),
    };
}

std::vector<Variants> of_roots() {
    return {
        plans(VaultClaimAsk{"a", 60, false},
              VaultClaimAsk{"b", 60, false},
              VaultClaimAsk{"a", 61, false},
              VaultClaimAsk{"a", 60, true}),
        plans(RootRotateAsk{"a", "why"}, RootRotateAsk{"b", "why"}, RootRotateAsk{"a", "because"}),
        plans(RootLookAsk{"a", "why", false},
              RootLookAsk{"b", "why", false},
              RootLookAsk{"a", "because", false},
              RootLookAsk{"a", "why", true}),
        plans(RootScheduleAsk{"a", {3600, 60, 0, 60}},
              RootScheduleAsk{"b", {3600, 60, 0, 60}},
              RootScheduleAsk{"a", {3601, 60, 0, 60}},
              RootScheduleAsk{"a", {3600, 61, 0, 60}},
              RootScheduleAsk{"a", {3600, 60, 1, 60}},
              RootScheduleAsk{"a", {3600, 60, 0, 61}}),
        plans(RootRequestAsk{"a", "why", 60, digest_of(1)},
              RootRequestAsk{"b", "why", 60, digest_of(1)},
              RootRequestAsk{"a", "because", 60, digest_of(1)},
              RootRequestAsk{"a", "why", 61, digest_of(1)},
              RootRequestAsk{"a", "why", 60, digest_of(2)}),
    };
}

std::vector<Variants> of_nodes() {
    using B = BaselineApproveAsk;
    const claims::PcrValues values{*claims::PcrSet::parse("0,7"), {digest_of(1), digest_of(2)}};
    const claims::PcrValues others{*claims::PcrSet::parse("0,7"), {digest_of(1), digest_of(3)}};
    const claims::PcrValues fewer{*claims::PcrSet::parse("0"), {digest_of(1)}};
    return {
        enrolments(),
        plans(NodeAddAsk{"a", "n", digest_of(1), 5},
              NodeAddAsk{"b", "n", digest_of(1), 5},
              NodeAddAsk{"a", "o", digest_of(1), 5},
              NodeAddAsk{"a", "n", digest_of(2), 5},
              NodeAddAsk{"a", "n", digest_of(1), 6},
              NodeAddAsk{"a", "n", digest_of(1), 0}),
        plans(NodeRevokeAsk{"a", "n"}, NodeRevokeAsk{"b", "n"}, NodeRevokeAsk{"a", "o"}),
        plans(NodeApproveAsk{"a", "n", "x", 5},
              NodeApproveAsk{"a", "n", "x", 5, Digest{1}},
              NodeApproveAsk{"b", "n", "x", 5},
              NodeApproveAsk{"a", "o", "x", 5},
              NodeApproveAsk{"a", "n", "y", 5},
              NodeApproveAsk{"a", "n", "x", 6}),
        plans(NodeQuarantineAsk{"a", "n", "why"},
              NodeQuarantineAsk{"b", "n", "why"},
              NodeQuarantineAsk{"a", "o", "why"},
              NodeQuarantineAsk{"a", "n", "because"}),
        plans(B{"a", "n", "x", 5, values},
              B{"b", "n", "x", 5, values},
              B{"a", "o", "x", 5, values},
              B{"a", "n", "y", 5, values},
              B{"a", "n", "x", 6, values},
              B{"a", "n", "x", 5, others},
              B{"a", "n", "x", 5, fewer},
              B{"a", "n", "x", 5, values, 7},
              B{"a", "n", "x", 5, values, 8},
              B{"a", "n", "x", 5, {}}),
        plans(BaselineDropAsk{"a", "n", "x"},
              BaselineDropAsk{"b", "n", "x"},
              BaselineDropAsk{"a", "o", "x"},
              BaselineDropAsk{"a", "n", "y"}),
    };
}

std::vector<Variants> of_the_service() {
    const auto policy = wire::encode_public(policy_named("one"));
    const auto other_policy = wire::encode_public(policy_named("two"));
    const claims::Anchor anchor{claims::AnchorKind::root, digest_of(1), "CN=a"};
    return {
        plans(TokenActAsk{"a", TokenVerb::start},
              TokenActAsk{"b", TokenVerb::start},
              TokenActAsk{"a", TokenVerb::stop},
              TokenActAsk{"a", TokenVerb::enrol}),
        plans(TokenReplaceAsk{{"a"}}, TokenReplaceAsk{{"b"}}, TokenReplaceAsk{{"a", "b"}}),
        plans(ArchiveAsk{1, digest_of(1), digest_of(2), "f"},
              ArchiveAsk{2, digest_of(1), digest_of(2), "f"},
              ArchiveAsk{1, digest_of(3), digest_of(2), "f"},
              ArchiveAsk{1, digest_of(1), digest_of(3), "f"},
              ArchiveAsk{1, digest_of(1), digest_of(2), "g"}),
        plans(AnchorAcceptAsk{{anchor}},
              AnchorAcceptAsk{{{claims::AnchorKind::provider, digest_of(1), "CN=a"}}},
              AnchorAcceptAsk{{{claims::AnchorKind::root, digest_of(2), "CN=a"}}},
              AnchorAcceptAsk{{{claims::AnchorKind::root, digest_of(1), "CN=b"}}},
              AnchorAcceptAsk{{anchor, anchor}},
              AnchorAcceptAsk{}),
        plans(AnchorDropAsk{digest_of(1)}, AnchorDropAsk{digest_of(2)}),
        plans(PolicySetAsk{policy, digest_of(1)},
              PolicySetAsk{other_policy, digest_of(1)},
              PolicySetAsk{policy, digest_of(2)}),
    };
}

std::vector<Variants> of_people() {
    const KeyProof proof{{1}, {2}};
    return {
        plans(PersonAddAsk{"ana", 1, proof},
              PersonAddAsk{"bea", 1, proof},
              PersonAddAsk{"ana", 2, proof},
              PersonAddAsk{"ana", 1, {{9}, {2}}},
              PersonAddAsk{"ana", 1, {{1}, {9}}},
              PersonAddAsk{"ana", 0x21, proof}),
        plans(PersonKeyAddAsk{"ana", proof},
              PersonKeyAddAsk{"bea", proof},
              PersonKeyAddAsk{"ana", {{9}, {2}}},
              PersonKeyAddAsk{"ana", {{1}, {9}}}),
        plans(PersonKeyRevokeAsk{"ana", {1}, "lost"},
              PersonKeyRevokeAsk{"bea", {1}, "lost"},
              PersonKeyRevokeAsk{"ana", {2}, "lost"},
              PersonKeyRevokeAsk{"ana", {1}, "left"}),
        plans(PersonRemoveAsk{"ana", "left"},
              PersonRemoveAsk{"bea", "left"},
              PersonRemoveAsk{"ana", "lost"}),
        plans(PersonRolesAsk{"ana", 1}, PersonRolesAsk{"bea", 1}, PersonRolesAsk{"ana", 3}),
        plans(RulesSetAsk{2, 3, 60},
              RulesSetAsk{3, 3, 60},
              RulesSetAsk{2, 4, 60},
              RulesSetAsk{2, 3, 61}),
        plans(FreezeAsk{"why"}, FreezeAsk{"because"}),
        plans(LiftFreezeAsk{1, "why"}, LiftFreezeAsk{2, "why"}, LiftFreezeAsk{1, "because"}),
    };
}

std::vector<Variants> of_custodians() {
    const Seat dan{"dan", "bank", "north", "laptop"};
    const Seat eva{"eva", "notary", "south", "stick"};
    return {
        plans(CeremonyBeginAsk{0, 2, {dan, eva}, "why"},
              CeremonyBeginAsk{2, 2, {dan, eva}, "why"},
              CeremonyBeginAsk{0, 3, {dan, eva}, "why"},
              CeremonyBeginAsk{0, 2, {eva, dan}, "why"},
              CeremonyBeginAsk{0, 2, {dan}, "why"},
              CeremonyBeginAsk{0, 2, {{"dax", "bank", "north", "laptop"}, eva}, "why"},
              CeremonyBeginAsk{0, 2, {{"dan", "bond", "north", "laptop"}, eva}, "why"},
              CeremonyBeginAsk{0, 2, {{"dan", "bank", "norse", "laptop"}, eva}, "why"},
              CeremonyBeginAsk{0, 2, {{"dan", "bank", "north", "lectern"}, eva}, "why"},
              CeremonyBeginAsk{0, 2, {dan, eva}, "because"},
              CeremonyBeginAsk{3, 0, {}, "why"},
              CeremonyBeginAsk{3, 0, {}, "because"}),
    };
}

std::vector<Variants> changes() {
    std::vector<Variants> all;
    for (const auto& some :
         {of_vaults(), of_roots(), of_nodes(), of_the_service(), of_people(), of_custodians()}) {
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}

}  // namespace

TEST_SUITE("person/plan_words") {
    TEST_CASE("whatever field of a change is another, the person is shown another text") {
        for (const auto& variants : changes()) {
            std::set<person::Lines> shown;
            for (const auto& plan : variants) {
                CAPTURE(plan.type);
                const auto lines = person::words_of_plan(plan);
                REQUIRE(lines.has_value());
                CHECK(lines->front().second == operate::route_of(plan.type)->name);
                shown.insert(*lines);
            }
            CHECK(shown.size() == variants.size());
        }
    }

    TEST_CASE("no bit of a change can be another without another text") {
        for (const auto& variants : changes()) {
            for (const auto& plan : variants) {
                const auto shown = person::words_of_plan(plan);
                for (std::size_t bit = 0; bit < plan.body.size() * 8; ++bit) {
                    auto changed = plan;
                    changed.body[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
                    const auto other = person::words_of_plan(changed);
                    CHECK((!other || *other != *shown));
                }
            }
        }
    }

    TEST_CASE("every change that a person may propose has its words") {
        std::set<std::uint16_t> said;
        for (const auto& variants : changes()) said.insert(variants.front().type);

        for (const auto& route : operate::routes()) {
            const bool is_change =
                route.effect != operate::Effect::read && route.effect != operate::Effect::local;
            CAPTURE(route.name);
            CHECK(said.contains(route.type) == is_change);
        }
    }

    TEST_CASE("two texts never look alike, whatever letters are in them") {
        std::set<std::string> shown;
        const std::vector<std::string> reasons{"a",
                                               "a ",
                                               "a\n  vault: b",
                                               "a\\",
                                               "a\\x0a",
                                               "a\x1b[2K",
                                               "a?",
                                               "\"a\"",
                                               "a\xc3\xa4",
                                               ""};
        for (const auto& reason : reasons) {
            const auto text = person::text_of_plan(plan_of(FreezeAsk{reason}));
            // The words of the digest differ anyhow: only what stands before them counts here.
            shown.insert(text.substr(0, text.find("  words:")));
            for (const char letter : text) {
                CHECK((letter == '\n' || (letter >= ' ' && letter <= '~')));
            }
            CHECK(std::count(text.begin(), text.end(), '\n') == 3);
        }
        CHECK(shown.size() == reasons.size());
    }

    TEST_CASE("a change that is not known, not whole, or a reading ask, has no words") {
        auto torn = plan_of(VaultHoldAsk{"a", "why"});
        torn.body.pop_back();
        auto longer = plan_of(VaultHoldAsk{"a", "why"});
        longer.body.push_back(0);

        CHECK_FALSE(person::words_of_plan({0x05ff, {1, 2}}).has_value());
        CHECK_FALSE(person::words_of_plan(torn).has_value());
        CHECK_FALSE(person::words_of_plan(longer).has_value());
        CHECK_FALSE(person::words_of_plan(plan_of(VaultsAsk{"a"})).has_value());
        CHECK_FALSE(person::words_of_plan(plan_of(PolicySetAsk{{1, 2, 3}, {}})).has_value());
        CHECK(person::text_of_plan({0x05ff, {1, 2}}).find("not known") != std::string::npos);
    }

    TEST_CASE("a plan is shown with the words of its digest") {
        const auto plan = plan_of(FreezeAsk{"why"});

        CHECK(person::text_of_plan(plan).ends_with("  words: " + ceremony::spoken(plan.digest()) +
                                                   "\n"));
    }
}
