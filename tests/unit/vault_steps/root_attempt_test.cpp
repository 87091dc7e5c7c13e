#include "sealwright/vault/steps/root_attempt.hpp"

#include "../../support/seeded_random.hpp"
#include "sealwright/vault/steps/errors.hpp"
#include "sealwright/vault/steps/status.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using vault::Product;
using vault::RootAttempt;

namespace {

vault::Reply reply(std::string_view body, std::uint16_t status = 200) {
    const auto bytes = view_of(body);
    return {status, WipedBytes(bytes.begin(), bytes.end())};
}

vault::SecretText secret(std::string_view text) {
    const auto bytes = view_of(text);
    return vault::SecretText(WipedBytes(bytes.begin(), bytes.end()));
}

}  // namespace

TEST_SUITE("vault: making a root token") {
    TEST_CASE("an attempt is asked for in each product's own way") {
        const RootAttempt openbao(Product::openbao);
        const auto begun = openbao.begin(secret("pad"));
        CHECK(begun.path == "sys/generate-root-token/attempt");
        CHECK(begun.by_token);
        CHECK(text_of(begun.body) == R"({"otp":"pad"})");
        const auto given = RootAttempt(Product::vault).give("n-1", view_of("key"));
        CHECK(given.path == "sys/generate-root/update");
        CHECK_FALSE(given.by_token);
        CHECK(text_of(given.body) == R"({"nonce":"n-1","key":"a2V5"})");
        CHECK(openbao.cancel().method == vault::Method::remove);
    }

    TEST_CASE("an attempt's status is read from OpenBao's answer and from Vault's") {
        const auto open = RootAttempt::read(reply(
            R"({"data":{"started":true,"complete":false,"nonce":"821ef5fe","otp":"","otp_length":26,"progress":1,"required":3,"pgp_fingerprint":""}})"));
        REQUIRE(open.ok());
        CHECK(open->started);
        CHECK(open->nonce == "821ef5fe");
        CHECK(open->pad_length == 26);
        CHECK(open->required == 3);
        const auto flat = RootAttempt::read(reply(
            R"({"started":true,"complete":true,"nonce":"n","progress":3,"required":3,"encoded_token":"KmsfPCgqPQRcGisOFj0pHwUQTRdcES8gTzs","encoded_root_token":"x"})"));
        REQUIRE(flat.ok());
        CHECK(flat->complete);
        CHECK(flat->encoded == "KmsfPCgqPQRcGisOFj0pHwUQTRdcES8gTzs");
        CHECK(RootAttempt::read(reply(R"({"data":{"started":true}})"))
                  .error()
                  .is(errors::answer_unreadable));
    }

    // The pair is one that OpenBao 2.7.2 has answered; the token is long dead.
    TEST_CASE("the token comes out of the pad, and nothing but a token does") {
        const auto pad = secret("YEydilHB4yj9BjoJWJydicjGxC");
        const auto token = RootAttempt::token_of("KmsfPCgqPQRcGisOFj0pHwUQTRdcES8gTzs", pad);
        REQUIRE(token.ok());
        CHECK(text_of(token->reveal()) == "s.fXAFuFhcA7TWFURZ4s5rEg7x");
        for (const auto* wrong : {"", "KmsfPCgqPQRcGisOFj0pHwUQTRdcES8gTzt", "KmsfPCgq", "%%%"}) {
            CAPTURE(wrong);
            CHECK(RootAttempt::token_of(wrong, pad).error().is(errors::token_form));
        }
        CHECK_FALSE(RootAttempt::token_of("KmsfPCgqPQRcGisOFj0pHwUQTRdcES8gTzs",
                                          secret("ZEydilHB4yj9BjoJWJydicjGxC"))
                        .ok());
    }

    TEST_CASE("a pad has the length that was asked for, and letters and digits alone") {
        test::SeededRandom random(7);
        std::array<int, 256> seen{};
        for (int round = 0; round < 400; ++round) {
            const auto pad = RootAttempt::pad_of(26, random);
            REQUIRE(pad.reveal().size() == 26);
            for (const auto letter : pad.reveal()) ++seen.at(letter);
        }
        int letters = 0;
        for (const auto count : seen) letters += count > 0 ? 1 : 0;
        CHECK(letters == 62);
    }

    TEST_CASE("which product it is shows in what it answers without a token") {
        CHECK(vault::read_product(reply("", 403)) == Product::openbao);
        CHECK(vault::read_product(reply("", 200)) == Product::openbao);
        CHECK(vault::read_product(reply("", 404)) == Product::vault);
        CHECK(vault::read_product(reply("", 405)) == Product::vault);
    }

    TEST_CASE("a seal's status is read, and half of one is not") {
        const auto status = vault::read_seal_status(reply(
            R"({"type":"transit","initialized":true,"sealed":false,"t":1,"n":1,"progress":0,"nonce":"","version":"2.7.2","migration":false,"recovery_seal":true})"));
        REQUIRE(status.ok());
        CHECK(status->has_recovery_seal);
        CHECK(status->version == "2.7.2");
        CHECK_FALSE(status->sealed);
        CHECK(vault::read_seal_status(reply(R"({"type":"transit","sealed":false})"))
                  .error()
                  .is(errors::answer_unreadable));
    }
}
