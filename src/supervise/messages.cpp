#include "sealwright/supervise/messages.hpp"

#include "sealwright/wire/texts.hpp"

namespace sealwright::supervise {

void Settings::write(wire::Writer& writer) const {
    writer.text(environment);
    writer.text(owner);
    writer.text(token_group);
    writer.u8(threshold);
    wire::write_texts(writer, tokens);
    writer.u32(front_uid);
    writer.u32(operators_gid);
    classes.write(writer);
}

Settings Settings::read(wire::Reader& reader) {
    Settings settings;
    settings.environment = reader.text(name_max);
    settings.owner = reader.text(name_max);
    settings.token_group = reader.text(name_max);
    settings.threshold = reader.u8();
    settings.tokens = wire::read_texts(reader, tokens_max, name_max);
    settings.front_uid = reader.u32();
    settings.operators_gid = reader.u32();
    settings.classes = claims::ClassTable::read(reader);
    return settings;
}

void PeerAsk::write(wire::Writer& writer) const {
    writer.enumeration(kind);
    writer.text(name);
}

PeerAsk PeerAsk::read(wire::Reader& reader) {
    PeerAsk ask;
    ask.kind = reader.enumeration(peer_kind_last);
    ask.name = reader.text(name_max);
    return ask;
}

void Given::write(wire::Writer& writer) const {
    writer.enumeration(kind);
    writer.text(name);
    writer.enumeration(presence);
}

Given Given::read(wire::Reader& reader) {
    Given given;
    given.kind = reader.enumeration(peer_kind_last);
    given.name = reader.text(name_max);
    given.presence = reader.enumeration(Presence::pin_refused);
    return given;
}

void TokenWish::write(wire::Writer& writer) const {
    writer.text(name);
    writer.boolean(run);
}

TokenWish TokenWish::read(wire::Reader& reader) {
    TokenWish wish;
    wish.name = reader.text(name_max);
    wish.run = reader.boolean();
    return wish;
}

void Alive::write(wire::Writer& writer) const {
    writer.enumeration(phase);
    writer.u8(tokens_logged_in);
}

Alive Alive::read(wire::Reader& reader) {
    Alive alive;
    alive.phase = reader.enumeration(KeeperPhase::open);
    alive.tokens_logged_in = reader.u8();
    return alive;
}

}  // namespace sealwright::supervise
