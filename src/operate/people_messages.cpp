#include "sealwright/operate/people_messages.hpp"

#include "sealwright/wire/copies.hpp"

namespace sealwright::operate {
namespace {

constexpr std::string_view domain = "VUS-V1-ASK";

}  // namespace

void Question::write(wire::Writer& writer) const {
    writer.text(domain);
    writer.raw(installation);
    writer.text(environment);
    writer.u64(wall_ms);
    writer.raw(nonce);
    writer.u16(type);
    writer.bytes(body);
}

Question Question::read(wire::Reader& reader) {
    Question question;
    if (reader.text(domain.size()) != domain) reader.fail_value();
    reader.copy_into(question.installation);
    question.environment = reader.text(name_max);
    question.wall_ms = reader.u64();
    reader.copy_into(question.nonce);
    question.type = reader.u16();
    question.body = wire::wiped_copy_of(reader.bytes(question_max));
    return question;
}

void PersonAsk::write(wire::Writer& writer) const {
    writer.bytes(question);
    writer.raw(key);
    writer.raw(signature);
}

PersonAsk PersonAsk::read(wire::Reader& reader) {
    PersonAsk read;
    read.question = wire::copy_of(reader.bytes(question_max));
    reader.copy_into(read.key);
    reader.copy_into(read.signature);
    return read;
}

void PersonAnswer::write(wire::Writer& writer) const {
    writer.u16(answer_type);
    writer.bytes(body);
    writer.u64(wall_ms);
    writer.raw(signature);
}

PersonAnswer PersonAnswer::read(wire::Reader& reader) {
    PersonAnswer read;
    read.answer_type = reader.u16();
    read.body = wire::wiped_copy_of(reader.bytes(answer_max));
    read.wall_ms = reader.u64();
    reader.copy_into(read.signature);
    return read;
}

void ProposeAsk::write(wire::Writer& writer) const {
    writer.u16(plan_type);
    writer.bytes(plan_body);
    writer.raw(nonce);
    writer.bytes(act);
}

ProposeAsk ProposeAsk::read(wire::Reader& reader) {
    ProposeAsk read;
    read.plan_type = reader.u16();
    read.plan_body = wire::copy_of(reader.bytes(plan_max));
    reader.copy_into(read.nonce);
    read.act = wire::copy_of(reader.bytes(act_max));
    return read;
}

void DecideAsk::write(wire::Writer& writer) const {
    writer.raw(request);
    writer.text(reason);
    writer.bytes(act);
}

DecideAsk DecideAsk::read(wire::Reader& reader) {
    DecideAsk read;
    reader.copy_into(read.request);
    read.reason = reader.text(text_max);
    read.act = wire::copy_of(reader.bytes(act_max));
    return read;
}

void RequestsAsk::write(wire::Writer& writer) const {
    writer.raw(after);
    writer.u32(count);
    writer.boolean(open_only);
}

RequestsAsk RequestsAsk::read(wire::Reader& reader) {
    RequestsAsk read;
    reader.copy_into(read.after);
    read.count = reader.u32();
    read.open_only = reader.boolean();
    return read;
}

RequestAsk RequestAsk::read(wire::Reader& reader) {
    RequestAsk read;
    reader.copy_into(read.request);
    return read;
}

void RequestShown::write(wire::Writer& writer) const {
    writer.bytes(request);
    writer.u8(approvals);
    writer.u64(entry);
}

RequestShown RequestShown::read(wire::Reader& reader) {
    RequestShown read;
    read.request = wire::copy_of(reader.bytes(request_max));
    read.approvals = reader.u8();
    read.entry = reader.u64();
    return read;
}

void Requests::write(wire::Writer& writer) const {
    wire::write_list(writer, requests);
    writer.raw(next);
}

Requests Requests::read(wire::Reader& reader) {
    Requests read;
    read.requests = wire::read_list<RequestShown>(reader, requests_page_max);
    reader.copy_into(read.next);
    return read;
}

void RosterShown::write(wire::Writer& writer) const {
    writer.bytes(roster);
    writer.u64(founded_entry);
}

RosterShown RosterShown::read(wire::Reader& reader) {
    RosterShown read;
    read.roster = wire::copy_of(reader.bytes(roster_max));
    read.founded_entry = reader.u64();
    return read;
}

}  // namespace sealwright::operate
