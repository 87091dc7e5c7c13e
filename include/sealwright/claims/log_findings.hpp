// LogFindings: what a node's event log said when it enrolled, as far as its quote proved it.
//
// Only a register whose quoted value comes out of the log proves anything of what the log says
// about it. Kept with the node and shown to whoever approves it. Process: verifier, keeper, cli.
// Limits: one text of 160 characters. Spec: docs/protocol/session.md section 7.
#pragma once

#include "sealwright/claims/evidence.hpp"

#include <string>

namespace sealwright::claims {

enum class SecureBoot : std::uint8_t { unknown, off, on };
std::string_view word_of(SecureBoot state);

struct LogFindings {
    std::uint32_t events = 0;
    PcrSet explained;          // Registers whose quoted value comes out of the log.
    PcrSet differing;          // Registers of the node that it does not lead to.
    SecureBoot secure_boot{};  // Known only where PCR 7 is explained and follows its grammar.
    std::uint16_t code = 0;    // Why the log, or what it says of PCR 7, is not believed.
    std::string why;           // Where in it; public text.

    void write(wire::Writer& writer) const;
    static LogFindings read(wire::Reader& reader);
    bool operator==(const LogFindings&) const = default;
};

}  // namespace sealwright::claims
