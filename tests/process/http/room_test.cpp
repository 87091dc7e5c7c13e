// Who may stay and who makes space, with real sockets and TLS, in a room small enough to fill.
#include "live_server.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <vector>

using namespace http_test;
using namespace sealwright;
using front_test::Identity;
using front_test::make_identity;
using front_test::TlsClient;

namespace {

const std::string at_once = "/v1/transit/decrypt/key";
const std::string held = "/v1/transit/decrypt/hold";
constexpr std::chrono::milliseconds soon{400};

Identity new_identity() {
    return make_identity(-60, 3600);
}

http::Limits small_room(std::size_t connections_max) {
    http::Limits limits;
    limits.connections_max = connections_max;
    return limits;
}

bool is_served(TlsClient& client) {
    return client.is_connected() && client.try_put(at_once, "{}").status == 200;
}

// Each has shown a key that it made itself, was answered, and stays.
std::vector<TlsClient> idle_strangers(const LiveServer& server, std::size_t count) {
    std::vector<TlsClient> made;
    for (std::size_t index = 0; index < count; ++index) {
        made.push_back(server.client(new_identity()));
        CHECK(is_served(made.back()));
    }
    return made;
}

}  // namespace

TEST_SUITE("http/room") {
    TEST_CASE("the product's own limits are the ones that are written down") {
        const http::Limits limits;

        CHECK(limits.connections_max == 4096);
        CHECK(limits.known_connections_max == 64);
        CHECK(limits.handshake == std::chrono::seconds(5));
        CHECK(limits.head == std::chrono::seconds(5));
        CHECK(limits.body == std::chrono::seconds(10));
        CHECK(limits.idle == std::chrono::seconds(120));
    }

    TEST_CASE("an idle client is dropped after its time unless it is a known node") {
        const auto node = new_identity();
        auto limits = small_room(64);
        limits.idle = soon;
        const LiveServer server(limits, {node.spki});
        auto known = server.client(node);
        REQUIRE(is_served(known));
        auto stranger = server.client(new_identity());
        REQUIRE(is_served(stranger));

        ::usleep(4 * 400'000);

        CHECK(stranger.is_closed_by_server());
        CHECK(is_served(known));
    }

    TEST_CASE("a key that counts as known on enough connections has no more that may stay idle") {
        const auto node = new_identity();
        auto limits = small_room(64);
        limits.idle = soon;
        limits.known_connections_max = 2;
        const LiveServer server(limits, {node.spki});
        std::vector<TlsClient> clients;
        for (int index = 0; index < 3; ++index) clients.push_back(server.client(node));
        for (auto& client : clients) REQUIRE(is_served(client));

        ::usleep(4 * 400'000);

        CHECK(is_served(clients[0]));
        CHECK(is_served(clients[1]));
        CHECK(clients[2].is_closed_by_server());
    }

    TEST_CASE("whoever is slow is cut off: no handshake, half a head, half a body") {
        auto limits = small_room(64);
        limits.handshake = limits.head = limits.body = soon;
        const LiveServer server(limits, {});
        const auto before_tls = connect_plain(server.port());
        const auto in_handshake = connect_plain(server.port());
        REQUIRE(::write(in_handshake.number(), "\x16\x03\x01\x02", 4) == 4);
        const auto node = new_identity();
        auto in_head = server.client(node);
        in_head.send("PUT /v1/transit/");
        auto in_body = server.client(node);
        in_body.send("PUT " + at_once + " HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{");

        CHECK(is_closed_within(before_tls, 5'000));
        CHECK(is_closed_within(in_handshake, 5'000));
        CHECK(in_head.is_closed_by_server());
        CHECK(in_body.is_closed_by_server());
    }

    TEST_CASE("a room full of strangers makes space for a node, the first comers leaving first") {
        const auto node = new_identity();
        const LiveServer server(small_room(8), {node.spki});
        auto strangers = idle_strangers(server, 8);

        auto known = server.client(node);

        CHECK(is_served(known));
        CHECK(strangers.front().is_closed_by_server());
        CHECK(is_served(strangers.back()));
    }

    TEST_CASE("a flood of keys that anybody can make moves no known node out") {
        const auto node = new_identity();
        const LiveServer server(small_room(8), {node.spki});
        auto known = server.client(node);
        REQUIRE(is_served(known));

        const auto flood = idle_strangers(server, 40);

        CHECK(is_served(known));
    }

    TEST_CASE("a flood that never speaks TLS keeps no node out") {
        const auto node = new_identity();
        const LiveServer server(small_room(8), {node.spki});
        std::vector<Descriptor> silent;
        for (int index = 0; index < 40; ++index) silent.push_back(connect_plain(server.port()));

        auto known = server.client(node);

        CHECK(is_served(known));
        CHECK(is_closed_within(silent.front(), 5'000));
    }

    TEST_CASE("strangers whose asks wait make space too, when nobody else can") {
        const auto node = new_identity();
        const LiveServer server(small_room(4), {node.spki});
        std::vector<TlsClient> waiting;
        for (int index = 0; index < 4; ++index) {
            waiting.push_back(server.client(new_identity()));
            waiting.back().send("PUT " + held + " HTTP/1.1\r\nHost: a\r\n\r\n");
        }
        ::usleep(300'000);  // Their asks have arrived, or they leave as silent ones.

        auto known = server.client(node);

        CHECK(is_served(known));
        CHECK(waiting.front().is_closed_by_server());
    }

    TEST_CASE("a client that changes its keys in the middle of a request is served") {
        const auto node = new_identity();
        const LiveServer server(small_room(8), {node.spki});
        auto client = server.client(node);

        client.send("PUT " + at_once + " HTTP/1.1\r\nHost: a\r\n");
        for (int count = 0; count < 20; ++count) client.update_key();
        client.send("Content-Length: 2\r\n\r\n");
        client.update_key();
        client.send("{}");

        CHECK(client.receive().status == 200);
        CHECK(is_served(client));
    }

    TEST_CASE("a known node's ask that waits is not ended for anybody") {
        const auto node = new_identity();
        const LiveServer server(small_room(2), {node.spki});
        std::vector<TlsClient> waiting;
        for (int index = 0; index < 2; ++index) {
            waiting.push_back(server.client(node));
            waiting.back().send("PUT " + held + " HTTP/1.1\r\nHost: a\r\n\r\n");
        }
        ::usleep(300'000);

        const auto late = connect_plain(server.port());

        CHECK(is_closed_within(late, 5'000));
        CHECK_FALSE(waiting.front().is_closed_within(300));
        CHECK_FALSE(waiting.back().is_closed_within(300));
    }
}
