// What people approve of is what they looked at; and who listens hears that there is something to
// look at.
#include "errors.hpp"
#include "node_bench.hpp"
#include "node_pages.hpp"
#include "people_bench.hpp"

using namespace sealwright;
using namespace sealwright::test;
using ceremony::RequestState;
using claims::EvidenceKind;

namespace {

// Founded people, and a node `one` of a vault `main` that has enrolled and waits.
struct ApprovalBench : NodeBench, PeopleBench {
    ApprovalBench() {
        PeopleBench::found();
        by_two(operate::VaultAddAsk{"main", "transit", "main", {}, false});
        by_two(operate::AnchorAcceptAsk{{{claims::AnchorKind::root, Digest{0x1f}, "CN=a maker"}}});
        REQUIRE(by_two(enrol_ask("one", EvidenceKind::tpm2)).state == RequestState::committed);
        const auto& node = *core().state().node_named(vault(), "one");
        REQUIRE(enrol({node.id, node.vault, "transit", "main", {}, 0}, EvidenceKind::tpm2));
    }
    [[nodiscard]] VaultId vault() { return core().state().vault_named("main")->id; }
    [[nodiscard]] const keeper::Proof& proof() {
        return *core().state().proof_of(core().state().node_named(vault(), "one")->id);
    }
    void check_unbound(const operate::NodeApproveAsk& ask) {
        const auto request = by_two(ask);
        CHECK(request.state == RequestState::failed);
        CHECK(request.why.find(errors::approval_unbound.meaning) != std::string::npos);
        CHECK(proof().approved_ms == 0);
        CHECK(proof().baselines.empty());
    }
};

}  // namespace

TEST_SUITE("keeper/approval") {
    TEST_CASE("a node is approved as it was looked at, or not at all") {
        ApprovalBench bench;
        const auto identity = keeper::identity_digest(bench.proof());

        bench.check_unbound({"main", "one", "", 0, {}, {}});
        bench.check_unbound({"main", "one", "", 0, Digest{7}, {}});
        bench.check_unbound({"main", "one", "base", 0, identity, {}});

        const auto right =
            bench.by_two(operate::NodeApproveAsk{"main", "one", "", 0, identity, {}});
        CHECK(right.state == RequestState::committed);
        CHECK(bench.proof().approved_ms != 0);
    }

    TEST_CASE("who listens hears of each proposal and decision, and of nothing that only reads") {
        ApprovalBench bench;
        const auto heard = [&] { return bench.person_desk().moved_revision(); };
        const auto before = heard();
        bench.asks("wil", operate::RequestsAsk{{}, 20, false});
        CHECK(heard() == before);

        const auto request =
            bench.propose("ana", operate::VaultAddAsk{"late", "late", "late", {}, false});
        const auto proposed = heard();
        CHECK(proposed != before);

        bench.decide("bea", request, PeopleBench::Choice::deny, "not now");
        CHECK(heard() != proposed);
    }
}
