// Which key opens what: the service key opens no vault, and no place opens for another.
#include "keeper_bench.hpp"
#include "rows.hpp"
#include "sealwright/hsm/client/errors.hpp"

using namespace sealwright;
using test::KeeperBench;
using test::Plain;

namespace {

hsm::client::SharedKey service_key(KeeperBench& bench) {
    auto opened = bench.core().keys().open(bench.core().state().installation->service_key,
                                           bench.core().place());
    REQUIRE(opened.ok());
    return std::move(*opened);
}
hsm::client::SharedKey data_key(KeeperBench& bench, const keeper::Vault& vault) {
    auto opened = bench.core().keys().open(bench.core().state().keys.at(vault.id).data_key,
                                           bench.core().place());
    REQUIRE(opened.ok());
    return std::move(*opened);
}

}  // namespace

TEST_SUITE("keeper/key") {
    TEST_CASE("no key that comes from the service key opens a vault's seal key") {
        KeeperBench bench;
        bench.found_and_init();
        const auto key = service_key(bench);
        const auto& vault = *bench.core().state().vault_named("main");
        const auto& sealed = bench.core().state().keys.at(vault.id).seal_keys.at(1);
        const keeper::Keyring keyring(key, *bench.core().state().installation);

        CHECK_FALSE(keeper::open_seal_key(key, vault, 1, sealed).ok());
        CHECK_FALSE(keyring.open_row(keeper::seal_key_row(vault.id, 1), 1, sealed).ok());
        CHECK_FALSE(keyring.open_identity(sealed).ok());
        CHECK_FALSE(keyring.open_entry(1, sealed).ok());
        const auto installation = bench.core().state().installation->id.bytes();
        for (const auto* purpose : {"row", "journal", "identity", "seal-key"}) {
            for (const auto& subject : {installation, vault.id.bytes()}) {
                auto derived = crypto::KeyDeriver::record_key(key.ref(), purpose, subject, 1);
                CHECK_FALSE(crypto::RecordSealer::open(derived.ref(), {}, sealed).ok());
            }
        }
        const auto right = data_key(bench, vault);
        CHECK(keeper::open_seal_key(right, vault, 1, sealed).ok());
    }

    TEST_CASE("what the service key opens of a vault is envelopes, which one token does not open") {
        KeeperBench bench;
        bench.found_and_init();
        const auto& vault = *bench.core().state().vault_named("main");
        const auto& record = bench.core().state().keys.at(vault.id).data_key;
        bench.tokens.stop(0);
        bench.tokens.stop(1);

        CHECK_FALSE(bench.core().keys().open(record, bench.core().place()).ok());
    }

    TEST_CASE("one vault's data key does not open another vault's seal key") {
        KeeperBench bench;
        bench.found_and_init();
        bench.add_vault("second");
        const auto& first = *bench.core().state().vault_named("main");
        const auto& second = *bench.core().state().vault_named("second");
        const auto& sealed = bench.core().state().keys.at(second.id).seal_keys.at(1);
        const auto key = data_key(bench, first);

        CHECK_FALSE(keeper::open_seal_key(key, first, 1, sealed).ok());
        CHECK_FALSE(keeper::open_seal_key(key, second, 1, sealed).ok());
    }

    TEST_CASE("a row opens at its own place and version only") {
        KeeperBench bench;
        bench.found();
        const auto key = service_key(bench);
        const keeper::Keyring keyring(key, *bench.core().state().installation);
        const auto sealed = keyring.seal_row("vault/a", 3, view_of("content"), bench.random);

        CHECK(keyring.open_row("vault/a", 3, sealed).ok());
        CHECK_FALSE(keyring.open_row("vault/a", 2, sealed).ok());
        CHECK_FALSE(keyring.open_row("vault/b", 3, sealed).ok());
        CHECK_FALSE(keyring.open_row("node/a", 3, sealed).ok());
        auto elsewhere = *bench.core().state().installation;
        elsewhere.provenance.environment = "staging";
        CHECK_FALSE(keeper::Keyring(key, elsewhere).open_row("vault/a", 3, sealed).ok());
    }

    TEST_CASE("a second of two names for one token is refused when a key is made") {
        KeeperBench bench;
        bench.init();
        const hsm::KeyRecord blank{"trying", hsm::KeySubject::vault_data_key, {}, 1, {}};
        struct Doubled final : hsm::client::Tokens {
            explicit Doubled(test::SoftwareTokens& real) : inner(real) {}
            test::SoftwareTokens& inner;
            std::vector<hsm::client::ReadyToken> ready() override {
                auto ready = inner.ready();
                ready[2] = {2, ready[0].key};
                return ready;
            }
            void ask(std::size_t number,
                     std::uint64_t correlation,
                     const hsm::PrfAsk& ask) override {
                inner.ask(number == 2 ? 0 : number, correlation, ask);
            }
            std::optional<hsm::client::TokenAnswer> next(std::uint64_t deadline_ms) override {
                return inner.next(deadline_ms);
            }
            void leave_out(std::size_t) override {}
        } doubled(bench.tokens);
        hsm::client::KeyOpener opener(doubled, bench.clock, bench.random);

        const auto made = opener.make(blank, {2, 3}, bench.core().place());

        REQUIRE_FALSE(made.ok());
        CHECK(made.error().is(errors::tokens_not_distinct));
    }
}
