#include "sealwright/claims/log_findings.hpp"

#include "sealwright/core/error.hpp"

#include <array>

namespace sealwright::claims {

std::string_view word_of(SecureBoot state) {
    constexpr std::array<std::string_view, 3> words{"unknown", "off", "on"};
    return words.at(static_cast<std::size_t>(state));
}

void LogFindings::write(wire::Writer& writer) const {
    writer.u32(events);
    explained.write(writer);
    differing.write(writer);
    writer.enumeration(secure_boot);
    writer.u16(code);
    writer.text(why);
}

LogFindings LogFindings::read(wire::Reader& reader) {
    LogFindings findings;
    findings.events = reader.u32();
    findings.explained = PcrSet::read(reader);
    findings.differing = PcrSet::read(reader);
    findings.secure_boot = reader.enumeration(SecureBoot::on);
    findings.code = reader.u16();
    findings.why = reader.text(PublicText::length_max);
    if (PublicText(findings.why).str() != findings.why) reader.fail_value();
    return findings;
}

}  // namespace sealwright::claims
