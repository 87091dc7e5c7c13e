// The whole life of one vault on fakes, in the order in which a real OpenBao asks.
#include "keeper_bench.hpp"

using namespace sealwright;
using test::KeeperBench;
using test::Plain;

namespace {

// What `operator init -recovery-shares=5` of a real vault asks, then what each of its starts asks.
void operator_init(KeeperBench& bench) {
    bench.sealed(Plain::probe);  // The process starts.
    bench.root = bench.sealed(Plain::root_key);
    bench.sealed(Plain::probe);
    bench.recovery = bench.sealed(Plain::recovery_key);
    CHECK(bench.opened(bench.root) == Plain::root_key);
    bench.sealed(Plain::probe);
    bench.sealed(Plain::probe);
}

void vault_start(KeeperBench& bench) {
    bench.sealed(Plain::probe);
    CHECK(bench.opened(bench.root) == Plain::root_key);
    bench.sealed(Plain::probe);
    bench.sealed(Plain::probe);
}

std::vector<std::string> kinds(const std::vector<journal::Entry>& entries) {
    std::vector<std::string> names;
    for (const auto& entry : entries) {
        const auto* what = entry.text("what");
        const auto* seal_class = entry.text("class");
        auto name = std::string(journal::name_of(entry.kind));
        if (what != nullptr) name += " " + *what;
        if (seal_class != nullptr) name += " " + *entry.text("operation") + " " + *seal_class;
        names.push_back(name);
    }
    return names;
}

}  // namespace

TEST_SUITE("keeper/life") {
    TEST_CASE("a vault is initialised and starts again, and the journal says so and verifies") {
        KeeperBench bench;
        bench.found();

        operator_init(bench);
        bench.idle();
        bench.restart();
        REQUIRE(bench.is_open());
        vault_start(bench);
        bench.idle();

        const auto verified = bench.verified();
        CHECK(verified.intents == 4);
        CHECK(verified.outcomes == 4);
        CHECK(verified.open_intents.empty());
        CHECK(verified.refusals == 0);
        const std::vector<std::string> expected{"founded",
                                                "checkpoint",
                                                "act vault add",
                                                "act node add",
                                                "act vault allow-init",
                                                "intent encrypt stored root key",
                                                "outcome",
                                                "intent encrypt recovery key",
                                                "outcome",
                                                "intent decrypt stored root key",
                                                "outcome",
                                                "started",
                                                "intent decrypt stored root key",
                                                "outcome",
                                                "checkpoint"};
        CHECK(kinds(bench.entries()) == expected);
    }

    TEST_CASE("entry 1 says for ever that the installation is solo, and who made it") {
        KeeperBench bench;

        const auto status = bench.init();

        const auto first = bench.entries().front();
        CHECK(status.solo);
        CHECK(first.kind == journal::Kind::founded);
        REQUIRE(first.text("solo") != nullptr);
        CHECK(first.text("solo")->starts_with("yes"));
        REQUIRE(first.origin.has_value());
        CHECK(std::get<claims::LocalOrigin>(first.origin->of) == KeeperBench::person);
    }

    TEST_CASE("a release names its tier, node, class and who asked") {
        KeeperBench bench;
        bench.found_and_init();

        bench.opened(bench.root);

        const auto intent = bench.entries(journal::Kind::intent).back();
        CHECK(*intent.text("tier") == "channel");
        CHECK(*intent.text("node") == "one");
        CHECK(*intent.text("vault") == "main");
        CHECK(*intent.text("class") == "stored root key");
        REQUIRE(intent.origin.has_value());
        CHECK(std::get<claims::ChannelOrigin>(intent.origin->of).spki == test::spki_named(1));
    }

    TEST_CASE("no entry holds a ciphertext or a plaintext") {
        KeeperBench bench;
        bench.found_and_init();
        bench.opened(bench.root);
        bench.idle();

        std::string all;
        for (const auto& entry : bench.entries()) {
            for (const auto& field : entry.fields) all += field.render() + "\n";
        }

        CHECK(all.find(std::string(Plain::recovery_key)) == std::string::npos);
        CHECK(all.find("k2t0MXh1") == std::string::npos);
        CHECK(all.find("vault:v1:") == std::string::npos);
    }

    TEST_CASE("between requests nothing but the service's own four keys is resident") {
        KeeperBench bench;
        bench.found_and_init();

        bench.opened(bench.root);
        bench.sealed(Plain::challenge);

        CHECK(bench.secrets() == KeeperBench::resident_keys);
    }

    TEST_CASE("a keeper that has not opened holds no key at all") {
        KeeperBench bench;
        bench.found_and_init();
        bench.tokens.stop(0);
        bench.tokens.stop(1);

        bench.restart();

        CHECK_FALSE(bench.is_open());
        CHECK(bench.secrets() == 0);
    }

    TEST_CASE("any two of the three tokens open the service and the vault") {
        for (std::size_t gone = 0; gone < 3; ++gone) {
            KeeperBench bench;
            bench.found_and_init();
            bench.tokens.stop(gone);

            bench.restart();

            REQUIRE(bench.is_open());
            CHECK(bench.opened(bench.root) == Plain::root_key);
        }
    }

    TEST_CASE("one token alone opens neither the service nor a vault of an open service") {
        KeeperBench bench;
        bench.found_and_init();
        bench.tokens.stop(0);
        bench.tokens.stop(1);

        const auto answer = bench.serve(bench.decrypt_ask(bench.root));
        bench.restart();

        CHECK(answer.status == 403);
        CHECK_FALSE(bench.is_open());
        bench.tokens.start(1);
        bench.core().refresh();
        CHECK(bench.is_open());
        CHECK(bench.opened(bench.root) == Plain::root_key);
    }
}
