#include "sealwright/custody/contribution.hpp"

#include "sealwright/crypto/derive.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/wire/copies.hpp"

namespace sealwright::custody {
namespace {

constexpr std::size_t certificate_size = 66;

}  // namespace

Digest contribution_digest(std::uint8_t round, View contribution) {
    return crypto::th("ceremony/contribution", {View(&round, 1), contribution});
}

void Confirmation::write(wire::Writer& writer) const {
    writer.raw(found);
    writer.bytes(certificate);
}

Confirmation Confirmation::read(wire::Reader& reader) {
    Confirmation confirmation;
    confirmation.found = reader.digest();
    confirmation.certificate = wire::copy_of(reader.bytes(certificate_size));
    return confirmation;
}

Digest pepper_digest(const threshold::Pepper& pepper, const Digest& group) {
    return crypto::KeyDeriver::digest_of(pepper.ref(), "custodian/pepper", group);
}

Result<Bytes> seal_pepper(const threshold::Pepper& pepper,
                          const crypto::ExchangeKey& to,
                          const Digest& context,
                          Random& random) {
    return crypto::Hpke::seal_key(
        to, context, pepper.ref(), crypto::ExchangePair::generate(random));
}

Result<threshold::Pepper> open_pepper(const crypto::ExchangePair& own,
                                      const Digest& context,
                                      View sealed) {
    return crypto::Hpke::open_key<threshold::PepperTag>(own, context, sealed);
}

Digest pepper_context(const Digest& transcript, threshold::Index custodian) {
    return crypto::th("custodian/pepper-box", {transcript, custodian.bytes()});
}

Digest pepper_context(const threshold::Occasion& occasion) {
    return crypto::th("recovery/pepper-box", {occasion.ceremony, occasion.recipient});
}

}  // namespace sealwright::custody
