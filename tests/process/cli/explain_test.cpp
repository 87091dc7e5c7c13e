#include "chain.hpp"
#include "json_form.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::cli_test;

namespace {

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_SUITE("cli/explain") {
    TEST_CASE("a refusal is told in words: who asked what, which rule, why, what to do") {
        FakeService service;
        auto chain = usual_chain();
        chain.serve_on(service);

        const auto ran = service.run({"explain", "entry-5"});
        const auto json = service.run_json({"explain", "entry-5"});

        CHECK(ran.exit == 0);
        CHECK(
            says(ran.out,
                 "certificate 3f3f3f3f3f3f3f3f from 127.0.0.1:50000 asked to decrypt something of "
                 "vault prod, as its node node-1. It was refused, and nothing was released."));
        CHECK(says(ran.out, "class-window-closed"));
        CHECK(says(ran.out, "this class opens only inside a window"));
        CHECK(says(ran.out, "what to do: look at the journal"));
        CHECK(is_one_document(json.out));
        CHECK(says(json.out, R"("rule":{"code":"E1701","name":"class-window-closed")"));
    }

    TEST_CASE("a refused release is told with its evidence and the policy that held") {
        FakeService service;
        Chain chain;
        chain.add(journal::Kind::founded);
        Digest policy{};
        policy.fill(0xab);
        chain.add(journal::Kind::refusal,
                  {{"operation", std::string("decrypt")},
                   {"code", std::uint64_t{1709}},
                   {"tier", std::string("sealed")},
                   {"attestation", std::uint64_t{1}},
                   {"policy", policy}},
                  node_origin());
        chain.serve_on(service);

        const auto ran = service.run({"explain", "entry-2"});
        const auto json = service.run_json({"explain", "entry-2"});

        CHECK(says(ran.out, "its evidence:   entry-1"));
        CHECK(says(ran.out, "release policy: " + to_hex(policy)));
        CHECK(says(json.out, R"("policy":")" + to_hex(policy)));
    }

    TEST_CASE("an intent is told with its outcome") {
        FakeService service;
        auto chain = usual_chain();
        chain.serve_on(service);

        const auto ran = service.run({"explain", "entry-3"});
        const auto json = service.run_json({"explain", "entry-3"});

        CHECK(says(ran.out, "Its outcome is entry-4: released."));
        CHECK(says(json.out, R"("outcome":{"id":"entry-4")"));
    }

    TEST_CASE("an intent without outcome counts as done") {
        FakeService service;
        Chain chain;
        chain.add(journal::Kind::founded);
        chain.add(journal::Kind::intent, {{"operation", std::string("decrypt")}}, node_origin());
        chain.serve_on(service);

        const auto ran = service.run({"explain", "entry-2"});

        CHECK(ran.exit == 0);
        CHECK(says(ran.out, "No outcome follows: count it as done."));
        CHECK(says(service.run_json({"explain", "entry-2"}).out, R"("outcome":null)"));
    }

    TEST_CASE("every kind of entry can be explained, and each field is shown") {
        FakeService service;
        auto chain = usual_chain();
        chain.serve_on(service);

        for (const auto* id : {"entry-1", "entry-2", "entry-4", "entry-6"}) {
            CHECK(service.run({"explain", id}).exit == 0);
            CHECK(is_one_document(service.run_json({"explain", id}).out));
        }
        CHECK(says(service.run({"explain", "entry-2"}).out,
                   "uid 0 (pid 4711) did `vault add` for vault prod."));
        CHECK(says(service.run({"explain", "entry-4"}).out, "its intent: entry-3"));
        CHECK(says(service.run({"explain", "entry-6"}).out, "note:\n  sealwright/installation-"));
    }

    TEST_CASE("an entry that is not there is exit 2") {
        FakeService service;
        auto chain = usual_chain();
        chain.serve_on(service);

        for (const auto* id : {"entry-7", "entry-0", "entry-18446744073709551615"}) {
            const auto ran = service.run({"explain", id});
            CHECK(ran.exit == 2);
            CHECK(ran.out.empty());
        }
    }

    TEST_CASE("an error is explained by code, by number and by name, without a service") {
        for (const auto* id : {"E1600", "1600", "journal-broken"}) {
            const auto ran = run_program({"explain", id});
            CHECK(ran.exit == 0);
            CHECK(says(ran.out, "meaning:    the journal's chain does not hold"));
            CHECK(says(ran.out, "what to do: keep this file"));
        }
        CHECK(is_one_document(run_program({"explain", "E1600", "--format", "json"}).out));
    }

    TEST_CASE("an id that is none is exit 1 and says which there are") {
        const auto ran = run_program({"explain", "E9999"});

        CHECK(ran.exit == 1);
        CHECK(says(ran.talk, "entry-42"));
    }
}
