#include "sealwright/operate/enrolment_messages.hpp"

namespace sealwright::operate {
namespace {

struct Number {
    std::uint64_t value = 0;
    void write(wire::Writer& writer) const { writer.u64(value); }
    static Number read(wire::Reader& reader) { return {reader.u64()}; }
};

void write_number(wire::Writer& writer, const std::optional<std::uint64_t>& number) {
    wire::write_optional(writer, number ? std::optional(Number{*number}) : std::nullopt);
}

std::optional<std::uint64_t> read_number(wire::Reader& reader) {
    const auto number = wire::read_optional<Number>(reader);
    return number ? std::optional(number->value) : std::nullopt;
}

}  // namespace

void NodeEnrolAsk::write(wire::Writer& writer) const {
    writer.text(vault);
    writer.text(node);
    writer.enumeration(kind);
    writer.enumeration(provenance);
    writer.raw(pinned_key);
    writer.u32(uid);
    pcrs.write(writer);
    log_pcrs.write(writer);
    writer.boolean(secure_boot);
    writer.boolean(learns);
    writer.raw(token);
    writer.u32(ttl_s);
}

NodeEnrolAsk NodeEnrolAsk::read(wire::Reader& reader) {
    NodeEnrolAsk ask;
    ask.vault = reader.text(name_max);
    ask.node = reader.text(name_max);
    ask.kind = reader.enumeration(claims::evidence_kind_last);
    ask.provenance = reader.enumeration(claims::endorsement_last);
    ask.pinned_key = reader.digest();
    ask.uid = reader.u32();
    ask.pcrs = claims::PcrSet::read(reader);
    ask.log_pcrs = claims::PcrSet::read(reader);
    ask.secure_boot = reader.boolean();
    ask.learns = reader.boolean();
    ask.token = reader.digest();
    ask.ttl_s = reader.u32();
    return ask;
}

void NodeEnrolled::write(wire::Writer& writer) const {
    writer.id(node);
    writer.id(vault);
    writer.text(mount);
    writer.text(key);
    writer.text(verifier_key);
    writer.u64(until_ms);
}

NodeEnrolled NodeEnrolled::read(wire::Reader& reader) {
    NodeEnrolled enrolled;
    enrolled.node = reader.id<NodeId>();
    enrolled.vault = reader.id<VaultId>();
    enrolled.mount = reader.text(text_max);
    enrolled.key = reader.text(text_max);
    enrolled.verifier_key = reader.text(text_max);
    enrolled.until_ms = reader.u64();
    return enrolled;
}

void NodeApproveAsk::write(wire::Writer& writer) const {
    writer.text(vault);
    writer.text(node);
    writer.text(baseline);
    writer.u64(review_ms);
    writer.raw(identity);
    wire::write_optional(writer, values);
}

NodeApproveAsk NodeApproveAsk::read(wire::Reader& reader) {
    NodeApproveAsk ask;
    ask.vault = reader.text(name_max);
    ask.node = reader.text(name_max);
    ask.baseline = reader.text(name_max);
    ask.review_ms = reader.u64();
    ask.identity = reader.digest();
    ask.values = wire::read_optional<claims::PcrValues>(reader);
    return ask;
}

void NodeQuarantineAsk::write(wire::Writer& writer) const {
    writer.text(vault);
    writer.text(node);
    writer.text(reason);
}

NodeQuarantineAsk NodeQuarantineAsk::read(wire::Reader& reader) {
    NodeQuarantineAsk ask;
    ask.vault = reader.text(name_max);
    ask.node = reader.text(name_max);
    ask.reason = reader.text(text_max);
    return ask;
}

void BaselineApproveAsk::write(wire::Writer& writer) const {
    writer.text(vault);
    writer.text(node);
    writer.text(id);
    writer.u64(review_ms);
    wire::write_optional(writer, values);
    write_number(writer, firmware);
}

BaselineApproveAsk BaselineApproveAsk::read(wire::Reader& reader) {
    BaselineApproveAsk ask;
    ask.vault = reader.text(name_max);
    ask.node = reader.text(name_max);
    ask.id = reader.text(name_max);
    ask.review_ms = reader.u64();
    ask.values = wire::read_optional<claims::PcrValues>(reader);
    ask.firmware = read_number(reader);
    return ask;
}

void BaselineDropAsk::write(wire::Writer& writer) const {
    writer.text(vault);
    writer.text(node);
    writer.text(id);
}

BaselineDropAsk BaselineDropAsk::read(wire::Reader& reader) {
    BaselineDropAsk ask;
    ask.vault = reader.text(name_max);
    ask.node = reader.text(name_max);
    ask.id = reader.text(name_max);
    return ask;
}

void NodeShowAsk::write(wire::Writer& writer) const {
    writer.text(id);
    writer.text(vault);
    writer.text(node);
}

NodeShowAsk NodeShowAsk::read(wire::Reader& reader) {
    NodeShowAsk ask;
    ask.id = reader.text(name_max);
    ask.vault = reader.text(name_max);
    ask.node = reader.text(name_max);
    return ask;
}

void BaselineInfo::write(wire::Writer& writer) const {
    writer.text(id);
    values.write(writer);
    write_number(writer, firmware);
    writer.u64(review_ms);
    writer.u64(approved_ms);
    writer.boolean(is_overdue);
}

BaselineInfo BaselineInfo::read(wire::Reader& reader) {
    BaselineInfo info;
    info.id = reader.text(name_max);
    info.values = claims::PcrValues::read(reader);
    info.firmware = read_number(reader);
    info.review_ms = reader.u64();
    info.approved_ms = reader.u64();
    info.is_overdue = reader.boolean();
    return info;
}

void NodeShown::write(wire::Writer& writer) const {
    writer.text(id);
    writer.text(name);
    writer.text(vault);
    writer.text(state);
    writer.enumeration(kind);
    writer.text(provenance);
    writer.raw(identity);
    writer.text(endorsed_by);
    writer.u32(uid);
    pcrs.write(writer);
    log_pcrs.write(writer);
    writer.boolean(needs_secure_boot);
    wire::write_optional(writer, log);
    writer.boolean(learns);
    writer.u64(added_ms);
    writer.u64(enrolled_ms);
    writer.u64(approved_ms);
    writer.text(quarantine);
    wire::write_list(writer, baselines);
    writer.u64(entry);
    wire::write_optional(writer, result);
    writer.u64(unproven_entry);
    wire::write_optional(writer, unproven);
    wire::write_optional(writer, values);
    write_number(writer, firmware);
}

NodeShown NodeShown::read(wire::Reader& reader) {
    NodeShown shown;
    shown.id = reader.text(text_max);
    shown.name = reader.text(text_max);
    shown.vault = reader.text(text_max);
    shown.state = reader.text(text_max);
    shown.kind = reader.enumeration(claims::evidence_kind_last);
    shown.provenance = reader.text(text_max);
    shown.identity = reader.digest();
    shown.endorsed_by = reader.text(text_max);
    shown.uid = reader.u32();
    shown.pcrs = claims::PcrSet::read(reader);
    shown.log_pcrs = claims::PcrSet::read(reader);
    shown.needs_secure_boot = reader.boolean();
    shown.log = wire::read_optional<claims::LogFindings>(reader);
    shown.learns = reader.boolean();
    shown.added_ms = reader.u64();
    shown.enrolled_ms = reader.u64();
    shown.approved_ms = reader.u64();
    shown.quarantine = reader.text(text_max);
    shown.baselines = wire::read_list<BaselineInfo>(reader, baselines_max);
    shown.entry = reader.u64();
    shown.result = wire::read_optional<claims::AttestationResult>(reader);
    shown.unproven_entry = reader.u64();
    shown.unproven = wire::read_optional<claims::AttestationResult>(reader);
    shown.values = wire::read_optional<claims::PcrValues>(reader);
    shown.firmware = read_number(reader);
    return shown;
}

void RebootInfo::write(wire::Writer& writer) const {
    writer.text(vault);
    writer.text(node);
    writer.boolean(comes_back);
    writer.text(reason);
}

RebootInfo RebootInfo::read(wire::Reader& reader) {
    RebootInfo info;
    info.vault = reader.text(text_max);
    info.node = reader.text(text_max);
    info.comes_back = reader.boolean();
    info.reason = reader.text(text_max);
    return info;
}

}  // namespace sealwright::operate
