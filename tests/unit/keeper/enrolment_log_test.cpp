// What becomes of an event log that came with an enrolment.
#include "node_bench.hpp"

using namespace sealwright;
using namespace sealwright::test;
using claims::EvidenceKind;
using claims::SecureBoot;

namespace {

// A node of PCRs 0 and 7, which has to explain those of `pcrs`.
struct Invited : NodeBench {
    explicit Invited(const std::string& pcrs = "", bool secure_boot = false) {
        init();
        add_vault("main");
        auto ask = enrol_ask("one", EvidenceKind::tpm2);
        ask.log_pcrs = *claims::PcrSet::parse(pcrs);
        ask.secure_boot = secure_boot;
        node = must<operate::NodeEnrolled>(ask);
        event_log = {1, 2, 3};
        // The machine of the bench shows zeros.
        verifiers.log = {{ask.pcrs, std::vector<Digest>(2)}, 5, SecureBoot::on, 0, ""};
    }
    bool enrols() {
        const auto answered = enrol(node, EvidenceKind::tpm2);
        REQUIRE(answered);
        const bool is_enrolled = shown("one").enrolled_ms != 0;
        CHECK((answered->facts.result.status != claims::Trust::contraindicated) == is_enrolled);
        return is_enrolled;
    }
    // Of the journal's entry about it, as `explain` prints it.
    std::string explained() { return *entries(journal::Kind::attestation).back().text("checks"); }

    operate::NodeEnrolled node;
};

}  // namespace

TEST_SUITE("keeper/enrolment_log") {
    TEST_CASE(
        "the verifier gets the log and the registers, and the node's page says what it said") {
        Invited bench;

        CHECK(bench.enrols());

        REQUIRE(bench.verifiers.asks.size() == 1);
        CHECK(bench.verifiers.asks[0].identity.event_log == Bytes{1, 2, 3});
        CHECK(bench.verifiers.asks[0].pcrs == *claims::PcrSet::parse("0,7"));
        const auto log = bench.shown("one").log;
        REQUIRE(log);
        CHECK(log->events == 5);
        CHECK(log->explained == *claims::PcrSet::parse("0,7"));
        CHECK(log->secure_boot == SecureBoot::on);
        CHECK(bench.explained().find("secure boot: passed, got on") != std::string::npos);
    }

    TEST_CASE("what it said stays with the node over a restart, and later evidence has none") {
        Invited bench;
        REQUIRE(bench.enrols());
        bench.approve("one", "base");
        const auto before = *bench.shown("one").log;

        bench.restart_all();

        CHECK(bench.attest(bench.node, EvidenceKind::tpm2));
        CHECK(*bench.shown("one").log == before);
        CHECK(bench.explained().find("event log") == std::string::npos);
    }

    TEST_CASE("a log that leads elsewhere is a finding, and the node still enrols") {
        Invited bench;
        bench.verifiers.log.replayed.values[1].fill(9);

        CHECK(bench.enrols());

        CHECK(bench.shown("one").log->differing == *claims::PcrSet::parse("7"));
        CHECK(bench.explained().find("log of pcr 7: differs") != std::string::npos);
    }

    TEST_CASE(
        "where it had to explain that register the node is refused and its token still good") {
        Invited bench("7");
        const auto good = bench.verifiers.log;
        bench.verifiers.log.replayed.values[1].fill(9);

        CHECK_FALSE(bench.enrols());
        CHECK(bench.explained().find("log of pcr 7: failed") != std::string::npos);
        CHECK(bench.shown("one").state == "waits for its agent");

        bench.verifiers.log = good;
        CHECK(bench.enrols());
    }

    TEST_CASE("a node that has to explain registers and sends no log is refused by that name") {
        Invited bench("0");
        bench.event_log.clear();

        CHECK_FALSE(bench.enrols());

        const auto result = bench.shown("one").result;
        REQUIRE(result);
        const auto row = std::ranges::find(result->checks, "event log", &claims::Check::claim);
        REQUIRE(row != result->checks.end());
        CHECK(row->code == errors::event_log_missing.code);
    }

    TEST_CASE("secure boot that has to be on and is off is refused") {
        Invited bench("7", true);
        bench.verifiers.log.secure_boot = SecureBoot::off;
        CHECK_FALSE(bench.enrols());

        bench.verifiers.log.secure_boot = SecureBoot::on;
        CHECK(bench.enrols());
        CHECK(bench.shown("one").needs_secure_boot);
    }

    TEST_CASE("a node cannot be told to explain registers that it does not show") {
        Invited bench;
        auto ask = bench.enrol_ask("two", EvidenceKind::tpm2);
        ask.log_pcrs = *claims::PcrSet::parse("0,4");
        bench.refused_unchanged(ask, errors::baseline_set_differs);
        ask.log_pcrs = *claims::PcrSet::parse("0");
        ask.secure_boot = true;
        bench.refused_unchanged(ask, errors::baseline_set_differs);
    }

    TEST_CASE("a baseline may name the TPM's firmware, and another one is refused until approved") {
        Invited bench;
        REQUIRE(bench.enrols());
        bench.approve("one");
        const auto runs = bench.shown("one").firmware;
        REQUIRE(runs);
        const auto accepts = [&] {
            const auto answered = bench.attest(bench.node, EvidenceKind::tpm2);
            return answered && answered->facts.lifetime_s != 0;
        };
        const auto approve = [&](const std::string& id, std::uint64_t firmware) {
            return bench.must<operate::NodeShown>(
                operate::BaselineApproveAsk{"main", "one", id, 0, {}, firmware});
        };

        CHECK(approve("newer", *runs + 1).baselines.back().firmware == *runs + 1);
        CHECK_FALSE(accepts());
        const auto page = bench.shown("one");
        const auto* failed = page.result->first_failure();
        REQUIRE(failed != nullptr);
        CHECK(failed->claim == "firmware");
        CHECK(failed->got == std::to_string(*runs));
        CHECK(bench.must<operate::Reboots>(operate::RebootsAsk{}).nodes.at(0).reason ==
              "what it showed last is no approved baseline");

        approve("this", *runs);
        CHECK(accepts());
        CHECK(bench.must<operate::Reboots>(operate::RebootsAsk{}).nodes.at(0).comes_back);
    }
}
