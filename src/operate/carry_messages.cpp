#include "sealwright/operate/carry_messages.hpp"

#include "sealwright/wire/copies.hpp"

namespace sealwright::operate {
namespace {

constexpr std::size_t carried_max = answer_max + 256;

}  // namespace

void PersonCarry::write(wire::Writer& writer) const {
    writer.u16(route);
    writer.bytes(ask);
    writer.text(peer);
}

PersonCarry PersonCarry::read(wire::Reader& reader) {
    PersonCarry carry;
    carry.route = reader.u16();
    carry.ask = wire::copy_of(reader.bytes(carried_ask_max));
    carry.peer = reader.text(peer_max);
    return carry;
}

void PersonCarried::write(wire::Writer& writer) const {
    writer.u16(status);
    writer.enumeration(kind);
    writer.bytes(body);
}

PersonCarried PersonCarried::read(wire::Reader& reader) {
    PersonCarried carried;
    carried.status = reader.u16();
    carried.kind = reader.enumeration(Carried::signed_refusal);
    carried.body = wire::wiped_copy_of(reader.bytes(carried_max));
    const bool fits = carried.kind == Carried::answer
                          ? carried.status == 200
                          : carried.status >= 400 && carried.status <= 599;
    if (!fits) reader.fail_value();
    return carried;
}

}  // namespace sealwright::operate
