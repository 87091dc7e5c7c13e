#include "running_front.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <vector>

using namespace front_test;
using namespace sealwright;

namespace {

const std::string hidden =
    "PUT /v1/transit/decrypt/hidden HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}";

std::string with(const std::string& fields, const std::string& body) {
    return "PUT " + decrypt_path + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body + hidden;
}

}  // namespace

TEST_SUITE("front/smuggling") {
    TEST_CASE("after a refused head nothing that follows on the connection is served") {
        const std::vector<std::pair<std::string, std::string>> rows = {
            {"E2209", with("Transfer-Encoding: xchunked\r\n", "")},
            {"E2209", with("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
            {"E2208", with("Content-Length: 2\r\nContent-Length: 2\r\n", "{}")},
            {"E2208", with("Content-Length: +2\r\n", "{}")},
            {"E2210", with("X-Field: 1\r\n Content-Length: 2\r\n", "")},
            {"E2211", with("Content-Length : 2\r\n", "")},
            {"E2201", "PUT /v1/a/decrypt/b HTTP/1.1\nHost: a\n\n" + hidden},
            {"E2206", "PUT /v1/a/../b HTTP/1.1\r\nHost: a\r\n\r\n" + hidden},
            {"E2207", with("Host: b\r\n", "")},
            {"E2213", with("Content-Length: 65537\r\n", "")},
            {"E2216", "PUT /v1/sys/health HTTP/1.1\r\nHost: a\r\n\r\n" + hidden},
        };
        RunningFront front;
        const auto node = make_identity(-60, 3600);
        front.keeper().start(open_with());
        for (const auto& [code, bytes] : rows) {
            CAPTURE(bytes);
            auto client = front.client(&node);
            REQUIRE(client.is_connected());

            client.send(bytes);
            const auto reply = client.receive();

            CHECK(reply.status >= 400);
            CHECK(reply.body.find(code) != std::string::npos);
            CHECK(reply.head.find("Connection: close\r\n") != std::string::npos);
            CHECK(client.is_closed_by_server());
        }
        CHECK(front.keeper().hears_nothing(300));
    }

    TEST_CASE("a client that drips its head is cut off after five seconds, others are served") {
        RunningFront front;
        const auto node = make_identity(-60, 3600);
        front.keeper().start(open_with());
        auto slow = front.client(&node);
        const auto start = std::chrono::steady_clock::now();
        slow.send("PUT /v1/transit/");
        auto quick = front.client(&node);
        quick.send(hidden);
        front.keeper().answer(front.keeper().next(), 200, "{}");
        CHECK(quick.receive().status == 200);

        CHECK(slow.receive().status == 0);

        const auto waited = std::chrono::steady_clock::now() - start;
        CHECK(waited > std::chrono::milliseconds(4'500));
        CHECK(waited < std::chrono::milliseconds(7'000));
    }
}
