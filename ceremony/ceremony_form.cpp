// The durable form of a ceremony.
#include "sealwright/ceremony/ceremony.hpp"
#include "sealwright/wire/texts.hpp"

namespace sealwright::ceremony {
namespace {

constexpr std::uint8_t format = 1;
constexpr std::size_t why_max = 512;
constexpr std::size_t contributions_max = holders_max * 4;

}  // namespace

void Contribution::write(wire::Writer& writer) const {
    writer.u16(index);
    writer.u8(round);
    writer.raw(digest);
}

Contribution Contribution::read(wire::Reader& reader) {
    Contribution contribution;
    contribution.index = reader.u16();
    contribution.round = reader.u8();
    contribution.digest = reader.digest();
    return contribution;
}

void Exception::write(wire::Writer& writer) const {
    writer.u64(at_ms);
    writer.text(person);
    writer.text(what);
}

Exception Exception::read(wire::Reader& reader) {
    Exception exception;
    exception.at_ms = reader.u64();
    exception.person = reader.text(name_max);
    exception.what = reader.text(PublicText::length_max);
    return exception;
}

void Ceremony::write(wire::Writer& writer) const {
    writer.u8(format);
    casting.write(writer);
    writer.enumeration(state);
    writer.u32(attempt);
    writer.u8(round);
    writer.u64(proposed_ms);
    writer.u64(deadline_ms);
    writer.u64(armed_until_ms);
    writer.boolean(has_begun);
    writer.boolean(is_executed);
    wire::write_texts(writer, approvals);
    wire::write_list(writer, contributions);
    wire::write_list(writer, confirmations);
    wire::write_list(writer, exceptions);
    writer.text(why);
}

Ceremony Ceremony::read(wire::Reader& reader) {
    Ceremony ceremony;
    if (reader.u8() != format) reader.fail_value();
    ceremony.casting = Casting::read(reader);
    ceremony.state = reader.enumeration(CeremonyState::failed);
    ceremony.attempt = reader.u32();
    ceremony.round = reader.u8();
    ceremony.proposed_ms = reader.u64();
    ceremony.deadline_ms = reader.u64();
    ceremony.armed_until_ms = reader.u64();
    ceremony.has_begun = reader.boolean();
    ceremony.is_executed = reader.boolean();
    ceremony.approvals = wire::read_texts(reader, persons_max, name_max);
    ceremony.contributions = wire::read_list<Contribution>(reader, contributions_max);
    ceremony.confirmations = wire::read_list<Contribution>(reader, holders_max);
    ceremony.exceptions = wire::read_list<Exception>(reader, exceptions_max);
    ceremony.why = reader.text(why_max);
    if (ceremony.round_now() == nullptr || ceremony.approvals.empty()) reader.fail_value();
    return ceremony;
}

}  // namespace sealwright::ceremony
