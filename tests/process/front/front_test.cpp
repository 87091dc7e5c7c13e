#include "running_front.hpp"
#include "sealwright/http/certificate.hpp"

#include <doctest/doctest.h>

#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <vector>

using namespace front_test;
using namespace sealwright;

namespace {

std::string text_of_file(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_SUITE("front/process") {
    TEST_CASE(
        "a body passes unread, with the identity of the certificate, and so does the answer") {
        RunningFront front;
        const auto node = make_identity(-60, 3600);
        front.keeper().start(open_with());
        auto client = front.client(&node);
        REQUIRE(client.is_connected());
        CHECK(client.has_trusted_server());
        CHECK(client.alpn() == "http/1.1");
        const auto body = std::string("\x00\xff not JSON at all", 19);

        client.send("POST " + encrypt_path +
                    " HTTP/1.1\r\nHost: localhost\r\nX-Vault-Token: x\r\n" +
                    "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
        const auto asked = front.keeper().next();
        front.keeper().answer(asked, 200, R"({"data":{"ciphertext":"vault:v1:x"}})");
        const auto reply = client.receive();

        CHECK(asked.body() == body);
        CHECK(asked.ask.mount == "transit");
        CHECK(asked.ask.key == "key");
        CHECK(asked.ask.operation == seal::Operation::encrypt);
        const auto* origin = std::get_if<claims::ChannelOrigin>(&asked.ask.origin.of);
        REQUIRE(origin != nullptr);
        CHECK(origin->spki == node.spki);
        CHECK(origin->not_after_ms > SystemClock{}.now().wall_ms + 3'000'000);
        CHECK(origin->peer.starts_with("127.0.0.1:"));
        CHECK(reply.status == 200);
        CHECK(reply.body == R"({"data":{"ciphertext":"vault:v1:x"}})");
        CHECK(reply.head.find("Content-Type: application/json\r\n") != std::string::npos);
        CHECK(reply.head.find("Cache-Control: no-store\r\n") != std::string::npos);
    }

    TEST_CASE("a connection serves many asks, also after a refusal of the keeper's") {
        RunningFront front;
        const auto node = make_identity(-60, 3600);
        front.keeper().start(open_with());
        auto client = front.client(&node);
        for (const auto status : std::vector<std::uint16_t>{403, 200, 503, 200}) {
            client.send("PUT " + decrypt_path +
                        " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}");
            front.keeper().answer(front.keeper().next(), status, "{}");
            CHECK(client.receive().status == status);
        }
    }

    TEST_CASE("two pipelined asks are answered in their order") {
        RunningFront front;
        const auto node = make_identity(-60, 3600);
        front.keeper().start(open_with());
        auto client = front.client(&node);
        const std::string one =
            "PUT " + decrypt_path + " HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n";

        client.send(one + "1" + one + "2");
        const auto first = front.keeper().next();
        CHECK(front.keeper().hears_nothing(200));
        front.keeper().answer(first, 200, "1");
        const auto second = front.keeper().next();
        front.keeper().answer(second, 200, "2");

        CHECK(first.body() == "1");
        CHECK(second.body() == "2");
        CHECK(client.receive().body == "1");
        CHECK(client.receive().body == "2");
    }

    TEST_CASE("without a certificate a seal route is 403 and never reaches the keeper") {
        RunningFront front;
        front.keeper().start(open_with());
        auto client = front.client();
        REQUIRE(client.is_connected());

        const auto reply = client.put(decrypt_path, "{}");

        CHECK(reply.status == 403);
        CHECK(reply.body.find("E2700") != std::string::npos);
        CHECK(front.keeper().hears_nothing(200));
        CHECK(client.is_closed_by_server());
    }

    TEST_CASE("health needs no certificate") {
        RunningFront front;
        front.keeper().start(open_with());
        const auto node = make_identity(-60, 3600);
        auto first = front.client(&node);  // One answered ask shows that the hints have arrived.
        first.send("PUT " + decrypt_path + " HTTP/1.1\r\nHost: a\r\n\r\n");
        front.keeper().answer(front.keeper().next(), 200, "{}");
        CHECK(first.receive().status == 200);
        auto client = front.client();

        client.send("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        const auto reply = client.receive();

        CHECK(reply.status == 200);
        CHECK(reply.body == R"({"keeper":"open"})");
        CHECK(client.is_closed_by_server());
    }

    TEST_CASE("TLS 1.2, HTTP/2 and tickets are not to be had") {
        RunningFront front;
        const auto node = make_identity(-60, 3600);
        TlsClient::Options old;
        old.version = TLS1_2_VERSION;
        TlsClient::Options second_version;
        second_version.alpn = "h2";

        CHECK_FALSE(TlsClient(front.port(), old).is_connected());
        CHECK_FALSE(TlsClient(front.port(), second_version).is_connected());
        auto client = front.client(&node);
        REQUIRE(client.is_connected());
        CHECK(client.put("/v1/auth/token/renew-self", "{}").status == 403);
        CHECK_FALSE(client.was_resumed_or_ticketed());
    }

    TEST_CASE("a certificate that ends while its connection lives is refused from then on") {
        RunningFront front;
        const auto node = make_identity(-60, 3);
        front.keeper().start(open_with({hint_of(node, 1)}));
        auto client = front.client(&node);
        client.send("PUT " + decrypt_path + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}");
        front.keeper().answer(front.keeper().next(), 200, "{}");
        REQUIRE(client.receive().status == 200);

        ::usleep(3'100'000);
        const auto reply = client.put(encrypt_path, probe);

        CHECK(reply.status == 403);
        CHECK(reply.body.find("E2704") != std::string::npos);
        CHECK(front.keeper().hears_nothing(200));
    }

    TEST_CASE("a certificate that is not valid yet is refused with the reason") {
        RunningFront front;
        const auto node = make_identity(600, 3600);
        auto client = front.client(&node);
        REQUIRE(client.is_connected());

        const auto reply = client.put(decrypt_path, "{}");

        CHECK(reply.status == 403);
        CHECK(reply.body.find("E2705") != std::string::npos);
    }

    TEST_CASE("a certificate over a key too weak, too costly or of another kind is not let in") {
        using Key = std::shared_ptr<EVP_PKEY>;
        RunningFront front;
        front.keeper().start(open_with());
        const std::vector<std::pair<Key, bool>> rows = {
            {Key(EVP_EC_gen("P-256"), EVP_PKEY_free), true},
            {Key(EVP_EC_gen("P-384"), EVP_PKEY_free), true},
            {Key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), EVP_PKEY_free), true},
            {Key(EVP_RSA_gen(2048), EVP_PKEY_free), true},
            {Key(EVP_RSA_gen(1024), EVP_PKEY_free), false},
            {Key(EVP_RSA_gen(2040), EVP_PKEY_free), false},
            {Key(EVP_RSA_gen(4104), EVP_PKEY_free), false},
            {Key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED448"), EVP_PKEY_free), false},
        };
        for (const auto& [key, is_let_in] : rows) {
            CAPTURE(std::string(EVP_PKEY_get0_type_name(key.get())));
            CAPTURE(EVP_PKEY_get_bits(key.get()));
            const auto node = make_identity(key, -60, 3600);
            auto client = front.client(&node);
            REQUIRE(client.is_connected());  // TLS 1.3 tells a client only afterwards.

            // It may be refused before it has sent anything.
            const auto reply = client.try_put("/v1/auth/token/renew-self", "{}");

            CHECK(reply.status == (is_let_in ? 403 : 0));
        }
    }

    TEST_CASE("SIGHUP gives new connections the new certificate; a broken one changes nothing") {
        RunningFront front;
        REQUIRE(front.client().is_connected());  // It serves, so it hears signals.
        const auto moved = front.path("server.pem.old");
        REQUIRE(std::rename(front.path("server.pem").c_str(), moved.c_str()) == 0);
        front.signal(SIGHUP);
        ::usleep(300'000);
        CHECK(front.client().has_trusted_server());
        CHECK(text_of_file(front.path("front.log")).find("E2220") != std::string::npos);

        REQUIRE(std::rename(moved.c_str(), front.path("server.pem").c_str()) == 0);
        front.signal(SIGHUP);
        ::usleep(300'000);
        CHECK(front.client().has_trusted_server());
        CHECK(text_of_file(front.path("front.log")).find("as it is now") != std::string::npos);
    }

    TEST_CASE("an expired certificate does not take the place of one that is good") {
        RunningFront front;
        REQUIRE(front.client().is_connected());
        auto long_ago = SystemClock{}.now();
        long_ago.wall_ms -= std::uint64_t{398} * 86'400'000;
        REQUIRE(http::make_server_certificate({front.path("ca.pem"), front.path("ca.key")},
                                              {front.path("server.pem"), front.path("server.key")},
                                              {"localhost", "127.0.0.1"},
                                              long_ago)
                    .ok());

        front.signal(SIGHUP);

        const auto refused = [&] {
            return text_of_file(front.path("front.log")).find("E2730") != std::string::npos;
        };
        for (int look = 0; look < 500 && !refused(); ++look) ::usleep(20'000);
        CHECK(refused());
        CHECK(front.client().has_trusted_server());
    }

    TEST_CASE("SIGTERM lets an answer under way arrive and takes no new connection") {
        RunningFront front;
        const auto node = make_identity(-60, 3600);
        front.keeper().start(open_with());
        auto client = front.client(&node);
        client.send("PUT " + decrypt_path + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}");
        const auto asked = front.keeper().next();

        front.signal(SIGTERM);
        ::usleep(200'000);
        front.keeper().answer(asked, 200, R"({"late":1})");

        CHECK(client.receive().body == R"({"late":1})");
        CHECK(front.exit_within(3'500) == 0);
    }

    TEST_CASE("SIGTERM tells who still waits after three seconds that nobody answers") {
        RunningFront front;
        const auto node = make_identity(-60, 3600);
        front.keeper().start(open_with());
        auto client = front.client(&node);
        client.send("PUT " + decrypt_path + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}");
        const auto asked = front.keeper().next();

        front.signal(SIGTERM);

        CHECK(client.receive().status == 503);
        CHECK(front.exit_within(3'500) == 0);
    }
}
