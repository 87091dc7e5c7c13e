// Nodes as they are shown, by certificate and by evidence.
#include "fake_service.hpp"
#include "json_form.hpp"
#include "sealwright/http/certificate.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::cli_test;

namespace {

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

operate::NodeInfo node(const std::string& name) {
    operate::NodeInfo info;
    info.name = name;
    info.vault = "prod";
    info.not_after_ms = 4'000'000'000'000;
    return info;
}

}  // namespace

TEST_SUITE("cli/node") {
    TEST_CASE("node add sends the certificate's key digest and end, as a TLS front will see them") {
        FakeService service;
        const auto& folder = service.folder();
        const http::CertificateFiles files{folder.path("ca.pem"), folder.path("ca.key")};
        REQUIRE(http::make_authority(files, "test", SystemClock().now()).ok());
        const auto facts = http::read_certificate(files.certificate);
        REQUIRE(facts.ok());
        std::vector<operate::NodeAddAsk> asks;
        service.on<operate::NodeAddAsk>([&asks](const operate::NodeAddAsk& ask) {
            asks.push_back(ask);
            return reply(operate::Nodes{{node(ask.node)}});
        });

        const auto ran =
            service.run({"node", "add", "prod", "node-1", "--cert", files.certificate});

        CHECK(ran.exit == 0);
        CHECK(says(ran.out, "in force"));
        REQUIRE(asks.size() == 1);
        CHECK(asks.front().vault == "prod");
        CHECK(asks.front().node == "node-1");
        CHECK(asks.front().spki == facts->spki);
        CHECK(asks.front().not_after_ms == facts->not_after_ms);
    }

    TEST_CASE("a file that is no certificate enrols nobody") {
        FakeService service;
        service.folder().write("n.pem", "nothing\n");

        const auto ran =
            service.run({"node", "add", "prod", "n", "--cert", service.folder().path("n.pem")});

        CHECK(ran.exit == 1);
        CHECK(service.asked().empty());
    }

    TEST_CASE("node revoke says that it is in force and what it is not") {
        FakeService service;
        auto revoked = node("node-1");
        revoked.state = claims::NodeState::revoked;
        revoked.revoked_ms = 1'795'300'000'000;
        service.on<operate::NodeRevokeAsk>(reply(operate::Nodes{{revoked}}));

        const auto ran = service.run({"node", "revoke", "prod", "node-1"});
        const auto json = service.run_json({"node", "revoke", "prod", "node-1"});

        CHECK(ran.exit == 0);
        CHECK(says(ran.out, "revoked 2026-11-21"));
        CHECK(says(ran.talk, "in force"));
        CHECK(says(json.out, R"("revoked":"2026-11-21T)"));
    }

    TEST_CASE("node list says how each node proves itself and when it last did, in 80 columns") {
        FakeService service;
        operate::NodeInfo shown;
        shown.name = "node-1";
        shown.vault = "prod";
        shown.kind = claims::EvidenceKind::tpm2;
        shown.provenance = claims::Endorsement::ek_pinned;
        shown.last_ms = 1'795'300'000'000;
        shown.entry = 7;
        shown.result = claims::Trust::affirming;
        auto invited = shown;
        invited.name = "node-2";
        invited.kind = claims::EvidenceKind::pinned_key;
        invited.state = claims::NodeState::waits_for_agent;
        invited.last_ms = 0;
        invited.entry = 0;
        auto expired = node("node-3");
        expired.not_after_ms = 1;
        service.on<operate::NodesAsk>(reply(operate::Nodes{{shown, invited, expired}}));

        const auto ran = service.run({"node", "list"});
        const auto json = service.run_json({"node", "list"});

        CHECK(says(ran.out, "in force             tpm2        2026-11-21"));
        CHECK(says(ran.out, "waits for its agent  pinned-key  never"));
        CHECK(says(ran.out, "prod   node-3  expired"));
        for (std::size_t start = 0, end = 0; start < ran.out.size(); start = end + 1) {
            end = ran.out.find('\n', start);
            REQUIRE(end != std::string::npos);
            CHECK(end - start <= 80);
        }
        CHECK(says(json.out, R"("state":"in force","evidence":"tpm2","provenance":"ek-pinned")"));
        CHECK(says(json.out, R"("spki":null,"not_after":null)"));
        CHECK(says(json.out, R"("last_entry":"entry-7","last_status":"affirming")"));
        CHECK(says(json.out, R"("last_evidence":null,"last_entry":null,"last_status":null)"));
        CHECK(says(json.out, R"("state":"expired","evidence":"channel-certificate")"));
    }

    TEST_CASE("node show keeps what its key signed apart from what came in its name") {
        FakeService service;
        operate::NodeShown shown;
        shown.name = "node-1";
        shown.vault = "prod";
        shown.state = "waits for approval";
        shown.kind = claims::EvidenceKind::tpm2;
        service.on<operate::NodeShowAsk>([&](const operate::NodeShowAsk&) { return reply(shown); });
        const auto never = service.run({"node", "show", "prod", "node-1"});
        shown.entry = 7;
        shown.result.emplace();
        shown.result->status = claims::Trust::affirming;
        shown.result->made_ms = 1'795'300'000'000;
        shown.unproven_entry = 9;
        shown.unproven.emplace();
        shown.unproven->status = claims::Trust::contraindicated;
        shown.unproven->made_ms = 1'795'400'000'000;
        shown.unproven->checks = {
            {"signature", "its key", "another", claims::CheckStatus::failed, 1850}};

        const auto ran = service.run({"node", "show", "prod", "node-1"});
        const auto json = service.run_json({"node", "show", "prod", "node-1"});

        CHECK(says(never.out, "state:    waits for approval"));
        CHECK(says(never.out, "Last evidence: never"));
        CHECK_FALSE(says(never.out, "Not proved"));
        CHECK(says(ran.out, "Last evidence, 2026-11-21"));
        CHECK(says(ran.out, "(entry-7): affirming"));
        CHECK(says(ran.out, "Not proved to be by its key, 2026-11-"));
        CHECK(says(ran.out, "(entry-9): contraindicated"));
        CHECK(says(ran.out, "E1850"));
        CHECK(says(json.out, R"("entry":"entry-7")"));
        CHECK(says(json.out, R"("unproven_entry":"entry-9")"));
    }

    TEST_CASE("a result's EAR has for each claim that failed the value that others know") {
        using claims::CheckStatus;
        FakeService service;
        operate::NodeShown shown;
        shown.id = "node-1";
        shown.entry = 7;
        service.on<operate::NodeShowAsk>([&](const operate::NodeShowAsk&) { return reply(shown); });
        const auto vector_of = [&](std::vector<claims::Check> checks) {
            shown.result.emplace();
            shown.result->checks = std::move(checks);
            const auto json = service.run_json({"node", "show", "prod", "one"}).out;
            const std::string name = R"("ear.trustworthiness-vector":)";
            const auto start = json.find(name);
            if (start == std::string::npos) return std::string("none");
            const auto end = json.find('}', start);
            return json.substr(start + name.size(), end + 1 - start - name.size());
        };
        const auto check = [](const char* claim, CheckStatus status, const char* wanted = "") {
            return claims::Check{claim, wanted, "x", status, 0};
        };

        CHECK(vector_of({}) == "none");
        for (const auto& [claim, vector] : std::vector<std::pair<const char*, std::string>>{
                 {"node", R"({"instance-identity":96})"},
                 {"kind", R"({"instance-identity":97})"},
                 {"uid", R"({"instance-identity":97})"},
                 {"signature", R"({"instance-identity":99})"},
                 {"binding", R"({"instance-identity":99})"},
                 {"attested", R"({"instance-identity":99})"},
                 {"pcr set", R"({"executables":99})"},
                 {"pcr digest", R"({"executables":99})"},
                 {"pcr 11", R"({"executables":33})"},
                 {"reset count", R"({"hardware":96})"},
                 {"restart count", R"({"hardware":96})"},
                 {"firmware", R"({"hardware":97})"},
                 {"policy", "none"}}) {
            CAPTURE(claim);
            CHECK(vector_of({check(claim, CheckStatus::failed)}) == vector);
            CHECK(vector_of({check(claim, CheckStatus::skipped)}) == "none");
        }
        CHECK(vector_of({check("uid", CheckStatus::passed)}) == R"({"instance-identity":2})");
        CHECK(vector_of({check("pcr 0", CheckStatus::passed),
                         check("pcr 7", CheckStatus::passed)}) == R"({"executables":3})");
        CHECK(vector_of({check("pcr 0", CheckStatus::passed),
                         check("pcr 7", CheckStatus::differs)}) == "none");
        CHECK(vector_of({check("firmware", CheckStatus::passed)}) == "none");
        CHECK(vector_of({check("firmware", CheckStatus::passed, "9")}) == R"({"hardware":2})");
    }

    TEST_CASE("node enrol warns that no register covers what runs, before it asks for anything") {
        FakeService service;
        std::vector<operate::NodeEnrolAsk> asks;
        service.on<operate::NodeEnrolAsk>([&](const operate::NodeEnrolAsk& ask) {
            asks.push_back(ask);
            operate::NodeEnrolled enrolled;
            enrolled.until_ms = 1'795'300'000'000;
            return reply(enrolled);
        });
        const std::string warning =
            "warning: node one: no PCR of 8 to 15 is in 0,2,4,7: whoever "
            "changes its disk's programs is not noticed";

        const auto bare = service.run({"node", "enrol", "prod", "one"});
        const auto covered = service.run({"node", "enrol", "prod", "two", "--pcrs", "0,4,7,9"});
        const auto pinned =
            service.run({"node", "enrol", "prod", "one", "--evidence", "pinned-key"});

        REQUIRE(asks.size() == 3);
        CHECK(bare.exit == 0);
        CHECK(says(bare.talk, warning));
        CHECK_FALSE(says(bare.out, "warning"));
        CHECK_FALSE(says(covered.talk, "warning"));
        CHECK_FALSE(says(pinned.talk, "warning"));
    }

    TEST_CASE("node list shows each node, and a refused one prints no list") {
        FakeService service;
        service.on<operate::NodesAsk>(reply(operate::Nodes{{node("node-1"), node("node-2")}}));
        const auto ran = service.run({"node", "list"});
        CHECK(ran.exit == 0);
        CHECK(says(ran.out, "node-2"));

        service.on<operate::NodeRevokeAsk>(refuse(2414, "there is no such node", "see the list"));
        const auto refused = service.run({"node", "revoke", "prod", "node-9"});
        CHECK(refused.exit == 2);
        CHECK(refused.out.empty());
    }
}
