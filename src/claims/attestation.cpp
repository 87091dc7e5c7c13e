#include "sealwright/claims/attestation.hpp"

#include "sealwright/core/error.hpp"

#include <algorithm>
#include <array>

namespace sealwright::claims {
namespace {

// Texts are shown to people; what PublicText would change is refused, so that each has one form.
std::string read_public(wire::Reader& reader) {
    auto text = reader.text(PublicText::length_max);
    if (PublicText(text).str() != text) reader.fail_value();
    return text;
}

}  // namespace

void Check::write(wire::Writer& writer) const {
    writer.text(claim);
    writer.text(expected);
    writer.text(got);
    writer.enumeration(status);
    writer.u16(code);
}

Check Check::read(wire::Reader& reader) {
    Check check;
    check.claim = read_public(reader);
    check.expected = read_public(reader);
    check.got = read_public(reader);
    check.status = reader.enumeration(CheckStatus::skipped);
    check.code = reader.u16();
    return check;
}

const Check* AttestationResult::first_failure() const {
    const auto found = std::ranges::find_if(
        checks, [](const Check& check) { return check.status != CheckStatus::passed; });
    return found == checks.end() ? nullptr : &*found;
}

void AttestationResult::write(wire::Writer& writer) const {
    writer.enumeration(status);
    writer.enumeration(kind);
    writer.text(provenance);
    writer.text(reference_id);
    writer.raw(policy);
    writer.raw(evidence);
    writer.raw(nonce);
    writer.u64(reset_count);
    writer.u64(made_ms);
    wire::write_list(writer, checks);
}

AttestationResult AttestationResult::read(wire::Reader& reader) {
    AttestationResult result;
    result.status = reader.enumeration(Trust::contraindicated);
    result.kind = reader.enumeration(evidence_kind_last);
    result.provenance = read_public(reader);
    result.reference_id = read_public(reader);
    result.policy = reader.digest();
    result.evidence = reader.digest();
    result.nonce = reader.digest();
    result.reset_count = reader.u64();
    result.made_ms = reader.u64();
    result.checks = wire::read_list<Check>(reader, checks_max);
    return result;
}

std::string_view word_of(CheckStatus status) {
    constexpr std::array<std::string_view, 4> words{"passed", "failed", "differs", "skipped"};
    return words.at(static_cast<std::size_t>(status));
}

std::string_view word_of(Trust trust) {
    constexpr std::array<std::string_view, 4> words{
        "none", "affirming", "warning", "contraindicated"};
    return words.at(static_cast<std::size_t>(trust));
}

}  // namespace sealwright::claims
