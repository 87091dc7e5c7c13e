#include "sealwright/seal/messages.hpp"

#include "sealwright/wire/copies.hpp"

namespace sealwright::seal {
namespace {

// An answer carries the same text in base64 and a little JSON around it.
constexpr std::size_t answer_max = 2 * body_max;

}  // namespace

void SealAsk::write(wire::Writer& writer) const {
    origin.write(writer);
    writer.enumeration(operation);
    writer.text(mount);
    writer.text(key);
    writer.bytes(body);
}

SealAsk SealAsk::read(wire::Reader& reader) {
    SealAsk ask;
    ask.origin = claims::Origin::read(reader);
    ask.operation = reader.enumeration(Operation::renew_self);
    ask.mount = reader.text(mount_max);
    ask.key = reader.text(key_name_max);
    ask.body = wire::wiped_copy_of(reader.bytes(body_max));
    return ask;
}

void SealAnswer::write(wire::Writer& writer) const {
    writer.u16(status);
    writer.bytes(body);
}

SealAnswer SealAnswer::read(wire::Reader& reader) {
    SealAnswer answer;
    answer.status = reader.u16();
    answer.body = wire::wiped_copy_of(reader.bytes(answer_max));
    return answer;
}

void NodeHint::write(wire::Writer& writer) const {
    writer.raw(spki);
    writer.text(mount);
    writer.text(key);
    writer.u32(seal_key_version);
    writer.u64(init_until_ms);
}

NodeHint NodeHint::read(wire::Reader& reader) {
    NodeHint hint;
    hint.spki = reader.digest();
    hint.mount = reader.text(mount_max);
    hint.key = reader.text(key_name_max);
    hint.seal_key_version = reader.u32();
    hint.init_until_ms = reader.u64();
    return hint;
}

void Hints::write(wire::Writer& writer) const {
    writer.enumeration(phase);
    wire::write_list(writer, nodes);
}

void AnsweredProbe::write(wire::Writer& writer) const {
    writer.raw(spki);
    writer.u64(ago_ms);
}

AnsweredProbe AnsweredProbe::read(wire::Reader& reader) {
    AnsweredProbe probe;
    probe.spki = reader.digest();
    probe.ago_ms = reader.u64();
    return probe;
}

void ProbesAnswered::write(wire::Writer& writer) const {
    wire::write_list(writer, probes);
}

ProbesAnswered ProbesAnswered::read(wire::Reader& reader) {
    return {wire::read_list<AnsweredProbe>(reader, hints_max)};
}

Hints Hints::read(wire::Reader& reader) {
    Hints hints;
    hints.phase = reader.enumeration(KeeperPhase::open);
    hints.nodes = wire::read_list<NodeHint>(reader, hints_max);
    return hints;
}

}  // namespace sealwright::seal
