#include "sealwright/threshold/ciphertext.hpp"

#include "sealwright/crypto/hash.hpp"
#include "sealwright/threshold/errors.hpp"
#include "wire_scalar.hpp"

namespace sealwright::threshold {
namespace {

// TDH2, ristretto255, first form.
constexpr std::string_view magic = "T2R1";

}  // namespace

void Ciphertext::write(wire::Writer& writer) const {
    writer.raw(view_of(magic));
    writer.raw(ephemeral.bytes());
    writer.raw(second_ephemeral.bytes());
    writer.raw(commitment);
    proof.write(writer);
    writer.bytes(body);
}

Ciphertext Ciphertext::read(wire::Reader& reader) {
    if (text_of(reader.raw(magic.size())) != magic) reader.fail_value();
    const auto ephemeral = read_point(reader);
    Ciphertext ciphertext{ephemeral, read_point(reader)};
    ciphertext.commitment = reader.digest();
    ciphertext.proof = DleqProof::read(reader);
    if (reader.u32() != ciphertext.body.size()) reader.fail_value();
    reader.copy_into(ciphertext.body);
    return ciphertext;
}

Result<Ciphertext> Ciphertext::parse(View bytes) {
    auto ciphertext = wire::decode<Ciphertext>(bytes);
    if (!ciphertext) return errors::ciphertext_invalid;
    return ciphertext;
}

Result<void> check_sealed(const GroupKey& key, const Label& label, const Ciphertext& ciphertext) {
    if (label.group != key.id()) return errors::ciphertext_invalid;
    return check_sealed(key, label.bytes(), ciphertext);
}

Result<void> check_sealed(const GroupKey& key, View label, const Ciphertext& ciphertext) {
    const auto base = Element::base();
    const Element ephemeral(ciphertext.ephemeral);
    const Element second_base(key.second_base());
    const Element second(ciphertext.second_ephemeral);
    const DleqStatement statement{base, ephemeral, {{second_base, second}}};
    const auto domain = encryption_domain(key, label, ciphertext.commitment, ciphertext.body);
    if (!verify(statement, ciphertext.proof, domain)) return errors::ciphertext_invalid;
    return done;
}

Domain encryption_domain(const GroupKey& key, View label, const Digest& commitment, View body) {
    return Domain::of(Domain::Role::encryption,
                      crypto::th("tdh2/enc", {key.point().bytes(), label, commitment, body}));
}

}  // namespace sealwright::threshold
