#include "sealwright/operate/token_messages.hpp"

#include "sealwright/wire/copies.hpp"
#include "sealwright/wire/texts.hpp"

namespace sealwright::operate {

std::string_view words_of(TokenVerb verb) {
    switch (verb) {
        case TokenVerb::enrol:
            return "token enrol";
        case TokenVerb::start:
            return "token start";
        case TokenVerb::stop:
            return "token stop";
    }
    return "token";
}

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

void TokenReplaceAsk::write(wire::Writer& writer) const {
    wire::write_texts(writer, names);
}

TokenReplaceAsk TokenReplaceAsk::read(wire::Reader& reader) {
    return {wire::read_texts(reader, tokens_of_act_max, name_max)};
}

void TokenLoginAsk::write(wire::Writer& writer) const {
    writer.text(name);
    writer.bytes(box);
}

TokenLoginAsk TokenLoginAsk::read(wire::Reader& reader) {
    TokenLoginAsk ask;
    ask.name = reader.text(name_max);
    ask.box = wire::copy_of(reader.bytes(4 * text_max));
    return ask;
}

}  // namespace sealwright::operate
