#include "sealwright/operate/roster_messages.hpp"

namespace sealwright::operate {

void KeyProof::write(wire::Writer& writer) const {
    writer.raw(key);
    writer.raw(proof);
}

KeyProof KeyProof::read(wire::Reader& reader) {
    KeyProof read;
    reader.copy_into(read.key);
    reader.copy_into(read.proof);
    return read;
}

void PersonAddAsk::write(wire::Writer& writer) const {
    writer.text(name);
    writer.u8(roles);
    key.write(writer);
}

PersonAddAsk PersonAddAsk::read(wire::Reader& reader) {
    PersonAddAsk read;
    read.name = reader.text(name_max);
    read.roles = reader.u8();
    read.key = KeyProof::read(reader);
    return read;
}

void PersonKeyAddAsk::write(wire::Writer& writer) const {
    writer.text(name);
    key.write(writer);
}

PersonKeyAddAsk PersonKeyAddAsk::read(wire::Reader& reader) {
    PersonKeyAddAsk read;
    read.name = reader.text(name_max);
    read.key = KeyProof::read(reader);
    return read;
}

void PersonKeyRevokeAsk::write(wire::Writer& writer) const {
    writer.text(name);
    writer.raw(key);
    writer.text(reason);
}

PersonKeyRevokeAsk PersonKeyRevokeAsk::read(wire::Reader& reader) {
    PersonKeyRevokeAsk read;
    read.name = reader.text(name_max);
    reader.copy_into(read.key);
    read.reason = reader.text(text_max);
    return read;
}

void PersonRemoveAsk::write(wire::Writer& writer) const {
    writer.text(name);
    writer.text(reason);
}

PersonRemoveAsk PersonRemoveAsk::read(wire::Reader& reader) {
    PersonRemoveAsk read;
    read.name = reader.text(name_max);
    read.reason = reader.text(text_max);
    return read;
}

void PersonRolesAsk::write(wire::Writer& writer) const {
    writer.text(name);
    writer.u8(roles);
}

PersonRolesAsk PersonRolesAsk::read(wire::Reader& reader) {
    PersonRolesAsk read;
    read.name = reader.text(name_max);
    read.roles = reader.u8();
    return read;
}

void RulesSetAsk::write(wire::Writer& writer) const {
    writer.u8(needed);
    writer.u8(overrule);
    writer.u32(veto_s);
}

RulesSetAsk RulesSetAsk::read(wire::Reader& reader) {
    RulesSetAsk read;
    read.needed = reader.u8();
    read.overrule = reader.u8();
    read.veto_s = reader.u32();
    return read;
}

void LiftFreezeAsk::write(wire::Writer& writer) const {
    writer.u64(entry);
    writer.text(reason);
}

LiftFreezeAsk LiftFreezeAsk::read(wire::Reader& reader) {
    LiftFreezeAsk read;
    read.entry = reader.u64();
    read.reason = reader.text(text_max);
    return read;
}

}  // namespace sealwright::operate
