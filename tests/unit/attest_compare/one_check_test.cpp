#include "../crypto/secret_bytes.hpp"
#include "quotes.hpp"
#include "sealwright/attest/compare/errors.hpp"
#include "sealwright/crypto/sign.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using test::is_refused;

TEST_SUITE("attest_compare/one_check") {
    TEST_CASE("a pinned key's signature over the binding is affirming; no other one is") {
        const auto seed = test::secret_of<crypto::SigningSeedTag>(Bytes(32, 5));
        const attest::KeyIdentity registered{crypto::Signer::public_key(seed)};
        const auto binding = test::binding_of_quotes();
        auto other = binding;
        other.front() ^= 1;
        const attest::KeySignature good{crypto::Signer::sign(seed, binding)};
        auto changed = good;
        changed.signature.back() ^= 1;

        const auto judged = attest::judge_key_signature(registered, binding, good, test::noon_ms);
        CHECK(judged.is_accepted());
        CHECK(judged.result.kind == claims::EvidenceKind::pinned_key);
        for (const auto& wrong : {attest::judge_key_signature(registered, other, good, 0),
                                  attest::judge_key_signature(registered, binding, changed, 0),
                                  attest::judge_key_signature({}, binding, good, 0)}) {
            CHECK(is_refused(wrong, "signature", errors::key_signature));
        }
    }

    TEST_CASE("a local peer is the registered user or nobody") {
        const auto same = attest::judge_peer(990, 990, test::noon_ms);
        const auto other = attest::judge_peer(990, 0, test::noon_ms);

        CHECK(same.is_accepted());
        CHECK(same.result.kind == claims::EvidenceKind::unix_peer);
        CHECK(is_refused(other, "uid", errors::peer_uid));
        CHECK(other.result.first_failure()->expected == "990");
        CHECK(other.result.first_failure()->got == "0");
    }

    TEST_CASE("who comes over the network is no user, not even the last number") {
        constexpr std::uint32_t last = ~std::uint32_t{0};

        const auto judged = attest::judge_peer(last, std::nullopt, test::noon_ms);

        CHECK(is_refused(judged, "uid", errors::peer_uid));
        CHECK(judged.result.first_failure()->got == "not of this host");
    }

    TEST_CASE("a quote that is not looked at has the same rows as one that is") {
        const auto rule = test::good_rule();
        const auto judged = attest::judge_quote(rule, test::quote_of_a_tpm("good"));
        const auto skipped = attest::skipped_quote_checks(rule.pcrs);

        REQUIRE(skipped.size() == judged.result.checks.size());
        for (std::size_t index = 0; index < skipped.size(); ++index) {
            CHECK(skipped[index].claim == judged.result.checks[index].claim);
            CHECK(skipped[index].status == claims::CheckStatus::skipped);
        }
    }
}
