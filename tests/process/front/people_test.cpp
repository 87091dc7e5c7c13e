#include "running_front.hpp"
#include "sealwright/claims/refusal.hpp"
#include "sealwright/ipc/errors.hpp"
#include "sealwright/operate/people_messages.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace front_test;
using namespace sealwright;

namespace {

const std::string hidden =
    "POST /v1/queries/roster HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    "Content-Length: 2\r\n\r\n{}";

// A signed question in form; only a keeper looks at what it says.
std::string ask_body(std::uint16_t type, std::size_t size = 0) {
    operate::Question question;
    question.environment = "trying";
    question.type = type;
    question.body = WipedBytes(size, 7);
    operate::PersonAsk ask;
    ask.question = wire::encode_public(question);
    return R"({"ask":")" + to_base64(wire::encode(ask)) + R"("})";
}

std::string posted(const std::string& path, const std::string& body, const std::string& more = "") {
    return "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" + more +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

operate::PersonCarried answered(std::size_t size) {
    return {200, operate::Carried::answer, WipedBytes(size, 9)};
}

operate::PersonCarried not_known() {
    return {401, operate::Carried::refusal, wire::encode(claims::Refusal(Error(errors::ipc_peer)))};
}

}  // namespace

TEST_SUITE("front/people") {
    TEST_CASE("a person's question needs no certificate, and passes as it was signed") {
        RunningFront front;
        front.keeper().start(open_with());
        auto client = front.client();
        const auto body = ask_body(operate::RosterAsk::type);

        client.send(posted("/v1/queries/roster", body));
        const auto asked = front.keeper().next_person();
        front.keeper().answer(asked, answered(3));
        const auto reply = client.receive();

        CHECK(R"({"ask":")" + to_base64(asked.carry.ask) + R"("})" == body);
        CHECK(asked.carry.route == operate::RosterAsk::type);
        CHECK(asked.carry.peer.starts_with("127.0.0.1:"));
        CHECK(reply.status == 200);
        CHECK(reply.body == R"({"answer":"CQkJ"})");
        CHECK(reply.head.find("Content-Type: application/json\r\n") != std::string::npos);
        CHECK(reply.head.find("Cache-Control: no-store\r\n") != std::string::npos);
    }

    TEST_CASE("the largest question passes, and the largest answer comes back") {
        RunningFront front;
        front.keeper().start(open_with());
        auto client = front.client();
        const auto size = std::size_t{128} * 1024 - 128;
        const auto answer_size = std::size_t{3} * 1024 * 1024;

        client.send(posted("/v1/acts", ask_body(operate::DecideAsk::type, size)));
        const auto asked = front.keeper().next_person();
        front.keeper().answer(asked, answered(answer_size));
        const auto reply = client.receive();

        CHECK(asked.carry.ask.size() > size);
        CHECK(reply.status == 200);
        CHECK(reply.body.size() == answer_size / 3 * 4 + 13);
    }

    TEST_CASE("who is not known gets the same bytes on every path, and another handshake to make") {
        RunningFront front;
        front.keeper().start(open_with());
        std::vector<std::string> replies;
        for (const auto& path : {"/v1/queries/roster",
                                 "/v1/requests/vault-add",
                                 "/v1/acts",
                                 "/v1/founding/show",
                                 "/v1/events"}) {
            auto client = front.client();
            client.send(posted(path, ask_body(operate::RosterAsk::type)));
            front.keeper().answer(front.keeper().next_person(), not_known());
            const auto reply = client.receive();

            CHECK(reply.status == 401);
            CHECK(client.is_closed_by_server());
            replies.push_back(reply.head + reply.body);
        }

        for (const auto& reply : replies) CHECK(reply == replies.front());
        CHECK(replies.front().find("application/problem+json\r\n") != std::string::npos);
        CHECK(replies.front().find("\r\nWWW-Authenticate: Signed-Question\r\n") !=
              std::string::npos);
    }

    TEST_CASE(
        "what is refused on a path for people is a problem, and nothing behind it is served") {
        const auto body = ask_body(operate::RosterAsk::type);
        const std::string start = "POST /v1/queries/roster HTTP/1.1\r\nHost: a\r\n";
        const std::string type = "Content-Type: application/json\r\n";
        const std::vector<std::tuple<int, std::string, std::string>> rows = {
            {400, "E2209", start + type + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
            {400, "E2208", start + type + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}"},
            {400, "E2210", start + type + "X-Field: 1\r\n Content-Length: 2\r\n\r\n"},
            {400, "E2211", start + "Content-Type : application/json\r\n\r\n"},
            {400, "E2215", start + type + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}"},
            {413, "E2213", start + type + "Content-Length: 204801\r\n\r\n"},
            {400, "E3360", posted("/v1/queries/roster", "{\"ask\": \"\"}")},
            {400, "E3363", posted("/v1/queries/roster", "{\"ask\":\"AAAA\"}")},
            {400, "E3362", posted("/v1/queries/roster", body, type)},
            {400, "E3364", posted("/v1/requests/vault-add", body, "Idempotency-Key: 00\r\n")},
            {415, "E3361", start + "Content-Length: 2\r\n\r\n{}"},
            {404, "E3366", posted("/v1/queries/init", body)},
            {405, "E2217", "PUT /v1/acts HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"},
            {405,
             "E2217",
             "POST /v1/openapi.json HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"},
        };
        RunningFront front;
        front.keeper().start(open_with());
        for (const auto& [status, code, bytes] : rows) {
            CAPTURE(bytes);
            auto client = front.client();
            REQUIRE(client.is_connected());

            client.send(bytes + hidden);
            const auto reply = client.receive();

            CHECK(reply.status == status);
            CHECK(reply.body.find("\"code\":\"" + code + "\"") != std::string::npos);
            CHECK(reply.head.find("Content-Type: application/problem+json\r\n") !=
                  std::string::npos);
            CHECK(reply.head.find("Connection: close\r\n") != std::string::npos);
            CHECK(client.is_closed_by_server());
        }
        CHECK(front.keeper().hears_nothing(300));
    }

    TEST_CASE("one address announces four large bodies, and its small asks are served meanwhile") {
        RunningFront front;
        front.keeper().start(open_with());
        const std::string announced =
            "POST /v1/acts HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            "Content-Length: 65537\r\n\r\n";
        std::vector<TlsClient> slow;
        for (int count = 0; count < 4; ++count) {
            slow.push_back(front.client());
            slow.back().send(announced);
            // It is known to have been taken: the front has answered somebody who came later.
            auto later = front.client();
            later.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
            REQUIRE(later.receive().status == 200);
        }

        auto over = front.client();
        over.send(announced);
        const auto reply = over.receive();
        auto small = front.client();
        small.send(posted("/v1/acts", ask_body(operate::DecideAsk::type)));
        front.keeper().answer(front.keeper().next_person(), answered(3));

        CHECK(reply.status == 503);
        CHECK(reply.body.find("\"code\":\"E3380\"") != std::string::npos);
        CHECK(small.receive().status == 200);
        // One that has left makes room as soon as the front sees it.
        slow.pop_back();
        bool was_read = false;
        for (int attempt = 0; attempt < 100 && !was_read; ++attempt) {
            auto again = front.client();
            again.send("POST /v1/acts HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\r\n" +
                       std::string(65'537, 'x'));
            was_read = again.receive().status == 415;
        }
        CHECK(was_read);
    }

    TEST_CASE("the description is there for anybody, whether or not a keeper is") {
        RunningFront front;
        auto client = front.client();
        for (int count = 0; count < 3; ++count) {
            client.send("GET /v1/openapi.json HTTP/1.1\r\nHost: a\r\n\r\n");
            const auto reply = client.receive();

            CHECK(reply.status == 200);
            CHECK(reply.body.starts_with(R"({"openapi":"3.1.0")"));
            CHECK(reply.body.ends_with("}"));
        }
    }

    TEST_CASE(
        "a stream hears of changes and ends with the front, and its client's leaving is seen") {
        RunningFront front;
        front.keeper().start(open_with());
        const auto listen = posted("/v1/events", ask_body(operate::RequestsAsk::type));
        auto client = front.client();
        client.send(listen);
        front.keeper().answer(front.keeper().next_person(), answered(3));

        CHECK(client.receive_until("\n\n").find("Content-Type: text/event-stream\r\n") !=
              std::string::npos);
        front.keeper().say(operate::RequestsChanged{41});
        CHECK(client.receive_until("\n\n") == "event: changed\ndata: {\"revision\":41}\n\n");
        front.keeper().say(operate::RequestsChanged{42});
        CHECK(client.receive_until("\n\n") == "event: changed\ndata: {\"revision\":42}\n\n");

        front.signal(15);
        CHECK(client.is_closed_by_server());
        CHECK(front.exit_within(5'000) == 0);
    }
}
