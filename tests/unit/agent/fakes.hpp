// What the agent's Desk needs around it, in memory: a clock that is set, a service that remembers
// what it was asked, a vault's request.
#pragma once

#include "agent/core/desk.hpp"

#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace agent_test {

using namespace sealwright;

inline const std::string probe = R"({"plaintext":"YQ=="})";

struct SetClock final : Clock {
    Now value{1'000'000, 1'800'000'000'000};
    [[nodiscard]] Now now() const override { return value; }
    void pass(std::uint64_t milliseconds) {
        value.boottime_ms += milliseconds;
        value.wall_ms += milliseconds;
    }
};

// The longest jitter that there is, so that a test can wait for it.
struct HighRandom final : Random {
    void fill(std::span<std::uint8_t> out) override {
        for (auto& byte : out) byte = 0xff;
    }
};

struct FakePort final : agent::AgentPort {
    struct Asked {
        seal::Operation operation;
        std::string body;
        Digest process;
    };
    int attests = 0;
    int given_up = 0;
    std::vector<Asked> asked;
    std::vector<std::uint32_t> remembered;
    Digest caller{1};
    bool is_stranger = false;

    void attest() override { ++attests; }
    void ask(const agent::Ask& ask) override {
        asked.push_back({static_cast<seal::Operation>(ask.operation),
                         std::string(text_of(ask.body)),
                         ask.process});
    }
    void give_up() override { ++given_up; }
    void remember(std::uint32_t version) override { remembered.push_back(version); }
    Result<Digest> caller_of(const http::Exchange&) override {
        if (is_stranger) return Error(errors::nothing_yet);
        return caller;
    }
};

struct FakeExchange final : http::Exchange {
    http::Method asked = http::Method::put;
    std::string path = "/v1/transit/encrypt/key";
    std::string text = probe;
    std::optional<http::ClientCertificate> nobody;
    std::string from = "uid 7 (pid 4711)";
    std::uint16_t status = 0;
    std::string json;
    http::Fields said;

    [[nodiscard]] http::Method method() const override { return asked; }
    [[nodiscard]] std::string_view target() const override { return path; }
    [[nodiscard]] View body() const override { return view_of(text); }
    [[nodiscard]] const std::optional<http::ClientCertificate>& certificate() const override {
        return nobody;
    }
    [[nodiscard]] const std::string& peer() const override { return from; }
    [[nodiscard]] const http::Fields& fields() const override { return said; }
    void answer_as(std::uint16_t with, http::Media, View body, http::After) override {
        check(status == 0);  // Once.
        status = with;
        json = text_of(body);
    }
    // Nothing of these is the agent's.
    void answer_lent(View) override { check(false); }
    void begin_events(View) override { check(false); }
    void send_events(View) override { check(false); }
    void end_events() override { check(false); }
    [[nodiscard]] bool says(std::string_view words) const {
        return json.find(words) != std::string::npos;
    }
};

inline FakeExchange decrypt() {
    FakeExchange exchange;
    exchange.path = "/v1/transit/decrypt/key";
    exchange.text = R"({"ciphertext":"vault:v1:AAAA"})";
    return exchange;
}

inline FakeExchange encrypt(const std::string& text = R"({"plaintext":"Zm9v"})") {
    FakeExchange exchange;
    exchange.text = text;
    return exchange;
}

inline session::Reply reply_of(std::uint16_t status, std::string_view text = "{}") {
    session::Reply reply;
    reply.status = status;
    reply.seal_key_version = 3;
    reply.body.assign(text.begin(), text.end());
    return reply;
}

}  // namespace agent_test
