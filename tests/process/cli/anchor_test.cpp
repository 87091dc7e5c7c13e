// Trust anchors, as the person at the terminal proposes, drops and sees them.
#include "json_form.hpp"
#include "people_keeper.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/http/certificate.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::cli_test;

namespace {

constexpr std::uint64_t year_ms = 365ULL * 24 * 60 * 60 * 1000;

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

Now years_ago(std::uint64_t years) {
    auto now = SystemClock().now();
    now.wall_ms -= years * year_ms;
    return now;
}

// A root in `folder`, made so long ago; ours are good for ten years.
std::string root_in(const Folder& folder, const std::string& name, std::uint64_t years = 0) {
    const http::CertificateFiles files{folder.path(name + ".pem"), folder.path(name + ".key")};
    REQUIRE(http::make_authority(files, name, years_ago(years)).ok());
    return files.certificate;
}

// Without any reader of certificates: what stands between the lines of a PEM file, hashed.
Digest digest_of(const std::string& pem) {
    std::string letters;
    for (std::size_t at = 0; at < pem.size();) {
        const auto end = std::min(pem.find('\n', at), pem.size());
        const auto line = pem.substr(at, end - at);
        if (!line.starts_with("-----")) letters += line;
        at = end + 1;
    }
    const auto der = from_base64(letters);
    REQUIRE(der.has_value());
    return crypto::sha256(*der);
}

operate::Anchors some_anchors() {
    const claims::Anchor root{claims::AnchorKind::root, Digest{0x1f}, "CN=Some maker"};
    const claims::Anchor gone{claims::AnchorKind::provider, Digest{0x2e}, "CN=Gone"};
    return {{{root, 1'795'300'000'000, "ana, bea", {"main/one", "main/two"}},
             {gone, 0, "", {"main/three"}}}};
}

}  // namespace

TEST_SUITE("cli/anchor") {
    TEST_CASE("anchors are listed with their nodes, and a stray node with what revokes it") {
        FakeService service;
        service.on<operate::AnchorsAsk>(reply(some_anchors()));

        const auto ran = service.run({"anchor", "ls"});
        const auto json = service.run_json({"anchor", "ls"});

        CHECK(ran.exit == 0);
        CHECK(says(ran.out, to_hex(Digest{0x1f})));
        CHECK(says(ran.out, "CN=Some maker"));
        CHECK(says(ran.talk, "sealwright node revoke main three"));
        CHECK_FALSE(says(ran.talk, "main one"));
        CHECK(is_one_document(json.out));
        CHECK(says(json.out, "\"nodes\":[\"main/one\",\"main/two\"]"));
        CHECK(says(json.out, "\"accepted\":null,\"by\":null"));
    }

    TEST_CASE(
        "what is accepted is the digest of each file's certificate, of the kind that is said") {
        FakeService service;
        const auto one = root_in(service.folder(), "one");
        const auto two = root_in(service.folder(), "two");
        std::vector<operate::AnchorAcceptAsk> asks;
        service.on<operate::AnchorAcceptAsk>([&](const operate::AnchorAcceptAsk& ask) {
            asks.push_back(ask);
            return reply(some_anchors());
        });

        CHECK(service.run({"anchor", "accept", one, two}).exit == 0);
        CHECK(service.run({"anchor", "accept", one, "--kind", "provider"}).exit == 0);

        REQUIRE(asks.size() == 2);
        REQUIRE(asks[0].anchors.size() == 2);
        CHECK(asks[0].anchors[0].digest == digest_of(service.folder().read("one.pem")));
        CHECK(asks[0].anchors[1].digest == digest_of(service.folder().read("two.pem")));
        CHECK(asks[0].anchors[0].kind == claims::AnchorKind::root);
        CHECK(asks[0].anchors[0].subject == "CN=Sealwright one");
        CHECK(asks[1].anchors[0].kind == claims::AnchorKind::provider);
    }

    TEST_CASE("a file that is no trust anchor is refused with what to do, and nothing is asked") {
        FakeService service;
        const auto& folder = service.folder();
        const auto root = root_in(folder, "root");
        const auto pem = folder.read("root.pem");
        folder.write("text.pem", "no certificate\n");
        folder.write("empty.pem", "");
        folder.write("torn.pem", pem.substr(0, pem.size() - 60));
        folder.write("both.pem", pem + pem);
        folder.write("again.pem", pem);
        folder.write("behind.pem", pem + "-----BEGIN CERTIFICATE-----\nMIIB\n");
        const http::CertificateFiles leaf{folder.path("leaf.pem"), folder.path("leaf.key")};
        REQUIRE(http::make_server_certificate(
                    {root, folder.path("root.key")}, leaf, {"localhost"}, years_ago(0))
                    .ok());
        root_in(folder, "old", 11);
        std::vector<std::string> many{"anchor", "accept"};
        for (int each = 0; each < 17; ++each) many.push_back(root);
        const auto refused = [&](std::vector<std::string> words, const std::string& code) {
            const auto ran = service.run(std::move(words));
            CHECK(ran.exit == 1);
            INFO(ran.talk);
            CHECK(says(ran.talk, code));
            CHECK(ran.out.empty());
        };
        const auto accept = [&](const std::string& name) {
            return std::vector<std::string>{"anchor", "accept", folder.path(name)};
        };

        refused(accept("none.pem"), "none.pem");
        refused(accept("text.pem"), "E3336");
        refused(accept("empty.pem"), "E3336");
        refused(accept("torn.pem"), "E3336");
        refused(accept("root.key"), "E3336");
        refused(accept("behind.pem"), "E3336");
        refused(accept("both.pem"), "E3337");
        refused(accept("old.pem"), "E3338");
        refused(accept("leaf.pem"), "E3339");
        refused({"anchor", "accept", root, folder.path("again.pem")}, "E3340");
        refused(many, "E3341");
        refused({"anchor", "accept", root, "--kind", "issuer"}, "--kind");
        refused({"anchor", "drop", "1f"}, "64 hex digits");
        CHECK(service.asked().empty());
    }

    TEST_CASE("one who proposes an anchor sees its digest and subject, and waits") {
        PeopleKeeper keeper;
        const auto root = root_in(keeper.service.folder(), "maker");
        const auto digest = to_hex(digest_of(keeper.service.folder().read("maker.pem")));

        const auto proposed = keeper.run("ana", {"anchor", "accept", root});

        CHECK(proposed.exit == 10);
        CHECK(says(proposed.talk, "change: anchor-accept"));
        CHECK(says(proposed.talk, "believed as: root"));
        CHECK(says(proposed.talk, digest));
        CHECK(says(proposed.talk, "\"CN=Sealwright maker\""));
        CHECK(keeper.carried_out.empty());
    }
}
