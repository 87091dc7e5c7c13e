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

    // `json` is copied into the connection's wiped buffer.
    virtual void answer(std::uint16_t status, View json, After after) = 0;
    // The same for the text format of metrics; the connection stays.
    virtual void answer_text(std::uint16_t status, View text) = 0;
    // The same for a message that only its reader understands; the connection stays.
    virtual void answer_bytes(std::uint16_t status, View bytes) = 0;
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
