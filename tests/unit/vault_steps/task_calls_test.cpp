// What a task asks besides tokens and keys: docs/protocol/vault.md section 1.
#include "sealwright/vault/steps/errors.hpp"
#include "sealwright/vault/steps/key_rotation.hpp"
#include "sealwright/vault/steps/status.hpp"
#include "sealwright/vault/steps/tokens.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace sealwright;
using vault::KeyRotation;

namespace {

vault::Reply reply(std::string_view body, std::uint16_t status = 200) {
    const auto bytes = view_of(body);
    return {status, WipedBytes(bytes.begin(), bytes.end())};
}

// 32 bytes of zero, as the vault gives a key.
const std::string key_letters = std::string(43, 'A') + "=";

}  // namespace

TEST_SUITE("vault: what a task asks") {
    TEST_CASE("a login goes to its mount without a token, and its token is read as a made one") {
        const auto call = vault::log_in("sealwright", "rotate", view_of("h.p.s"));
        CHECK(call.method == vault::Method::put);
        CHECK(call.path == "auth/sealwright/login");
        CHECK_FALSE(call.by_token);
        CHECK(text_of(call.body) == R"({"role":"rotate","jwt":"h.p.s"})");
        const auto made = vault::read_made_token(reply(
            R"({"auth":{"client_token":"s.own","accessor":"acc","policies":["sealwright-rotate"],"orphan":true,"lease_duration":600}})"));
        REQUIRE(made.ok());
        CHECK(made->accessor == "acc");
        CHECK_FALSE(made->is_root());
        CHECK(vault::read_made_token(reply(R"({"errors":["error validating token"]})", 400))
                  .error()
                  .is(errors::vault_refuses));
    }

    TEST_CASE("a node is active by 200 and nothing else") {
        CHECK_FALSE(vault::ask_health().by_token);
        CHECK(vault::ask_health().path == "sys/health");
        CHECK(vault::read_active(reply(R"({"sealed":false})")));
        for (const std::uint16_t status : std::array<std::uint16_t, 5>{204, 429, 473, 501, 503}) {
            CHECK_FALSE(vault::read_active(reply("{}", status)));
        }
    }

    TEST_CASE("another barrier root key is asked for without a body, and by a token") {
        const auto call = vault::rotate_barrier_root();
        CHECK(call.method == vault::Method::put);
        CHECK(call.path == "sys/rotate/root");
        CHECK(call.by_token);
        CHECK(call.body.empty());
        CHECK(vault::rotate_keyring().method == vault::Method::put);
        CHECK(vault::rotate_keyring().path == "sys/rotate/keyring");
        CHECK(vault::rotate_keyring().by_token);
        CHECK(vault::rotate_keyring().body.empty());
    }

    TEST_CASE("the first recovery key is in force with its answer, and is asked for so") {
        const auto call = KeyRotation::begin_first();
        CHECK(call.path == "sys/rotate/recovery/init");
        CHECK(text_of(call.body) == R"({"secret_shares":1,"secret_threshold":1})");
        const auto made = KeyRotation::read(
            reply(R"({"data":{"complete":true,"keys_base64":[")" + key_letters + R"("]}})"));
        REQUIRE(made.ok());
        CHECK(made->complete);
        REQUIRE(made->key);
        CHECK(made->key->size() == 32);
        const auto begun =
            KeyRotation::read(reply(R"({"data":{"started":true,"nonce":"n","required":1}})"));
        REQUIRE(begun.ok());
        CHECK_FALSE(begun->complete);
    }
}
