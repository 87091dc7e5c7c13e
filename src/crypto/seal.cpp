#include "sealwright/crypto/seal.hpp"

#include "sealwright/crypto/errors.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/wire/reader.hpp"
#include "sealwright/wire/writer.hpp"

namespace sealwright::crypto {
namespace {

constexpr std::array<std::uint8_t, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES> zero_nonce{};
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;

struct Parts {
    Suite suite{};
    Salt salt{};
    Digest commitment{};
    View body;
};

Result<Parts> parse(View sealed, Suite expected) {
    wire::Reader reader(sealed);
    Parts parts;
    parts.suite = static_cast<Suite>(reader.u16());
    reader.copy_into(parts.salt);
    parts.commitment = reader.digest();
    parts.body = reader.raw(reader.remaining());
    TRY(reader.finish());
    if (parts.suite != expected) return errors::suite_unknown;
    if (parts.body.size() < tag_size) return errors::seal_broken;
    return parts;
}

Bytes encrypt(Suite suite,
              const Salt& salt,
              const CommittedKey& committed,
              View key_bytes,
              View associated_data,
              View plaintext) {
    wire::Writer writer;
    writer.u16(static_cast<std::uint16_t>(suite));
    writer.raw(salt);
    writer.raw(committed.commitment);
    Bytes sealed = writer.copy();

    const auto offset = sealed.size();
    sealed.resize(offset + plaintext.size() + tag_size);
    const auto result = crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + offset,
                                                                   nullptr,
                                                                   plaintext.data(),
                                                                   plaintext.size(),
                                                                   associated_data.data(),
                                                                   associated_data.size(),
                                                                   nullptr,
                                                                   zero_nonce.data(),
                                                                   key_bytes.data());
    check(result == 0);
    return sealed;
}

Result<void> decrypt(const Parts& parts,
                     const CommittedKey& committed,
                     View key_bytes,
                     View associated_data,
                     std::span<std::uint8_t> out) {
    const bool is_ours = equal(parts.commitment, committed.commitment);
    if (!is_ours) return errors::seal_broken;  // Public: whether it opens.
    if (out.size() != parts.body.size() - tag_size) return errors::seal_broken;
    const auto opened = crypto_aead_xchacha20poly1305_ietf_decrypt(out.data(),  // Public: opens.
                                                                   nullptr,
                                                                   nullptr,
                                                                   parts.body.data(),
                                                                   parts.body.size(),
                                                                   associated_data.data(),
                                                                   associated_data.size(),
                                                                   zero_nonce.data(),
                                                                   key_bytes.data());
    if (opened != 0) return errors::seal_broken;  // Public: whether it opens.
    return done;
}

}  // namespace

Bytes RecordSealer::seal(SecretRef<32> key, View associated_data, View plaintext, Random& random) {
    Salt salt{};
    random.fill(salt);
    const auto committed = KeyDeriver::row_key(key, salt, associated_data);
    return encrypt(Suite::row_aead,
                   salt,
                   committed,
                   committed.key.reveal(SecretAccess()),
                   associated_data,
                   plaintext);
}

Result<WipedBytes> RecordSealer::open(SecretRef<32> key, View associated_data, View sealed) {
    if (sealed.size() < overhead) return errors::seal_broken;
    WipedBytes out(sealed.size() - overhead);
    TRY(open_into(key, associated_data, sealed, out));
    return out;
}

Result<void> RecordSealer::open_into(SecretRef<32> key,
                                     View associated_data,
                                     View sealed,
                                     std::span<std::uint8_t> out) {
    TRY(parts, parse(sealed, Suite::row_aead));
    const auto committed = KeyDeriver::row_key(key, parts.salt, associated_data);
    return decrypt(parts, committed, committed.key.reveal(SecretAccess()), associated_data, out);
}

Bytes RecordSealer::seal_envelope(SecretRef<32> prf_output,
                                  const Salt& salt,
                                  View context,
                                  SecretRef<32> share) {
    const auto committed = KeyDeriver::envelope_key(prf_output);
    return encrypt(Suite::hsm_prf_envelope,
                   salt,
                   committed,
                   committed.key.reveal(SecretAccess()),
                   context,
                   share.reveal(SecretAccess()));
}

Result<void> RecordSealer::open_envelope(SecretRef<32> prf_output,
                                         View context,
                                         View envelope,
                                         Secret<32, ShareTag>& out) {
    TRY(parts, parse(envelope, Suite::hsm_prf_envelope));
    const auto committed = KeyDeriver::envelope_key(prf_output);
    return decrypt(
        parts, committed, committed.key.reveal(SecretAccess()), context, out.write(SecretAccess()));
}

Result<Salt> RecordSealer::envelope_salt(View envelope) {
    TRY(parts, parse(envelope, Suite::hsm_prf_envelope));
    return parts.salt;
}

}  // namespace sealwright::crypto
