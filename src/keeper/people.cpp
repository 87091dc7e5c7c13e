#include "people.hpp"

#include "sealwright/wire/copies.hpp"

namespace sealwright::keeper {
namespace {

constexpr std::uint8_t format = 1;
constexpr std::size_t identity_max = 256;

}  // namespace

void HeldRoster::write(wire::Writer& writer) const {
    writer.u8(format);
    roster.write(writer);
    writer.u64(founded_ms);
    writer.u64(founded_entry);
    writer.boolean(was_solo);
}

HeldRoster HeldRoster::read(wire::Reader& reader) {
    HeldRoster held;
    if (reader.u8() != format) reader.fail_value();
    held.roster = ceremony::Roster::read(reader);
    held.founded_ms = reader.u64();
    held.founded_entry = reader.u64();
    held.was_solo = reader.boolean();
    return held;
}

void KeptRequest::write(wire::Writer& writer) const {
    request.write(writer);
    writer.u64(entry);
}

KeptRequest KeptRequest::read(wire::Reader& reader) {
    KeptRequest kept;
    kept.request = ceremony::Request::read(reader);
    kept.entry = reader.u64();
    return kept;
}

void Founding::write(wire::Writer& writer) const {
    writer.u8(format);
    plan.write(writer);
    service_key.write(writer);
    writer.bytes(identity);
    writer.id(instance);
    writer.u64(run);
    wire::write_list(writer, acts);
}

Founding Founding::read(wire::Reader& reader) {
    Founding founding;
    if (reader.u8() != format) reader.fail_value();
    founding.plan = ceremony::FoundingPlan::read(reader);
    founding.service_key = hsm::KeyRecord::read(reader);
    founding.identity = wire::copy_of(reader.bytes(identity_max));
    founding.instance = reader.id<InstanceId>();
    founding.run = reader.u64();
    founding.acts = wire::read_list<ceremony::SignedAct>(reader, ceremony::persons_max);
    return founding;
}

std::string request_row(const RequestId& id) {
    return "request/" + to_hex(id.bytes());
}

}  // namespace sealwright::keeper
