#include "sealwright/records/row.hpp"

#include "sealwright/wire/writer.hpp"

namespace sealwright::records {

Bytes associated_data(const RowPlace& place) {
    wire::Writer writer;
    writer.u16(static_cast<std::uint16_t>(crypto::Suite::row_aead));
    writer.text(place.key);
    writer.raw(place.subject);
    writer.text(place.environment);
    writer.text(place.purpose);
    writer.u32(place.key_version);
    writer.u64(place.row_version);
    return writer.copy();
}

Bytes seal_row(SecretRef<32> key, const RowPlace& place, View plaintext, Random& random) {
    return crypto::RecordSealer::seal(key, associated_data(place), plaintext, random);
}

Result<WipedBytes> open_row(SecretRef<32> key, const RowPlace& place, View sealed) {
    return crypto::RecordSealer::open(key, associated_data(place), sealed);
}

}  // namespace sealwright::records
