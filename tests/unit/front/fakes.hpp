// What a Desk needs around it, in memory: a clock that is set, a keeper that remembers, a client.
#pragma once

#include "front/core/desk.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace front_test {

using namespace sealwright;

inline const std::string probe = R"({"plaintext":"YQ=="})";
inline const std::string encrypt_path = "/v1/transit/encrypt/key";
inline const std::string decrypt_path = "/v1/transit/decrypt/key";

struct SetClock final : Clock {
    Now value{1'000'000, 1'800'000'000'000};
    [[nodiscard]] Now now() const override { return value; }
    void pass(std::uint64_t milliseconds) {
        value.boottime_ms += milliseconds;
        value.wall_ms += milliseconds;
    }
};

struct CountingRandom final : Random {
    std::uint8_t next = 0;
    void fill(std::span<std::uint8_t> out) override {
        for (auto& byte : out) byte = next++;
    }
};

struct FakeKeeper final : front::KeeperPort {
    struct Sent {
        std::uint64_t correlation;
        Digest spki;
        std::string mount;
        std::string key;
        seal::Operation operation;
        std::string body;
    };
    std::vector<Sent> sent;
    void send(std::uint64_t correlation, const seal::SealAsk& ask) override {
        const auto& origin = std::get<claims::ChannelOrigin>(ask.origin.of);
        sent.push_back({correlation,
                        origin.spki,
                        ask.mount,
                        ask.key,
                        ask.operation,
                        std::string(ask.body.begin(), ask.body.end())});
    }
    struct Told {
        std::size_t after = 0;  // So many asks had been sent.
        std::vector<seal::AnsweredProbe> probes;
    };
    std::vector<Told> told;
    void tell(const seal::ProbesAnswered& answered) override {
        told.push_back({sent.size(), answered.probes});
    }
};

struct FakeNodeKeeper final : front::NodePort {
    struct Sent {
        std::uint64_t correlation;
        session::NodeAsk ask;
    };
    bool is_there = true;
    std::vector<Sent> sent;
    bool ask_node(std::uint64_t correlation, const session::NodeAsk& ask) override {
        if (is_there) sent.push_back({correlation, ask});
        return is_there;
    }
};

struct FakePersonKeeper final : front::PersonPort {
    struct Sent {
        std::uint64_t correlation;
        operate::PersonCarry carry;
    };
    bool is_there = true;
    std::vector<Sent> sent;
    [[nodiscard]] bool has_keeper() const override { return is_there; }
    bool ask_person(std::uint64_t correlation, const operate::PersonCarry& carry) override {
        if (is_there) sent.push_back({correlation, carry});
        return is_there;
    }
};

inline Digest spki_of(std::uint8_t node) {
    Digest digest{};
    digest.fill(node);
    return digest;
}

struct FakeExchange final : http::Exchange {
    http::Method asked = http::Method::put;
    std::string path = encrypt_path;
    std::string text = probe;
    std::optional<http::ClientCertificate> shown =
        http::ClientCertificate{spki_of(1), 0, 1'900'000'000'000};
    std::string from = "127.0.0.1:5000";
    std::uint16_t status = 0;
    std::string json;
    http::After after{};
    http::Media media{};
    http::Fields said{"application/json", "", false};
    View lent;
    bool is_stream = false;
    bool is_ended = false;

    [[nodiscard]] http::Method method() const override { return asked; }
    [[nodiscard]] std::string_view target() const override { return path; }
    [[nodiscard]] View body() const override { return view_of(text); }
    [[nodiscard]] const std::optional<http::ClientCertificate>& certificate() const override {
        return shown;
    }
    [[nodiscard]] const std::string& peer() const override { return from; }
    [[nodiscard]] const http::Fields& fields() const override { return said; }
    void answer_as(std::uint16_t with, http::Media as, View body, http::After then) override {
        check(status == 0);  // Once.
        status = with;
        media = as;
        json = text_of(body);
        after = then;
    }
    void answer_lent(View body) override {
        answer_as(200, http::Media::json, body, http::After::keep);
        lent = body;
    }
    void begin_events(View first) override {
        check(status == 0);
        status = 200;
        is_stream = true;
        json = text_of(first);
    }
    void send_events(View more) override {
        check(is_stream && !is_ended);
        json += text_of(more);
    }
    void end_events() override {
        check(is_stream && !is_ended);
        is_ended = true;
    }
};

inline FakeExchange decrypt() {
    FakeExchange exchange;
    exchange.path = decrypt_path;
    exchange.text = R"({"ciphertext":"vault:v1:AAAA"})";
    return exchange;
}

inline seal::NodeHint hint_of(std::uint8_t node,
                              std::uint32_t version,
                              std::uint64_t init_until = 0) {
    return {spki_of(node), "transit", "key", version, init_until};
}

inline seal::Hints open_with(std::vector<seal::NodeHint> nodes) {
    return {seal::KeeperPhase::open, std::move(nodes)};
}

}  // namespace front_test
