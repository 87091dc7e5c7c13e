// TpmAddress: where the TPM is: a device of the kernel, or swtpm on a unix or a loopback socket.
//
// The forms are those of tpm2-tss, so that one text serves the agent and tpm2-tools; the libraries
// that tpm2-tss would load for them are not used. Process: agent.
#pragma once

#include "sealwright/core/descriptor.hpp"
#include "sealwright/core/result.hpp"

#include <string>
#include <string_view>

namespace sealwright::attest {

struct TpmAddress {
    std::string path;  // Of a device or a socket; empty: `port` on `host`.
    std::string host;  // A number, never a name.
    std::uint16_t port = 0;
    bool is_device = false;

    static Result<TpmAddress> parse(std::string_view text);

    // A descriptor that never blocks: every wait on it has a deadline.
    [[nodiscard]] Result<Descriptor> connect() const;

    // The kernel's gives each program objects of its own, and flushes them when it ends.
    [[nodiscard]] bool is_shared() const;
};

}  // namespace sealwright::attest
