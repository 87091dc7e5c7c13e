#include "sealwright/hsm/context.hpp"

#include "sealwright/crypto/hash.hpp"
#include "sealwright/crypto/seal.hpp"

namespace sealwright::hsm {
namespace {

constexpr std::size_t text_max = 64;

}  // namespace

void ShareContext::write(wire::Writer& writer) const {
    writer.u16(static_cast<std::uint16_t>(crypto::Suite::hsm_prf_envelope));
    writer.text(environment);
    writer.enumeration(subject);
    writer.raw(subject_id);
    writer.u32(key_version);
    writer.u8(index);
    writer.u8(needed);
    writer.u8(total);
    writer.raw(token_key_id);
    writer.text(token_serial);
    writer.u32(generation);
}

ShareContext ShareContext::read(wire::Reader& reader) {
    ShareContext context;
    const auto suite = static_cast<crypto::Suite>(reader.u16());
    if (suite != crypto::Suite::hsm_prf_envelope) reader.fail_value();
    context.environment = reader.text(text_max);
    context.subject = reader.enumeration(KeySubject::vault_data_key);
    reader.copy_into(context.subject_id);
    context.key_version = reader.u32();
    context.index = reader.u8();
    context.needed = reader.u8();
    context.total = reader.u8();
    context.token_key_id = reader.digest();
    context.token_serial = reader.text(text_max);
    context.generation = reader.u32();
    if (context.index == 0 || context.index > context.total) reader.fail_value();
    return context;
}

Digest prf_input(View context, View salt) {
    return crypto::th("hsm-prf/v1", {context, salt});
}

std::string token_key_label(std::uint32_t generation) {
    return std::string(token_key_label_prefix) + std::to_string(generation);
}

Digest token_key_id(std::string_view serial, std::uint32_t generation) {
    wire::Writer number;
    number.u32(generation);
    return crypto::th("kek-id", {view_of(serial), number.view()});
}

}  // namespace sealwright::hsm
