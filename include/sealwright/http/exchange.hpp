// Exchange: one request that waits for its answer; Service: who answers.
//
// The body lies in the connection's wiped buffer and is only lent. A Service answers in `ask` or
// any time later, once; an Exchange that was `forget`-ed is gone and must not be touched. One
// thread, so nothing here is called from two sides. Process: front, agent. Spec:
// docs/protocol/seal.md section 1.
#pragma once

#include "sealwright/core/bytes.hpp"
#include "sealwright/http/strict.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sealwright::http {

// What TLS proved the client to hold the key of; no authority vouches for it.
struct ClientCertificate {
    Digest spki{};  // SHA-256 of the SubjectPublicKeyInfo.
    std::uint64_t not_before_ms = 0;
    std::uint64_t not_after_ms = 0;
};

// What becomes of the connection when the answer has been sent.
enum class After : std::uint8_t { keep, close };

enum class Media : std::uint8_t { json, problem, metrics, bytes };

// What a request says of itself beside its path; empty when it does not.
struct Fields {
    std::string content_type;
    std::string idempotency_key;
    bool is_doubled = false;  // One of them came more than once.
};

class Exchange {
public:
    virtual ~Exchange() = default;

    [[nodiscard]] virtual Method method() const = 0;
    [[nodiscard]] virtual std::string_view target() const = 0;
    [[nodiscard]] virtual View body() const = 0;
    // The connection's, to be judged anew for each request.
    [[nodiscard]] virtual const std::optional<ClientCertificate>& certificate() const = 0;
    [[nodiscard]] virtual const std::string& peer() const = 0;
    // The connection's, for what the kernel knows of its other end; -1 when there is none.
    [[nodiscard]] virtual int socket() const { return -1; }

    [[nodiscard]] virtual const Fields& fields() const = 0;

    // `body` is copied into the connection's wiped buffer.
    virtual void answer_as(std::uint16_t status, Media media, View body, After after) = 0;
    // `json` is not copied: it lives as long as the process. The connection stays.
    virtual void answer_lent(View json) = 0;

    // The answer becomes a stream of server-sent events, until `end_events` or until its client has
    // left, which is `forget`. A piece that finds no room ends it: its client does not read.
    virtual void begin_events(View first) = 0;
    virtual void send_events(View more) = 0;
    virtual void end_events() = 0;

    void answer(std::uint16_t status, View json, After after) {
        answer_as(status, Media::json, json, after);
    }
    void answer_text(std::uint16_t status, View text) {
        answer_as(status, Media::metrics, text, After::keep);
    }
    void answer_bytes(std::uint16_t status, View bytes) {
        answer_as(status, Media::bytes, bytes, After::keep);
    }
};

class Service {
public:
    virtual ~Service() = default;
    virtual void ask(Exchange& exchange) = 0;
    virtual void forget(Exchange& exchange) = 0;
    // Whether this key belongs to a node, as far as is known here. It decides whose connection may
    // stay idle and whose makes space, never who is served.
    [[nodiscard]] virtual bool knows(const Digest& spki) const = 0;
};

}  // namespace sealwright::http
