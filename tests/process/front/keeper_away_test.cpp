#include "running_front.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <chrono>

using namespace front_test;
using namespace sealwright;

namespace {

const std::string ask_head =
    "PUT " + decrypt_path + " HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n";

std::uint64_t milliseconds_since(std::chrono::steady_clock::time_point start) {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(
                                          std::chrono::steady_clock::now() - start)
                                          .count());
}

// Sends one ask and waits for its answer, so that everything said before has been heard.
void settle(RunningFront& front, TlsClient& client) {
    client.send(ask_head + "first");
    front.keeper().answer(front.keeper().next(), 200, "{}");
    REQUIRE(client.receive().status == 200);
}

}  // namespace

TEST_SUITE("front/keeper_away") {
    TEST_CASE(
        "the probe is answered from the hints when the keeper is killed, and when it is locked") {
        RunningFront front;
        const auto node = make_identity(-60, 3600);
        front.keeper().start(open_with({hint_of(node, 7)}));
        auto client = front.client(&node);
        settle(front, client);

        front.keeper().die();
        const auto away = client.put(encrypt_path, probe);
        front.keeper().start(locked());
        const auto sealed = client.put(encrypt_path, probe);

        CHECK(away.status == 200);
        CHECK(away.body.starts_with(R"({"data":{"ciphertext":"vault:v7:)"));
        CHECK(sealed.status == 200);
        CHECK(sealed.body.starts_with(R"({"data":{"ciphertext":"vault:v7:)"));
        CHECK(front.keeper().hears_nothing(200));
    }

    TEST_CASE("a probe of a node without a hint is refused") {
        RunningFront front;
        const auto node = make_identity(-60, 3600);
        const auto stranger = make_identity(-60, 3600);
        front.keeper().start(open_with({hint_of(node, 7)}));
        auto known = front.client(&node);
        settle(front, known);
        front.keeper().die();
        front.keeper().start(locked());
        auto client = front.client(&stranger);

        const auto reply = client.put(encrypt_path, probe);

        CHECK(reply.status == 403);
        CHECK(reply.body.find("E2706") != std::string::npos);
    }

    TEST_CASE("an ask is held over a keeper's restart and answered by the next one") {
        RunningFront front;
        const auto node = make_identity(-60, 3600);
        front.keeper().start(open_with({hint_of(node, 7)}));
        auto client = front.client(&node);
        client.send(ask_head + "reply");
        const auto lost = front.keeper().next();

        front.keeper().die();
        ::usleep(1'000'000);
        front.keeper().start(open_with({hint_of(node, 7)}));
        const auto again = front.keeper().next();
        front.keeper().answer(again, 200, R"({"second":1})");

        CHECK(lost.body() == "reply");
        CHECK(again.body() == "reply");
        CHECK(client.receive().body == R"({"second":1})");
    }

    TEST_CASE("an ask is 503 when no keeper comes within three seconds") {
        RunningFront front;
        const auto node = make_identity(-60, 3600);
        auto client = front.client(&node);
        const auto start = std::chrono::steady_clock::now();

        const auto reply = client.put(decrypt_path, "{}");

        CHECK(reply.status == 503);
        CHECK(reply.body ==
              R"_({"errors":["the keeper is away; the vault asks again by itself (E2701)"]})_");
        CHECK(milliseconds_since(start) >= 2'900);
        CHECK(milliseconds_since(start) < 5'000);
    }

    TEST_CASE("an ask of an init is held longer, also over a keeper that is locked at first") {
        RunningFront front;
        const auto node = make_identity(-60, 3600);
        const auto until = SystemClock{}.now().wall_ms + 600'000;
        front.keeper().start(open_with({hint_of(node, 1, until)}));
        auto client = front.client(&node);
        settle(front, client);
        front.keeper().die();
        client.send(ask_head + "begun");

        ::usleep(3'500'000);
        front.keeper().start(locked());
        CHECK(front.keeper().hears_nothing(500));
        front.keeper().say(open_with({hint_of(node, 1, until)}));
        const auto asked = front.keeper().next();
        front.keeper().answer(asked, 200, "{}");

        CHECK(asked.body() == "begun");
        CHECK(client.receive().status == 200);
    }

    TEST_CASE("a keeper that speaks nonsense is left, and the next one is asked") {
        RunningFront front;
        const auto node = make_identity(-60, 3600);
        front.keeper().start(open_with());
        auto client = front.client(&node);
        settle(front, client);
        auto broken = open_with();
        broken.nodes.push_back({});
        broken.nodes.back().mount = std::string(seal::mount_max + 1, 'a');

        front.keeper().say(broken);
        client.send(ask_head + "reply");
        front.keeper().start(open_with());
        const auto asked = front.keeper().next();
        front.keeper().answer(asked, 200, "{}");

        CHECK(client.receive().status == 200);
    }
}
