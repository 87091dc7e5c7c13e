#include "proof.hpp"

namespace sealwright::keeper {
void Invitation::write(wire::Writer& writer) const {
    writer.raw(token);
    writer.u64(until_ms);
}

Invitation Invitation::read(wire::Reader& reader) {
    Invitation invitation;
    invitation.token = reader.digest();
    invitation.until_ms = reader.u64();
    return invitation;
}

void Identity::write(wire::Writer& writer) const {
    attestation_key.write(writer);
    writer.raw(endorsement_key);
    writer.text(endorsed_by);
    writer.raw(key);
    writer.u64(enrolled_ms);
    writer.raw(token);
    wire::write_optional(writer, log);
}

Identity Identity::read(wire::Reader& reader) {
    Identity identity;
    identity.attestation_key = attest::AttestationKey::read(reader);
    identity.endorsement_key = reader.digest();
    identity.endorsed_by = reader.text(PublicText::length_max);
    reader.copy_into(identity.key);
    identity.enrolled_ms = reader.u64();
    identity.token = reader.digest();
    identity.log = wire::read_optional<claims::LogFindings>(reader);
    return identity;
}

void Quarantine::write(wire::Writer& writer) const {
    writer.u64(since_ms);
    writer.text(reason);
}

Quarantine Quarantine::read(wire::Reader& reader) {
    Quarantine quarantine;
    quarantine.since_ms = reader.u64();
    quarantine.reason = reader.text(PublicText::length_max);
    return quarantine;
}

void Proof::write(wire::Writer& writer) const {
    writer.id(node);
    writer.enumeration(kind);
    writer.enumeration(provenance);
    writer.raw(pinned_key);
    writer.u32(uid);
    pcrs.write(writer);
    log_rule.pcrs.write(writer);
    writer.boolean(log_rule.secure_boot);
    writer.boolean(learns);
    wire::write_optional(writer, invitation);
    wire::write_optional(writer, identity);
    writer.u64(approved_ms);
    wire::write_optional(writer, quarantine);
    wire::write_list(writer, baselines);
    writer.raw(anchor);
}

// A row of before anchors were noted ends earlier.
Proof Proof::read(wire::Reader& reader) {
    Proof proof;
    proof.node = reader.id<NodeId>();
    proof.kind = reader.enumeration(claims::evidence_kind_last);
    proof.provenance = reader.enumeration(claims::endorsement_last);
    proof.pinned_key = reader.digest();
    proof.uid = reader.u32();
    proof.pcrs = claims::PcrSet::read(reader);
    proof.log_rule.pcrs = claims::PcrSet::read(reader);
    proof.log_rule.secure_boot = reader.boolean();
    proof.learns = reader.boolean();
    proof.invitation = wire::read_optional<Invitation>(reader);
    proof.identity = wire::read_optional<Identity>(reader);
    proof.approved_ms = reader.u64();
    proof.quarantine = wire::read_optional<Quarantine>(reader);
    proof.baselines = wire::read_list<attest::Baseline>(reader, attest::baselines_max);
    if (reader.remaining() != 0) proof.anchor = reader.digest();
    return proof;
}

void Unproven::write(wire::Writer& writer) const {
    writer.u64(entry);
    result.write(writer);
}

Unproven Unproven::read(wire::Reader& reader) {
    Unproven unproven;
    unproven.entry = reader.u64();
    unproven.result = claims::AttestationResult::read(reader);
    return unproven;
}

void Seen::write(wire::Writer& writer) const {
    writer.id(node);
    writer.u64(entry);
    result.write(writer);
    wire::write_optional(writer, tpm);
    wire::write_optional(writer, last_values);
    writer.u64(last_firmware);
    wire::write_optional(writer, unproven);
}

// A row of before strangers' evidence was kept apart ends earlier.
Seen Seen::read(wire::Reader& reader) {
    Seen seen;
    seen.node = reader.id<NodeId>();
    seen.entry = reader.u64();
    seen.result = claims::AttestationResult::read(reader);
    seen.tpm = wire::read_optional<attest::TpmState>(reader);
    seen.last_values = wire::read_optional<claims::PcrValues>(reader);
    seen.last_firmware = reader.u64();
    if (reader.remaining() != 0) seen.unproven = wire::read_optional<Unproven>(reader);
    return seen;
}

}  // namespace sealwright::keeper
