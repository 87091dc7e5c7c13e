#include "sealwright/hsm/envelope.hpp"

namespace sealwright::hsm {
namespace {

constexpr std::size_t text_max = 64;
constexpr std::size_t sealed_max = 256;
constexpr std::size_t wraps_max = 8;
constexpr std::size_t envelopes_max = 64;

enum class WrapKind : std::uint8_t { token_group };

}  // namespace

void TokenKey::write(wire::Writer& writer) const {
    writer.text(serial);
    writer.raw(key_id);
    writer.u32(generation);
}

TokenKey TokenKey::read(wire::Reader& reader) {
    TokenKey key;
    key.serial = reader.text(text_max);
    key.key_id = reader.digest();
    key.generation = reader.u32();
    return key;
}

void Envelope::write(wire::Writer& writer) const {
    writer.u8(index);
    token.write(writer);
    writer.bytes(sealed);
}

Envelope Envelope::read(wire::Reader& reader) {
    Envelope envelope;
    envelope.index = reader.u8();
    envelope.token = TokenKey::read(reader);
    const auto sealed = reader.bytes(sealed_max);
    envelope.sealed.assign(sealed.begin(), sealed.end());
    return envelope;
}

void TokenWrap::write(wire::Writer& writer) const {
    writer.enumeration(WrapKind::token_group);
    writer.u8(threshold.needed);
    writer.u8(threshold.total);
    wire::write_list(writer, envelopes);
}

TokenWrap TokenWrap::read(wire::Reader& reader) {
    TokenWrap wrap;
    reader.enumeration(WrapKind::token_group);
    wrap.threshold.needed = reader.u8();
    wrap.threshold.total = reader.u8();
    wrap.envelopes = wire::read_list<Envelope>(reader, envelopes_max);
    if (!wrap.threshold.is_valid() || wrap.envelopes.size() != wrap.threshold.total) {
        reader.fail_value();
    }
    return wrap;
}

const Envelope* TokenWrap::envelope_of(const Digest& token_key_id) const {
    for (const auto& envelope : envelopes) {
        if (envelope.token.key_id == token_key_id) return &envelope;
    }
    return nullptr;
}

void KeyRecord::write(wire::Writer& writer) const {
    writer.text(environment);
    writer.enumeration(subject);
    writer.raw(subject_id);
    writer.u32(version);
    wire::write_list(writer, wraps);
}

KeyRecord KeyRecord::read(wire::Reader& reader) {
    KeyRecord record;
    record.environment = reader.text(text_max);
    record.subject = reader.enumeration(KeySubject::vault_data_key);
    reader.copy_into(record.subject_id);
    record.version = reader.u32();
    record.wraps = wire::read_list<TokenWrap>(reader, wraps_max);
    return record;
}

ShareContext KeyRecord::context_of(const TokenWrap& wrap, const Envelope& envelope) const {
    ShareContext context;
    context.environment = environment;
    context.subject = subject;
    context.subject_id = subject_id;
    context.key_version = version;
    context.index = envelope.index;
    context.needed = wrap.threshold.needed;
    context.total = wrap.threshold.total;
    context.token_key_id = envelope.token.key_id;
    context.token_serial = envelope.token.serial;
    context.generation = envelope.token.generation;
    return context;
}

}  // namespace sealwright::hsm
