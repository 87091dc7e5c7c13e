// Act: one person's decision on exactly one change, in canonical bytes.
//
// A solo installation's operator acts by the kernel's word on the local socket; a person of a
// founded installation signs the same digest. The keeper checks acts and journals their digests.
// `plan` is the digest of what is to be done, frozen before anybody decides. Process: keeper, cli.
// Spec: docs/protocol/acts.md.
#pragma once

#include "sealwright/core/ids.hpp"
#include "sealwright/wire/codec.hpp"

#include <string>

namespace sealwright::ceremony {

enum class Role : std::uint8_t { operator_, custodian, responder, witness, auditor };
enum class Choice : std::uint8_t { approve, deny, veto };

struct Act {
    InstallationId installation;
    std::string environment;
    IdBytes ceremony{};  // Zeros: a local change without a ceremony.
    std::uint32_t attempt = 0;
    Digest plan{};
    std::string person;  // "local:uid 0" on the local socket.
    Role role{};
    std::uint16_t index = 0;  // The person's place in the roster; 0 on the local socket.
    Choice choice{};
    Digest contribution{};  // Zeros: nothing is contributed.
    std::uint64_t epoch = 0;
    std::uint64_t expiry_ms = 0;  // Wall time; 0: used at once.

    void write(wire::Writer& writer) const;
    static Act read(wire::Reader& reader);
    // TH("act"; canonical bytes): what is signed and journalled.
    [[nodiscard]] Digest digest() const;
    bool operator==(const Act&) const = default;
};

}  // namespace sealwright::ceremony
