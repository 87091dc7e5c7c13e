#include "public_area.hpp"

#include "sealwright/attest/errors.hpp"
#include "sealwright/wire/reader.hpp"
#include "sealwright/wire/writer.hpp"

namespace sealwright::attest {
namespace {

constexpr std::size_t part_max = 512;  // An RSA-4096 modulus.

Bytes read_sized(wire::Reader& reader) {
    const auto size = reader.u16();
    if (size > part_max) reader.fail_value();
    const auto bytes = reader.raw(size);
    return {bytes.begin(), bytes.end()};
}

void write_sized(wire::Writer& writer, View bytes) {
    writer.u16(static_cast<std::uint16_t>(bytes.size()));
    writer.raw(bytes);
}

Cipher read_cipher(wire::Reader& reader) {
    Cipher cipher;
    cipher.algorithm = reader.u16();
    if (cipher.algorithm == tpm::null) return cipher;
    // XOR has another form, and no storage key may use it.
    if (cipher.algorithm == tpm::xor_cipher) reader.fail_value();
    cipher.key_bits = reader.u16();
    cipher.mode = reader.u16();
    return cipher;
}

void write_cipher(wire::Writer& writer, const Cipher& cipher) {
    writer.u16(cipher.algorithm);
    if (cipher.algorithm == tpm::null) return;
    writer.u16(cipher.key_bits);
    writer.u16(cipher.mode);
}

bool has_hash(const Scheme& scheme) {
    return scheme.algorithm != tpm::null && scheme.algorithm != tpm::rsaes;
}

Scheme read_scheme(wire::Reader& reader) {
    Scheme scheme;
    scheme.algorithm = reader.u16();
    if (has_hash(scheme)) scheme.hash = reader.u16();
    if (scheme.algorithm == tpm::ecdaa) scheme.count = reader.u16();
    return scheme;
}

void write_scheme(wire::Writer& writer, const Scheme& scheme) {
    writer.u16(scheme.algorithm);
    if (has_hash(scheme)) writer.u16(scheme.hash);
    if (scheme.algorithm == tpm::ecdaa) writer.u16(scheme.count);
}

}  // namespace

Result<PublicArea> PublicArea::read(View bytes) {
    wire::Reader reader(bytes);
    PublicArea area;
    area.type = reader.u16();
    area.name_hash = reader.u16();
    area.attributes = reader.u32();
    area.policy = read_sized(reader);
    area.cipher = read_cipher(reader);
    area.scheme = read_scheme(reader);
    if (area.type == tpm::rsa) {
        area.key_bits = reader.u16();
        area.exponent = reader.u32();
        area.first = read_sized(reader);
    } else if (area.type == tpm::ecc) {
        area.curve = reader.u16();
        area.derivation = read_scheme(reader);
        area.first = read_sized(reader);
        area.second = read_sized(reader);
    } else {
        reader.fail_value();
    }
    if (!reader.finish()) {
        return Error(
            errors::public_area_form,
            {fact("bytes", std::uint64_t{bytes.size()}), fact("type", std::uint64_t{area.type})});
    }
    return area;
}

Bytes PublicArea::encode() const {
    wire::Writer writer;
    writer.u16(type);
    writer.u16(name_hash);
    writer.u32(attributes);
    write_sized(writer, policy);
    write_cipher(writer, cipher);
    write_scheme(writer, scheme);
    if (type == tpm::rsa) {
        writer.u16(key_bits);
        writer.u32(exponent);
        write_sized(writer, first);
    } else {
        writer.u16(curve);
        write_scheme(writer, derivation);
        write_sized(writer, first);
        write_sized(writer, second);
    }
    return writer.copy();
}

}  // namespace sealwright::attest
