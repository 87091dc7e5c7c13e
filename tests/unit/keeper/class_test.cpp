// The class table as a vault meets it: everything is sealed, little is opened.
#include "errors.hpp"
#include "keeper_bench.hpp"
#include "sealwright/policy/errors.hpp"
#include "sealwright/seal/ciphertext.hpp"
#include "sealwright/seal/errors.hpp"

using namespace sealwright;
using test::KeeperBench;
using test::Plain;

namespace {

// The same ciphertext with another header, as somebody with the vault's storage could write it.
std::string with_header(const std::string& text,
                        claims::SealClass seal_class,
                        std::uint32_t version) {
    auto parsed = seal::parse_ciphertext(text);
    REQUIRE(parsed.ok());
    parsed->header.seal_class = seal_class;
    parsed->header.version = version;
    auto bytes = wire::encode_public(parsed->header);
    bytes.insert(bytes.end(), parsed->sealed.begin(), parsed->sealed.end());
    return "vault:v" + std::to_string(version) + ":" + to_base64(bytes);
}

}  // namespace

TEST_SUITE("keeper/class") {
    TEST_CASE("a recovery key is sealed and never opened, not even inside an init window") {
        KeeperBench bench;
        bench.found_and_init();
        CHECK(bench.refusal_of(bench.recovery) == errors::class_window_closed.code);
        bench.allow_init("main");
        CHECK(bench.serve(bench.decrypt_ask(bench.recovery)).status == 403);
        CHECK(bench.watched.questions > 0);
    }

    TEST_CASE("a snapshot's sums are sealed and not opened without a restore window") {
        KeeperBench bench;
        bench.found_and_init();
        const auto sums = bench.sealed(Plain::sums);
        bench.idle();
        CHECK(bench.refusal_of(sums) == errors::class_window_closed.code);
    }

    TEST_CASE("a value of no known shape is sealed and never opened") {
        KeeperBench bench;
        bench.found_and_init();
        const auto other = bench.sealed(Plain::other);
        bench.idle();
        CHECK(bench.refusal_of(other) == errors::class_denied.code);
    }

    TEST_CASE("a join challenge opens for another node, within five minutes, and not for its own") {
        KeeperBench bench;
        bench.found_and_init();
        bench.add_node("main", "two", 2);
        const auto challenge = bench.sealed(Plain::challenge);
        bench.idle();
        CHECK(bench.opened(challenge, 2) == Plain::challenge);
        bench.idle();
        CHECK(bench.refusal_of(challenge, 1) == errors::challenge_own_node.code);
        bench.clock.advance(5 * 60 * 1000);
        CHECK(bench.refusal_of(challenge, 2) == errors::challenge_stale.code);
    }

    TEST_CASE("a probe's answer opens nothing") {
        KeeperBench bench;
        bench.found_and_init();
        const auto probe = bench.sealed(Plain::probe);
        CHECK(bench.refusal_of(probe) == errors::ciphertext_form.code);
    }

    TEST_CASE("a recovery key whose header was rewritten to a class that opens does not open") {
        KeeperBench bench;
        bench.found_and_init();
        for (const auto seal_class :
             {claims::SealClass::stored_root_key, claims::SealClass::heartbeat}) {
            const auto forged = with_header(bench.recovery, seal_class, 1);

            const auto answer = bench.serve(bench.decrypt_ask(forged));
            bench.idle();

            CHECK(answer.status == 403);
            CHECK(KeeperBench::text_of_answer(answer).find("plaintext") == std::string::npos);
        }
        CHECK(*bench.entries(journal::Kind::outcome).back().text("result") == "failed");
        CHECK(bench.verified().open_intents.empty());
    }

    TEST_CASE("a ciphertext of a version that is not here is refused before any key") {
        KeeperBench bench;
        bench.found_and_init();
        const auto unknown = with_header(bench.root, claims::SealClass::stored_root_key, 2);
        CHECK(bench.refusal_of(unknown) == errors::ciphertext_version.code);
    }

    TEST_CASE("each byte of a stored root key's ciphertext matters") {
        KeeperBench bench;
        bench.found_and_init();
        const auto bytes = seal::from_base64(bench.root.substr(9));
        REQUIRE(bytes.ok());
        for (std::size_t index = 0; index < bytes->size(); index += 7) {
            auto changed = *bytes;
            changed[index] ^= 1U;

            const auto answer = bench.serve(bench.decrypt_ask("vault:v1:" + to_base64(changed)));

            CHECK(answer.status == 403);
        }
        CHECK(bench.opened(bench.root) == Plain::root_key);
    }
}
