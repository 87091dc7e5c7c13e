#include "sealwright/session/messages.hpp"

#include "sealwright/wire/copies.hpp"

namespace sealwright::session {
namespace {

// A transit answer carries a plaintext in base64 and a little JSON around it.
constexpr std::size_t answer_max = 2 * message_max;

void read_version(wire::Reader& reader) {
    if (reader.u8() != version) reader.fail_value();
}

void write_facts(wire::Writer& writer, const Challenge& challenge) {
    writer.u8(version);
    writer.enumeration(challenge.purpose);
    writer.id(challenge.node);
    writer.id(challenge.vault);
    writer.u64(challenge.number);
    writer.u64(challenge.issued_ms);
    writer.raw(challenge.nonce);
    writer.raw(challenge.exchange);
    challenge.pcrs.write(writer);
    writer.bytes(challenge.credential);
    writer.bytes(challenge.encrypted_secret);
    writer.bytes(challenge.subject);
}

}  // namespace

void NodeAsk::write(wire::Writer& writer) const {
    writer.enumeration(step);
    writer.text(peer);
    writer.bytes(body);
}

NodeAsk NodeAsk::read(wire::Reader& reader) {
    NodeAsk ask;
    ask.step = reader.enumeration(Step::ask);
    ask.peer = reader.text(peer_max);
    if (PublicText(ask.peer).str() != ask.peer) reader.fail_value();
    ask.body = wire::wiped_copy_of(reader.bytes(message_max));
    return ask;
}

void NodeAnswer::write(wire::Writer& writer) const {
    writer.u16(status);
    writer.bytes(body);
}

NodeAnswer NodeAnswer::read(wire::Reader& reader) {
    NodeAnswer answer;
    answer.status = reader.u16();
    answer.body = wire::wiped_copy_of(reader.bytes(answer_max));
    return answer;
}

void Begin::write(wire::Writer& writer) const {
    writer.u8(version);
    writer.enumeration(purpose);
    writer.id(node);
    writer.id(vault);
    writer.bytes(hello);
}

Begin Begin::read(wire::Reader& reader) {
    Begin begin;
    read_version(reader);
    begin.purpose = reader.enumeration(Purpose::rehearse);
    begin.node = reader.id<NodeId>();
    begin.vault = reader.id<VaultId>();
    begin.hello = wire::copy_of(reader.bytes(hello_max));
    return begin;
}

void Challenge::write(wire::Writer& writer) const {
    write_facts(writer, *this);
    writer.raw(cookie);
    writer.raw(signature);
}

Challenge Challenge::read(wire::Reader& reader) {
    Challenge challenge;
    read_version(reader);
    challenge.purpose = reader.enumeration(Purpose::rehearse);
    challenge.node = reader.id<NodeId>();
    challenge.vault = reader.id<VaultId>();
    challenge.number = reader.u64();
    challenge.issued_ms = reader.u64();
    challenge.nonce = reader.digest();
    reader.copy_into(challenge.exchange);
    challenge.pcrs = claims::PcrSet::read(reader);
    challenge.credential = wire::copy_of(reader.bytes(blob_max));
    challenge.encrypted_secret = wire::copy_of(reader.bytes(blob_max));
    challenge.subject = wire::copy_of(reader.bytes(subject_max));
    challenge.cookie = reader.digest();
    reader.copy_into(challenge.signature);
    return challenge;
}

Bytes Challenge::without_cookie() const {
    wire::Writer writer;
    write_facts(writer, *this);
    return writer.copy();
}

Bytes Challenge::without_signature() const {
    wire::Writer writer;
    write_facts(writer, *this);
    writer.raw(cookie);
    return writer.copy();
}

void Finish::write(wire::Writer& writer) const {
    challenge.write(writer);
    writer.raw(exchange);
    writer.bytes(evidence);
}

Finish Finish::read(wire::Reader& reader) {
    Finish finish;
    finish.challenge = Challenge::read(reader);
    reader.copy_into(finish.exchange);
    finish.evidence = wire::copy_of(reader.bytes(evidence_max));
    return finish;
}

void Opened::write(wire::Writer& writer) const {
    writer.raw(session);
    writer.raw(exchange);
    writer.bytes(sealed);
}

Opened Opened::read(wire::Reader& reader) {
    Opened opened;
    reader.copy_into(opened.session);
    reader.copy_into(opened.exchange);
    opened.sealed = wire::wiped_copy_of(reader.bytes(message_max));
    return opened;
}

void OpenedFacts::write(wire::Writer& writer) const {
    result.write(writer);
    writer.u32(seal_key_version);
    writer.u32(lifetime_s);
    writer.u32(fresh_s);
    writer.boolean(waits_for_approval);
}

OpenedFacts OpenedFacts::read(wire::Reader& reader) {
    OpenedFacts facts;
    facts.result = claims::AttestationResult::read(reader);
    facts.seal_key_version = reader.u32();
    facts.lifetime_s = reader.u32();
    facts.fresh_s = reader.u32();
    facts.waits_for_approval = reader.boolean();
    return facts;
}

void Record::write(wire::Writer& writer) const {
    writer.raw(session);
    writer.u64(sequence);
    writer.u8(operation);
    writer.text(mount);
    writer.text(key);
    writer.bytes(sealed);
}

Record Record::read(wire::Reader& reader) {
    Record record;
    reader.copy_into(record.session);
    record.sequence = reader.u64();
    record.operation = reader.u8();
    record.mount = reader.text(path_max);
    record.key = reader.text(path_max);
    record.sealed = wire::wiped_copy_of(reader.bytes(answer_max));
    return record;
}

Bytes Record::associated_data(Direction direction) const {
    wire::Writer writer;
    writer.raw(session);
    writer.enumeration(direction);
    writer.u64(sequence);
    writer.u8(operation);
    writer.text(mount);
    writer.text(key);
    return writer.copy();
}

void Request::write(wire::Writer& writer) const {
    writer.raw(process);
    writer.bytes(body);
}

Request Request::read(wire::Reader& reader) {
    Request request;
    request.process = reader.digest();
    request.body = wire::wiped_copy_of(reader.bytes(message_max));
    return request;
}

void Reply::write(wire::Writer& writer) const {
    writer.u16(status);
    writer.boolean(wants_fresh_evidence);
    writer.u32(seal_key_version);
    writer.bytes(body);
}

Reply Reply::read(wire::Reader& reader) {
    Reply reply;
    reply.status = reader.u16();
    reply.wants_fresh_evidence = reader.boolean();
    reply.seal_key_version = reader.u32();
    reply.body = wire::wiped_copy_of(reader.bytes(answer_max));
    return reply;
}

}  // namespace sealwright::session
