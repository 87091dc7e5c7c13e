#include "sealwright/operate/ceremony_messages.hpp"

#include "sealwright/wire/copies.hpp"
#include "sealwright/wire/texts.hpp"

#include <algorithm>

namespace sealwright::operate {
namespace {

constexpr std::size_t box_max = 256;

std::vector<Bytes> read_pieces(wire::Reader& reader, std::size_t count_max, std::size_t size_max) {
    std::vector<Bytes> pieces;
    const auto count = reader.count(count_max);
    for (std::uint32_t each = 0; each < count && !reader.failed(); ++each) {
        pieces.push_back(wire::copy_of(reader.bytes(size_max)));
    }
    return pieces;
}

void write_pieces(wire::Writer& writer, const std::vector<Bytes>& pieces) {
    writer.count(pieces.size());
    for (const auto& piece : pieces) writer.bytes(piece);
}

}  // namespace

void Seat::write(wire::Writer& writer) const {
    writer.text(person);
    writer.text(organisation);
    writer.text(place);
    writer.text(device);
}

Seat Seat::read(wire::Reader& reader) {
    Seat seat;
    seat.person = reader.text(name_max);
    seat.organisation = reader.text(name_max);
    seat.place = reader.text(name_max);
    seat.device = reader.text(name_max);
    return seat;
}

void CeremonyBeginAsk::write(wire::Writer& writer) const {
    writer.u8(kind);
    writer.u8(threshold);
    wire::write_list(writer, seats);
    writer.text(reason);
}

CeremonyBeginAsk CeremonyBeginAsk::read(wire::Reader& reader) {
    CeremonyBeginAsk ask;
    ask.kind = reader.u8();
    ask.threshold = reader.u8();
    ask.seats = wire::read_list<Seat>(reader, seats_max);
    ask.reason = reader.text(text_max);
    return ask;
}

void Ceremonies::write(wire::Writer& writer) const {
    write_pieces(writer, ceremonies);
    writer.bytes(group);
    writer.u32(wraps);
}

Ceremonies Ceremonies::read(wire::Reader& reader) {
    Ceremonies all;
    all.ceremonies = read_pieces(reader, ceremonies_max, ceremony_max);
    all.group = wire::copy_of(reader.bytes(ceremony_max));
    all.wraps = reader.u32();
    return all;
}

CeremonyAsk CeremonyAsk::read(wire::Reader& reader) {
    CeremonyAsk ask;
    reader.copy_into(ask.ceremony);
    return ask;
}

void Spoken::write(wire::Writer& writer) const {
    writer.u16(index);
    writer.u8(round);
    writer.bytes(contribution);
    writer.bytes(act);
}

Spoken Spoken::read(wire::Reader& reader) {
    Spoken spoken;
    spoken.index = reader.u16();
    spoken.round = reader.u8();
    spoken.contribution = wire::copy_of(reader.bytes(contribution_max));
    spoken.act = wire::copy_of(reader.bytes(act_max));
    return spoken;
}

void CeremonyShown::write(wire::Writer& writer) const {
    writer.bytes(ceremony);
    plan.write(writer);
    writer.raw(nonce);
    wire::write_list(writer, spoken);
    writer.bytes(pepper);
}

CeremonyShown CeremonyShown::read(wire::Reader& reader) {
    constexpr std::size_t rounds_max = 5;
    CeremonyShown shown;
    shown.ceremony = wire::copy_of(reader.bytes(ceremony_max));
    shown.plan = CeremonyBeginAsk::read(reader);
    shown.nonce = reader.digest();
    shown.spoken = wire::read_list<Spoken>(reader, seats_max * rounds_max);
    shown.pepper = wire::copy_of(reader.bytes(box_max));
    return shown;
}

void CeremonyActAsk::write(wire::Writer& writer) const {
    writer.raw(ceremony);
    writer.bytes(contribution);
    writer.bytes(act);
}

CeremonyActAsk CeremonyActAsk::read(wire::Reader& reader) {
    CeremonyActAsk ask;
    reader.copy_into(ask.ceremony);
    ask.contribution = wire::copy_of(reader.bytes(contribution_max));
    ask.act = wire::copy_of(reader.bytes(act_max));
    return ask;
}

TranscriptAsk TranscriptAsk::read(wire::Reader& reader) {
    TranscriptAsk ask;
    reader.copy_into(ask.ceremony);
    return ask;
}

TranscriptShown TranscriptShown::read(wire::Reader& reader) {
    return {wire::copy_of(reader.bytes(transcript_file_max))};
}

void RecoverAsk::write(wire::Writer& writer) const {
    writer.text(reason);
}

RecoverAsk RecoverAsk::read(wire::Reader& reader) {
    RecoverAsk ask;
    ask.reason = reader.text(text_max);
    return ask;
}

void Wrap::write(wire::Writer& writer) const {
    writer.bytes(label);
    writer.bytes(ciphertext);
}

Wrap Wrap::read(wire::Reader& reader) {
    Wrap wrap;
    wrap.label = wire::copy_of(reader.bytes(wrap_max));
    wrap.ciphertext = wire::copy_of(reader.bytes(wrap_max));
    return wrap;
}

void RoomStatement::write(wire::Writer& writer) const {
    writer.u16(index);
    writer.raw(signature);
}

RoomStatement RoomStatement::read(wire::Reader& reader) {
    RoomStatement statement;
    statement.index = reader.u16();
    reader.copy_into(statement.signature);
    return statement;
}

void InTheRoom::write(wire::Writer& writer) const {
    writer.text(person);
    statement.write(writer);
}

InTheRoom InTheRoom::read(wire::Reader& reader) {
    InTheRoom one;
    one.person = reader.text(name_max);
    one.statement = RoomStatement::read(reader);
    return one;
}

void RecoveryShown::write(wire::Writer& writer) const {
    writer.bytes(plan);
    writer.bytes(group);
    wire::write_list(writer, wraps);
    wire::write_texts(writer, given);
    wire::write_texts(writer, wrong);
    wire::write_list(writer, room);
    writer.bytes(quote);
    writer.text(checkpoint);
    writer.boolean(is_done);
}

RecoveryShown RecoveryShown::read(wire::Reader& reader) {
    constexpr std::size_t strikes_max = 256;
    RecoveryShown shown;
    shown.plan = wire::copy_of(reader.bytes(ceremony_max));
    shown.group = wire::copy_of(reader.bytes(ceremony_max));
    shown.wraps = wire::read_list<Wrap>(reader, wraps_max);
    shown.given = wire::read_texts(reader, seats_max, text_max);
    shown.wrong = wire::read_texts(reader, strikes_max, text_max);
    shown.room = wire::read_list<InTheRoom>(reader, seats_max);
    shown.quote = wire::copy_of(reader.bytes(quote_max));
    shown.checkpoint = reader.text(checkpoint_max);
    shown.is_done = reader.boolean();
    return shown;
}

void RecoveryGiveAsk::write(wire::Writer& writer) const {
    writer.raw(ceremony);
    writer.bytes(pepper);
    write_pieces(writer, parts);
    writer.boolean(room.has_value());
    if (room) room->write(writer);
    writer.boolean(has_appraised);
    writer.raw(signature);
}

RecoveryGiveAsk RecoveryGiveAsk::read(wire::Reader& reader) {
    RecoveryGiveAsk ask;
    reader.copy_into(ask.ceremony);
    ask.pepper = wire::copy_of(reader.bytes(box_max));
    ask.parts = read_pieces(reader, wraps_max, box_max);
    if (reader.boolean()) ask.room = RoomStatement::read(reader);
    ask.has_appraised = reader.boolean();
    reader.copy_into(ask.signature);
    return ask;
}

RecoveryAttestAsk RecoveryAttestAsk::read(wire::Reader& reader) {
    RecoveryAttestAsk ask;
    ask.quote = wire::copy_of(reader.bytes(quote_max));
    return ask;
}

HeldChallenge HeldChallenge::read(wire::Reader& reader) {
    HeldChallenge challenge;
    challenge.challenge = reader.digest();
    return challenge;
}

void HeldAsk::write(wire::Writer& writer) const {
    writer.raw(challenge);
    writer.bytes(proof);
}

HeldAsk HeldAsk::read(wire::Reader& reader) {
    HeldAsk ask;
    ask.challenge = reader.digest();
    ask.proof = wire::copy_of(reader.bytes(box_max));
    return ask;
}

void CustodianInfo::write(wire::Writer& writer) const {
    writer.u16(index);
    writer.text(person);
    writer.u64(proven_ms);
    writer.boolean(counts);
}

CustodianInfo CustodianInfo::read(wire::Reader& reader) {
    CustodianInfo info;
    info.index = reader.u16();
    info.person = reader.text(name_max);
    info.proven_ms = reader.u64();
    info.counts = reader.boolean();
    return info;
}

std::int64_t Custodians::margin() const {
    return std::ranges::count_if(custodians, &CustodianInfo::counts) - std::int64_t{threshold};
}

void Custodians::write(wire::Writer& writer) const {
    writer.u8(threshold);
    writer.u64(epoch);
    writer.u64(since_ms);
    wire::write_list(writer, custodians);
    writer.u32(wraps);
}

Custodians Custodians::read(wire::Reader& reader) {
    Custodians all;
    all.threshold = reader.u8();
    all.epoch = reader.u64();
    all.since_ms = reader.u64();
    all.custodians = wire::read_list<CustodianInfo>(reader, seats_max);
    all.wraps = reader.u32();
    return all;
}

}  // namespace sealwright::operate
