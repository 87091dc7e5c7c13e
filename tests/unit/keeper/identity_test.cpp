// Who may ask: judged at each request, never once for a connection.
#include "errors.hpp"
#include "keeper_bench.hpp"
#include "sealwright/seal/errors.hpp"

using namespace sealwright;
using test::KeeperBench;
using test::Plain;

namespace {

// The ask is refused with this code, and nothing but a line in the journal comes of it.
void check_refused(KeeperBench& bench,
                   seal::SealAsk ask,
                   const ErrorSpec& spec,
                   std::uint16_t status = 403) {
    const auto before = bench.unchanged();
    bench.clock.advance(61'000);  // A new minute: each refusal has its own entry.

    const auto answer = bench.serve(std::move(ask));

    CHECK(answer.status == status);
    CHECK(bench.unchanged() == before);
    const auto refusal = bench.entries(journal::Kind::refusal).back();
    CHECK(*refusal.number("code") == spec.code);
    const auto id = journal::entry_name(refusal.sequence);
    CHECK(KeeperBench::text_of_answer(answer).find("explain " + id) != std::string::npos);
}

}  // namespace

TEST_SUITE("keeper/identity") {
    TEST_CASE("a certificate of no node is refused") {
        KeeperBench bench;
        bench.found_and_init();
        check_refused(bench, bench.decrypt_ask(bench.root, 9), errors::node_unknown);
        check_refused(bench, bench.encrypt_ask(Plain::probe, 9), errors::node_unknown);
    }

    TEST_CASE("an ask that the front says comes from a local socket is refused") {
        KeeperBench bench;
        bench.found_and_init();
        auto ask = bench.decrypt_ask(bench.root);
        ask.origin.of = claims::LocalOrigin{0, 0, 1};
        check_refused(bench, ask, errors::node_unknown);
    }

    TEST_CASE("a revoked node is refused from its next ask on") {
        KeeperBench bench;
        bench.found_and_init();
        CHECK(bench.opened(bench.root) == Plain::root_key);
        bench.idle();
        bench.must<operate::Nodes>(operate::NodeRevokeAsk{"main", "one"});
        check_refused(bench, bench.decrypt_ask(bench.root), errors::node_revoked);
        check_refused(bench, bench.encrypt_ask(Plain::root_key), errors::node_revoked);
        check_refused(bench, bench.encrypt_ask(Plain::probe), errors::node_revoked);
    }

    TEST_CASE("a revoked node stays revoked over a restart") {
        KeeperBench bench;
        bench.found_and_init();
        bench.must<operate::Nodes>(operate::NodeRevokeAsk{"main", "one"});
        bench.restart();
        check_refused(bench, bench.decrypt_ask(bench.root), errors::node_revoked);
    }

    TEST_CASE(
        "a revoked certificate that is added again is a node in force, also after a restart") {
        KeeperBench bench;
        bench.found_and_init();
        for (const auto* name : {"two", "three", "four"}) {
            bench.must<operate::Nodes>(operate::NodeRevokeAsk{
                "main", bench.core().state().node_of(test::spki_named(1))->name});
            bench.add_node("main", name, 1);
            bench.restart();
            CHECK(bench.opened(bench.root) == Plain::root_key);
            bench.idle();
        }
    }

    TEST_CASE("a certificate that ends while its connection stays is refused from then on") {
        KeeperBench bench;
        bench.found_and_init();
        auto ask = bench.decrypt_ask(bench.root);  // As the connection was opened.
        CHECK(bench.serve(ask).status == 200);
        bench.idle();
        bench.clock.advance(KeeperBench::day_ms);
        check_refused(bench, ask, errors::node_expired);
    }

    TEST_CASE("a certificate ends by what the node's record says, whatever the front says") {
        KeeperBench bench;
        bench.found_and_init();
        bench.clock.advance(KeeperBench::day_ms);
        check_refused(bench, bench.decrypt_ask(bench.root), errors::node_expired);
    }

    TEST_CASE("a certificate ends by what it says itself, before its record does") {
        KeeperBench bench;
        bench.found_and_init();
        auto ask = bench.decrypt_ask(bench.root);
        std::get<claims::ChannelOrigin>(ask.origin.of).not_after_ms = bench.clock.now().wall_ms;
        check_refused(bench, ask, errors::node_expired);
    }

    TEST_CASE("another mount or key name is refused") {
        KeeperBench bench;
        bench.found_and_init();
        auto mount = bench.decrypt_ask(bench.root);
        mount.mount = "other";
        auto key = bench.decrypt_ask(bench.root);
        key.key = "other";
        check_refused(bench, mount, errors::key_path_wrong);
        check_refused(bench, key, errors::key_path_wrong);
    }

    TEST_CASE("a node of one vault cannot open another vault's ciphertext") {
        KeeperBench bench;
        bench.found_and_init();
        bench.add_vault("second");
        bench.add_node("second", "two", 2);
        bench.allow_init("second");
        const auto other = bench.sealed(Plain::root_key, 2);
        bench.idle();
        check_refused(bench, bench.decrypt_ask(other, 1), errors::ciphertext_other_vault);
        check_refused(bench, bench.decrypt_ask(bench.root, 2), errors::ciphertext_other_vault);
    }

    TEST_CASE("another node of the vault opens what the first one sealed") {
        KeeperBench bench;
        bench.found_and_init();
        bench.add_node("main", "two", 2);
        CHECK(bench.opened(bench.root, 2) == Plain::root_key);
    }

    TEST_CASE("a body that is not one of the two shapes is the client's fault") {
        KeeperBench bench;
        bench.found_and_init();
        const auto body = [&](const std::string& json) {
            return bench.seal_ask(seal::Operation::decrypt, json, 1);
        };
        check_refused(bench, body("{}"), errors::body_shape, 400);
        check_refused(
            bench, body("{\"ciphertext\":\"x\",\"context\":\"y\"}"), errors::body_shape, 400);
        check_refused(bench, body("{\"ciphertext\":\"hsm:1:AAAA\"}"), errors::ciphertext_form);
    }

    TEST_CASE("renew-self is never carried out") {
        KeeperBench bench;
        bench.found_and_init();
        check_refused(
            bench, bench.seal_ask(seal::Operation::renew_self, "{}", 1), errors::ask_unknown);
    }
}
