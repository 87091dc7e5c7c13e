// Machine: one node of the load, from connecting to a session, as its agent would go that way.
//
// It speaks the agent's half of docs/protocol/session.md with the product's own code, over a
// connection from an address of its own; only its TPM is software.
#pragma once

#include "client.hpp"
#include "sealwright/attest/enrolment.hpp"
#include "sealwright/session/handshake.hpp"
#include "software_tpm.hpp"

#include <optional>

namespace sealwright::bench {

// What every machine knows of the service.
struct ServiceAt {
    std::uint16_t port = 0;
    crypto::PublicKey key{};  // Pinned.
};

class Machine {
public:
    enum class Progress : std::uint8_t { waits, over, failed };

    Machine(const ServiceAt& service, const PublicAreas& areas, std::uint32_t number)
        : service_(service), number_(number), tpm_(areas) {}

    [[nodiscard]] const SoftwareTpm& tpm() const { return tpm_; }
    [[nodiscard]] Client& client() { return client_; }
    [[nodiscard]] const std::string& failure() const { return failure_; }

    void be(const NodeId& node, const VaultId& vault);
    // Connects; with a token to enrol, else to open a session.
    bool begin(SSL_CTX* tls, const attest::EnrolmentToken* token);
    // Call when its socket is ready.
    Progress go_on();

private:
    void send(const char* target, View body);
    Progress on_challenge();
    Progress on_opened();
    Progress fail(std::string why);

    const ServiceAt& service_;
    std::uint32_t number_;
    SoftwareTpm tpm_;
    NodeId node_;
    VaultId vault_;
    const attest::EnrolmentToken* token_ = nullptr;
    std::optional<session::Handshake> handshake_;
    Client client_;
    std::string request_;
    std::string failure_;
};

}  // namespace sealwright::bench
