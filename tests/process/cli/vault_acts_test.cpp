// What holds, windows and versions of a vault look like to the person at the terminal.
#include "fake_service.hpp"
#include "json_form.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::cli_test;

namespace {

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// A vault that works and that nothing is the matter with.
operate::VaultInfo vault() {
    operate::VaultInfo info;
    info.id = "vault-1";
    info.name = "prod";
    info.mount = "transit";
    info.key = "prod";
    info.nodes = 1;
    info.seal_key_version = 2;
    info.root_sealed_ms = 1'795'300'000'000;
    info.root_version = 2;
    info.recovery_version = 2;
    info.versions = {1, 2};
    return info;
}

Ran status_of(const operate::VaultInfo& info, bool json = false) {
    FakeService service;
    service.on<operate::VaultsAsk>(
        [&](const operate::VaultsAsk&) { return reply(operate::Vaults{{info}}); });
    const std::vector<std::string> words{"vault", "status", "prod"};
    return json ? service.run_json(words) : service.run(words);
}

}  // namespace

TEST_SUITE("cli/vault-acts") {
    TEST_CASE("a vault with nothing the matter says nothing beside its line") {
        const auto ran = status_of(vault());
        CHECK(says(ran.out, "v2"));
        CHECK(ran.talk.empty());
    }

    TEST_CASE("a held vault says since when, by whom, why, and how it ends") {
        auto held = vault();
        held.held_since_ms = 1'795'300'000'000;
        held.held_by = "uid 0 (pid 4711)";
        held.held_reason = "INC-412";

        const auto ran = status_of(held);
        const auto json = status_of(held, true);

        CHECK(says(ran.out, "HELD"));
        CHECK(says(ran.talk, "uid 0 (pid 4711): INC-412"));
        CHECK(says(ran.talk, "sealwright vault lift prod"));
        CHECK(is_one_document(json.out));
        CHECK(says(json.out, R"("held_reason":"INC-412")"));
    }

    TEST_CASE("a re-wrap that is pending names what is old and what takes it up") {
        auto rotated = vault();
        rotated.recovery_version = 1;

        const auto ran = status_of(rotated);

        CHECK(says(ran.out, "re-wrap pending"));
        CHECK(says(ran.talk, "root key v2, recovery key v1"));
        CHECK(says(ran.talk, "bao operator step-down"));
        CHECK(says(status_of(rotated, true).out, R"("rewrap_pending":true)"));
    }

    TEST_CASE("a re-wrap that has begun names its node") {
        auto begun = vault();
        begun.root_version = 1;
        begun.recovery_version = 1;
        begun.rewrap_node = "node-7";

        const auto ran = status_of(begun);

        CHECK(says(ran.out, "re-wrap begun"));
        CHECK(says(ran.talk, "node-7"));
    }

    TEST_CASE("a hold is asked with its reason, and says what it cannot promise") {
        FakeService service;
        std::vector<operate::VaultHoldAsk> asks;
        service.on<operate::VaultHoldAsk>([&](const operate::VaultHoldAsk& ask) {
            asks.push_back(ask);
            return reply(operate::Vaults{{vault()}});
        });

        const auto ran = service.run({"vault", "hold", "prod", "--reason", "INC-412"});

        REQUIRE(asks.size() == 1);
        CHECK(asks[0].reason == "INC-412");
        CHECK(ran.exit == 0);
        CHECK(says(ran.talk, "not yet proof against a rollback"));
        CHECK(says(ran.talk, "bao operator seal"));
        CHECK(service.run({"vault", "hold", "prod"}).exit == 1);
        CHECK(service.run({"vault", "lift", "prod"}).exit == 1);
        CHECK(asks.size() == 1);
    }

    TEST_CASE("an old version is named by its number, and snapshots are given up in words only") {
        FakeService service;
        std::vector<operate::VaultRetireVersionAsk> asks;
        service.on<operate::VaultRetireVersionAsk>([&](const auto& ask) {
            asks.push_back(ask);
            return reply(operate::Vaults{{vault()}});
        });

        CHECK(service.run({"vault", "retire-version", "prod", "1"}).exit == 0);
        CHECK(service.run({"vault", "retire-version", "prod", "1", "--drop-snapshots"}).exit == 0);
        for (const auto& wrong : {"v1", "-1", "one", ""}) {
            CHECK(service.run({"vault", "retire-version", "prod", wrong}).exit == 1);
        }

        REQUIRE(asks.size() == 2);
        CHECK_FALSE(asks[0].drop_snapshots);
        CHECK(asks[1].drop_snapshots);
        CHECK(asks[1].version == 1);
    }

    TEST_CASE("a restore window takes a length as an init window does") {
        FakeService service;
        std::vector<std::uint32_t> seconds;
        service.on<operate::VaultAllowRestoreAsk>([&](const operate::VaultAllowRestoreAsk& ask) {
            seconds.push_back(ask.seconds);
            return reply(operate::Vaults{{vault()}});
        });

        CHECK(service.run({"vault", "allow-restore", "prod"}).exit == 0);
        CHECK(service.run({"vault", "allow-restore", "prod", "--for", "90s"}).exit == 0);
        CHECK(service.run({"vault", "allow-restore", "prod", "--for", "2d"}).exit == 1);

        CHECK(seconds == std::vector<std::uint32_t>{600, 90});
    }
}
