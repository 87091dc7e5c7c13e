// What somebody is told of baselines whose review is overdue, and that nothing is refused for it.
#include "node_bench.hpp"
#include "reviews.hpp"

using namespace sealwright;
using namespace sealwright::test;
using claims::EvidenceKind;
using keeper::Reviews;

namespace {

// An initialised vault whose node has a second baseline, to be looked at again in an hour.
struct ReviewBench : SealedVault {
    static constexpr std::uint64_t hour_ms = 3'600'000;

    ReviewBench() : reviews(std::make_unique<Reviews>(core())) { add("next"); }

    void add(const std::string& id) {
        must<operate::NodeShown>(operate::BaselineApproveAsk{
            "main", "one", id, clock.now().wall_ms + hour_ms, *shown("one").values});
    }
    // The alerts about reviews, after the loop has looked some times.
    std::size_t told() {
        for (int turn = 0; turn < 3; ++turn) {
            reviews->step();
            clock.advance(Reviews::look_ms);
        }
        std::size_t count = 0;
        for (const auto& entry : entries(journal::Kind::alert)) {
            const auto* what = entry.text("what");
            if (what != nullptr && *what == "the review of a baseline is overdue") ++count;
        }
        return count;
    }

    std::unique_ptr<Reviews> reviews;
};

}  // namespace

TEST_SUITE("keeper/reviews") {
    TEST_CASE("a review that is overdue is told once a day, with the baseline and its date") {
        ReviewBench bench;
        const auto until = bench.clock.now().wall_ms + ReviewBench::hour_ms;
        CHECK(bench.told() == 0);

        bench.clock.advance(ReviewBench::hour_ms);

        CHECK(bench.told() == 1);
        const auto alert = bench.entries(journal::Kind::alert).back();
        CHECK(*alert.text("vault") == "main");
        CHECK(*alert.text("node") == "one");
        CHECK(*alert.text("baseline") == "next");
        CHECK(*alert.number("until") <= until);
        CHECK(alert.text("remedy") != nullptr);
        CHECK(bench.told() == 1);
        bench.clock.advance(Reviews::repeat_ms);
        CHECK(bench.told() == 2);
    }

    TEST_CASE("a keeper that starts anew does not tell again what was told that day") {
        ReviewBench bench;
        bench.clock.advance(ReviewBench::hour_ms);
        REQUIRE(bench.told() == 1);

        bench.restart_all();
        bench.reviews = std::make_unique<Reviews>(bench.core());

        CHECK(bench.told() == 1);
    }

    TEST_CASE("a clock that is put back silences nothing") {
        ReviewBench bench;
        bench.clock.advance(30 * KeeperBench::day_ms);
        REQUIRE(bench.told() == 1);

        bench.clock.set_wall_back(29 * KeeperBench::day_ms);

        CHECK(bench.told() == 2);
    }

    TEST_CASE("each baseline is told for itself, more than fit into one commit in the next ones") {
        ReviewBench bench;
        for (int node = 0; node < 5; ++node) {
            const auto name = "n" + std::to_string(node);
            bench.token = attest::EnrolmentToken::generate();
            REQUIRE(bench.enrol(bench.invite(name, EvidenceKind::tpm2), EvidenceKind::tpm2));
            for (int number = 0; number < 4; ++number) {
                bench.must<operate::NodeShown>(
                    operate::BaselineApproveAsk{"main",
                                                name,
                                                "b" + std::to_string(number),
                                                bench.clock.now().wall_ms + 1,
                                                *bench.shown(name).values});
            }
        }

        CHECK(bench.told() == 20);
        CHECK(bench.told() == 20);
    }

    TEST_CASE("an overdue review refuses nothing, and is shown with the node and in the status") {
        ReviewBench bench;
        bench.must<operate::NodeShown>(operate::BaselineDropAsk{"main", "one", "base"});
        CHECK(bench.must<operate::Status>(operate::StatusAsk{}).baselines_overdue == 0);
        bench.clock.advance(ReviewBench::hour_ms);

        auto accepted = bench.attest(bench.node, EvidenceKind::tpm2);

        REQUIRE(accepted);
        CHECK(accepted->facts.result.status == claims::Trust::warning);
        CHECK(bench.decrypt_in(accepted->channel, bench.root).status == 200);
        CHECK(bench.shown("one").baselines.at(0).is_overdue);
        CHECK(bench.must<operate::Status>(operate::StatusAsk{}).baselines_overdue == 1);
    }

    TEST_CASE("of a node that was revoked, or a baseline that was dropped, nothing is told") {
        ReviewBench bench;
        bench.add("last");
        bench.must<operate::NodeShown>(operate::BaselineDropAsk{"main", "one", "next"});
        bench.must<operate::Nodes>(operate::NodeRevokeAsk{"main", "one"});
        bench.clock.advance(ReviewBench::hour_ms);

        CHECK(bench.told() == 0);
        CHECK(bench.must<operate::Status>(operate::StatusAsk{}).baselines_overdue == 0);
    }
}
