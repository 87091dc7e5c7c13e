#include "fake_service.hpp"
#include "json_form.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::cli_test;

namespace {

operate::CanUnseal good() {
    return {"main",
            "trying",
            false,
            {{"tokens", true, "3 of 3 ready, 2 needed", 0, ""}},
            {{"a+b", 1'800'000'000'000, 1'800'000'000'000, ""}}};
}

operate::CanUnseal bad() {
    auto answer = good();
    answer.checks.push_back({"canary", false, "token c is away", 2450, "start the token"});
    answer.subsets.push_back({"a+c", 1'800'000'000'000, 0, "token c is away"});
    return answer;
}

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_SUITE("cli/can_unseal") {
    TEST_CASE("a vault whose every check passes is exit 0, and asks for no canary by itself") {
        FakeService service;
        service.on<operate::CanUnsealAsk>([](const operate::CanUnsealAsk& ask) {
            CHECK(ask.vault == "main");
            CHECK_FALSE(ask.now);
            return reply(good());
        });

        const auto ran = service.run({"status", "--can-unseal", "main"});

        CHECK(ran.exit == 0);
        CHECK(says(ran.out, "Vault main can be unsealed: its nodes may be restarted."));
        CHECK(says(ran.out, "3 of 3 ready, 2 needed"));
        CHECK(says(ran.out, "a+b     2027-01-15 08:00:00 UTC"));
    }

    TEST_CASE("one check that failed is exit 2, with why and what to do, in JSON too") {
        FakeService service;
        service.on<operate::CanUnsealAsk>(reply(bad()));

        const auto ran = service.run({"status", "--can-unseal", "main"});
        const auto json = service.run_json({"status", "--can-unseal", "main"});

        CHECK(ran.exit == 2);
        CHECK(says(ran.out, "restart none of its nodes"));
        CHECK(says(ran.out, "canary  FAILED  token c is away"));
        CHECK(says(ran.out, "canary: start the token (E2450)"));
        CHECK(json.exit == 2);
        CHECK(is_one_document(json.out));
        CHECK(says(json.out, R"("can_unseal":false)"));
        CHECK(says(json.out, R"("found":"token c is away","code":"E2450","remedy":"start the)"));
        CHECK(says(json.out, R"("tokens":"a+c","tried":"2027-01-15T08:00:00.000Z","passed":null)"));
    }

    TEST_CASE("with --now it asks for a canary once and waits until that has ended") {
        FakeService service;
        int asked = 0;
        int wanted = 0;
        service.on<operate::CanUnsealAsk>([&](const operate::CanUnsealAsk& ask) {
            if (ask.now) ++wanted;
            auto answer = good();
            answer.trying = ++asked < 3;
            return reply(answer);
        });

        const auto ran = service.run({"status", "--can-unseal", "main", "--now"});

        CHECK(ran.exit == 0);
        CHECK(asked == 3);
        CHECK(wanted == 1);
    }

    TEST_CASE("an answer without a check says nothing good") {
        FakeService service;
        service.on<operate::CanUnsealAsk>(
            reply(operate::CanUnseal{"main", "trying", false, {}, {}}));

        CHECK(service.run({"status", "--can-unseal", "main"}).exit == 2);
    }

    TEST_CASE("--now without a vault, and what is no vault's name, are not sent") {
        FakeService service;

        CHECK(service.run({"status", "--now"}).exit == 1);
        CHECK(service.run({"status", "--can-unseal", "Not A Name"}).exit == 1);
        CHECK(service.asked().empty());
    }
}
