#include "sealwright/operate/token_messages.hpp"

namespace sealwright::operate {

void TokenInfo::write(wire::Writer& writer) const {
    writer.text(name);
    writer.text(state);
    writer.text(label);
    writer.text(serial);
    writer.raw(key_id);
    writer.u32(generation);
    writer.raw(startup_key);
    writer.text(detail);
    writer.boolean(left_out);
}

TokenInfo TokenInfo::read(wire::Reader& reader) {
    TokenInfo info;
    info.name = reader.text(name_max);
    info.state = reader.text(name_max);
    info.label = reader.text(name_max);
    info.serial = reader.text(name_max);
    info.key_id = reader.digest();
    info.generation = reader.u32();
    info.startup_key = reader.digest();
    info.detail = reader.text(4 * text_max);
    info.left_out = reader.boolean();
    return info;
}

void TokenActAsk::write(wire::Writer& writer) const {
    writer.text(name);
    writer.enumeration(verb);
}

TokenActAsk TokenActAsk::read(wire::Reader& reader) {
    TokenActAsk ask;
    ask.name = reader.text(name_max);
    ask.verb = reader.enumeration(TokenVerb::stop);
    return ask;
}

void TokenLoginAsk::write(wire::Writer& writer) const {
    writer.text(name);
    writer.bytes(box);
}

TokenLoginAsk TokenLoginAsk::read(wire::Reader& reader) {
    TokenLoginAsk ask;
    ask.name = reader.text(name_max);
    const auto box = reader.bytes(4 * text_max);
    ask.box.assign(box.begin(), box.end());
    return ask;
}

}  // namespace sealwright::operate
