// Tpm: the machine's TPM 2.0, open for one use: its identity, an activated credential, a quote.
//
// Open it, use it, let it go: a TPM without a resource manager serves one program at a time. What
// was loaded is flushed on every path; what a killed agent left is flushed at the next open, by its
// template, so nobody else's object ever is. Each command has a deadline, and all of one use
// together another. The attestation key is made anew each time from the endorsement seed: it is the
// same after a reset and after tpm2_clear, and nothing of it lies on a disk. Never tries a
// password. Process: agent. Limits: those of attest/messages.hpp. Spec: docs/protocol/session.md 5
// and 7; TCG EK Credential Profile 2.4 for templates and places of certificates.
#pragma once

#include "sealwright/attest/messages.hpp"
#include "sealwright/core/result.hpp"

#include <memory>
#include <string>

namespace sealwright::attest {

// `certified`: the first of P-384, P-256, RSA that has a certificate in the TPM; where none has,
// the first that the TPM can make. So it stays the same key as long as the TPM does.
enum class EndorsementKind : std::uint8_t { certified, p384, p256, rsa };

struct TpmSettings {
    // "device:/dev/tpmrm0", "swtpm:path=/run/tpm.sock", "swtpm:host=127.0.0.1,port=2321".
    std::string address;
    EndorsementKind endorsement = EndorsementKind::certified;
    // The cloud's own attestation key (0x81000003) and certificate (0x01c101d0) in place of ours.
    bool provider_key = false;
    std::string event_log;        // Path; empty: none is sent.
    bool needs_event_log = true;  // Else one that is not there or cannot be read is left out.
    std::uint32_t command_ms = 20'000;
    std::uint32_t all_ms = 55'000;  // A challenge is good for 60 s.
};

class Tpm {
public:
    static Result<Tpm> open(const TpmSettings& settings);
    ~Tpm();
    Tpm(const Tpm&) = delete;
    Tpm& operator=(const Tpm&) = delete;
    Tpm(Tpm&& other) noexcept;
    Tpm& operator=(Tpm&& other) noexcept;

    // What a node enrols with. No certificate: the endorsement key has to be pinned.
    Result<TpmIdentity> identity();

    // The secret, 32 bytes, that only the TPM with both keys of `identity` gets out of a
    // credential.
    Result<WipedBytes> activate(View credential, View encrypted_secret);

    // Signs `binding` and the registers' values; the values that come with it are those it signed.
    Result<TpmQuote> quote(const Digest& binding, const claims::PcrSet& pcrs);

private:
    class Room;
    explicit Tpm(std::unique_ptr<Room> room);

    std::unique_ptr<Room> room_;
};

}  // namespace sealwright::attest
