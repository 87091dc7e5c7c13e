#include "sealwright/attest/messages.hpp"

#include "sealwright/wire/copies.hpp"

#include <array>

namespace sealwright::attest {
namespace {

using claims::EvidenceKind;

constexpr std::size_t name_max = 66;  // SHA-512's, with its algorithm.

// Texts are shown to people; what PublicText would change is refused, so that each has one form.
std::string read_public(wire::Reader& reader) {
    auto text = reader.text(PublicText::length_max);
    if (PublicText(text).str() != text) reader.fail_value();
    return text;
}

struct Certificate {
    Bytes bytes;
    void write(wire::Writer& writer) const { writer.bytes(bytes); }
    static Certificate read(wire::Reader& reader) {
        return {wire::copy_of(reader.bytes(certificate_max))};
    }
};

// The alternative's kind, then itself: tpm2, pinned_key, unix_peer in this order.
constexpr std::uint8_t first_kind = static_cast<std::uint8_t>(EvidenceKind::tpm2);

template <class Variant>
EvidenceKind kind_of(const Variant& of) {
    return static_cast<EvidenceKind>(first_kind + of.index());
}

template <class Variant>
void write_one(wire::Writer& writer, const Variant& of) {
    writer.enumeration(kind_of(of));
    std::visit([&](const auto& one) { one.write(writer); }, of);
}

template <class First, class Second, class Third>
std::variant<First, Second, Third> read_one(wire::Reader& reader) {
    switch (reader.enumeration(claims::evidence_kind_last)) {
        case EvidenceKind::channel_certificate:
            reader.fail_value();
            return Third{};
        case EvidenceKind::tpm2:
            return First::read(reader);
        case EvidenceKind::pinned_key:
            return Second::read(reader);
        case EvidenceKind::unix_peer:
            return Third::read(reader);
    }
    return Third{};
}

}  // namespace

void AttestationKey::write(wire::Writer& writer) const {
    writer.raw(x);
    writer.raw(y);
}

AttestationKey AttestationKey::read(wire::Reader& reader) {
    AttestationKey key;
    reader.copy_into(key.x);
    reader.copy_into(key.y);
    return key;
}

void TpmQuote::write(wire::Writer& writer) const {
    writer.bytes(attested);
    writer.raw(signature);
    values.write(writer);
}

TpmQuote TpmQuote::read(wire::Reader& reader) {
    TpmQuote quote;
    quote.attested = wire::copy_of(reader.bytes(attested_max));
    reader.copy_into(quote.signature);
    quote.values = claims::PcrValues::read(reader);
    return quote;
}

void KeySignature::write(wire::Writer& writer) const {
    writer.raw(signature);
}

KeySignature KeySignature::read(wire::Reader& reader) {
    KeySignature read;
    reader.copy_into(read.signature);
    return read;
}

EvidenceKind Evidence::kind() const {
    return kind_of(of);
}

void Evidence::write(wire::Writer& writer) const {
    write_one(writer, of);
}

Evidence Evidence::read(wire::Reader& reader) {
    return {read_one<TpmQuote, KeySignature, PeerWord>(reader)};
}

void TpmIdentity::write(wire::Writer& writer) const {
    writer.count(certificates.size());
    for (const auto& certificate : certificates) writer.bytes(certificate);
    writer.bytes(endorsement_key);
    writer.bytes(attestation_key);
    writer.bytes(event_log);
}

TpmIdentity TpmIdentity::read(wire::Reader& reader) {
    TpmIdentity identity;
    for (auto& one : wire::read_list<Certificate>(reader, certificates_max)) {
        identity.certificates.push_back(std::move(one.bytes));
    }
    identity.endorsement_key = wire::copy_of(reader.bytes(public_area_max));
    identity.attestation_key = wire::copy_of(reader.bytes(public_area_max));
    identity.event_log = wire::copy_of(reader.bytes(event_log_max));
    return identity;
}

void KeyIdentity::write(wire::Writer& writer) const {
    writer.raw(key);
}

KeyIdentity KeyIdentity::read(wire::Reader& reader) {
    KeyIdentity identity;
    reader.copy_into(identity.key);
    return identity;
}

EvidenceKind EnrolHello::kind() const {
    return kind_of(identity);
}

Bytes EnrolHello::without_signature() const {
    wire::Writer writer;
    writer.raw(token_key);
    write_one(writer, identity);
    return writer.copy();
}

void EnrolHello::write(wire::Writer& writer) const {
    writer.raw(token_key);
    write_one(writer, identity);
    writer.raw(signature);
}

EnrolHello EnrolHello::read(wire::Reader& reader) {
    EnrolHello hello;
    reader.copy_into(hello.token_key);
    hello.identity = read_one<TpmIdentity, KeyIdentity, PeerWord>(reader);
    reader.copy_into(hello.signature);
    return hello;
}

void EnrolProof::write(wire::Writer& writer) const {
    evidence.write(writer);
    writer.raw(token_signature);
}

EnrolProof EnrolProof::read(wire::Reader& reader) {
    EnrolProof proof;
    proof.evidence = Evidence::read(reader);
    reader.copy_into(proof.token_signature);
    return proof;
}

void ParseAsk::write(wire::Writer& writer) const {
    writer.enumeration(provenance);
    writer.raw(pinned_key);
    identity.write(writer);
    writer.bytes(secret);
    pcrs.write(writer);
}

ParseAsk ParseAsk::read(wire::Reader& reader) {
    ParseAsk ask;
    ask.provenance = reader.enumeration(claims::endorsement_last);
    ask.pinned_key = reader.digest();
    ask.identity = TpmIdentity::read(reader);
    ask.secret = wire::wiped_copy_of(reader.bytes(credential_max));
    ask.pcrs = claims::PcrSet::read(reader);
    return ask;
}

void LogReport::write(wire::Writer& writer) const {
    replayed.write(writer);
    writer.u32(events);
    writer.enumeration(secure_boot);
    writer.u16(code);
    writer.text(why);
}

LogReport LogReport::read(wire::Reader& reader) {
    LogReport report;
    report.replayed = claims::PcrValues::read(reader);
    report.events = reader.u32();
    report.secure_boot = reader.enumeration(claims::SecureBoot::on);
    report.code = reader.u16();
    report.why = read_public(reader);
    return report;
}

void Parsed::write(wire::Writer& writer) const {
    writer.raw(endorsement_key);
    writer.text(endorsed_by);
    attestation_key.write(writer);
    writer.bytes(attestation_name);
    writer.bytes(credential);
    writer.bytes(encrypted_secret);
    wire::write_optional(writer, log);
    writer.raw(anchor);
}

Parsed Parsed::read(wire::Reader& reader) {
    Parsed parsed;
    parsed.endorsement_key = reader.digest();
    parsed.endorsed_by = read_public(reader);
    parsed.attestation_key = AttestationKey::read(reader);
    parsed.attestation_name = wire::copy_of(reader.bytes(name_max));
    parsed.credential = wire::copy_of(reader.bytes(credential_max));
    parsed.encrypted_secret = wire::copy_of(reader.bytes(credential_max));
    parsed.log = wire::read_optional<LogReport>(reader);
    parsed.anchor = reader.digest();
    return parsed;
}

}  // namespace sealwright::attest
