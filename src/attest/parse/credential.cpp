#include "credential.hpp"

#include "curve.hpp"
#include "sealwright/attest/errors.hpp"
#include "sealwright/wire/writer.hpp"

#include <cryptopp/aes.h>
#include <cryptopp/eccrypto.h>
#include <cryptopp/ecp.h>
#include <cryptopp/hmac.h>
#include <cryptopp/modes.h>
#include <cryptopp/oaep.h>
#include <cryptopp/oids.h>
#include <cryptopp/rsa.h>
#include <cryptopp/sha.h>

#include <array>
#include <exception>
#include <string_view>

namespace sealwright::attest {
namespace {

using CryptoPP::ECP;
using CryptoPP::Integer;
using Curve = CryptoPP::DL_GroupParameters_EC<ECP>;

// Each is one string with its NUL: the standard's labels end with one.
constexpr std::string_view label_identity{"IDENTITY\0", 9};
constexpr std::string_view label_storage{"STORAGE\0", 8};
constexpr std::string_view label_integrity{"INTEGRITY\0", 10};

// Crypto++ asks for randomness in its own way.
class Randomness final : public CryptoPP::RandomNumberGenerator {
public:
    explicit Randomness(Random& random) : random_(random) {}
    void GenerateBlock(CryptoPP::byte* out, std::size_t size) override {
        random_.fill({out, size});
    }

private:
    Random& random_;
};

// One block suffices: no key here is longer than its hash.
template <class Hash>
WipedBytes kdf_a(View key, std::string_view label, View context, std::uint32_t bits) {
    wire::Writer input;
    input.u32(1);
    input.raw(view_of(label));
    input.raw(context);
    input.u32(bits);
    WipedBytes out(Hash::DIGESTSIZE);
    CryptoPP::HMAC<Hash> mac(key.data(), key.size());
    mac.CalculateDigest(out.data(), input.view().data(), input.view().size());
    out.resize(bits / 8);
    return out;
}

template <class Hash>
WipedBytes kdf_e(View z, std::string_view label, View party_u, View party_v) {
    wire::Writer input;
    input.u32(1);
    input.raw(z);
    input.raw(view_of(label));
    input.raw(party_u);
    input.raw(party_v);
    WipedBytes out(Hash::DIGESTSIZE);
    Hash().CalculateDigest(out.data(), input.view().data(), input.view().size());
    return out;
}

Bytes sized(View bytes) {
    wire::Writer writer;
    writer.u16(static_cast<std::uint16_t>(bytes.size()));
    writer.raw(bytes);
    return writer.copy();
}

struct Seed {
    WipedBytes bytes;
    Bytes encrypted;  // TPM2B_ENCRYPTED_SECRET
};

template <class Hash>
Seed seed_for_rsa(const EndorsementKey& key, Randomness& randomness) {
    Seed seed;
    seed.bytes.resize(Hash::DIGESTSIZE);
    randomness.GenerateBlock(seed.bytes.data(), seed.bytes.size());
    typename CryptoPP::RSAES<CryptoPP::OAEP<Hash>>::Encryptor encryptor;
    encryptor.AccessKey().Initialize(Integer(key.first.data(), key.first.size()), Integer(65537L));
    const auto label = view_of(label_identity);
    const auto parameters =
        CryptoPP::MakeParameters(CryptoPP::Name::EncodingParameters(),
                                 CryptoPP::ConstByteArrayParameter(label.data(), label.size()));
    Bytes encrypted(encryptor.CiphertextLength(seed.bytes.size()));
    encryptor.Encrypt(
        randomness, seed.bytes.data(), seed.bytes.size(), encrypted.data(), parameters);
    seed.encrypted = sized(encrypted);
    return seed;
}

WipedBytes padded(const Integer& number, std::size_t size) {
    WipedBytes out(size);
    number.Encode(out.data(), out.size());
    return out;
}

using Agree = WipedBytes (*)(View scalar, View x, View y);

template <class Hash>
Seed seed_for_curve(const EndorsementKey& key,
                    const CryptoPP::OID& name,
                    Agree agree,
                    Randomness& randomness) {
    const Curve curve(name);
    const auto size = key.first.size();
    // Used once and forgotten with this process, so that Crypto++'s timing tells nobody anything.
    const Integer scalar(randomness, Integer::One(), curve.GetMaxExponent());
    const auto ours = curve.ExponentiateBase(scalar);
    const auto shared = agree(padded(scalar, size), key.first, key.second);
    const auto x = padded(ours.x, size);
    const auto y = padded(ours.y, size);
    Seed seed;
    seed.bytes = kdf_e<Hash>(shared, label_identity, x, key.first);
    Bytes point = sized(x);
    const auto second = sized(y);
    point.insert(point.end(), second.begin(), second.end());
    seed.encrypted = sized(point);
    return seed;
}

template <class Hash>
Credential wrap(Seed seed, std::uint32_t key_bits, View name, View secret) {
    const auto key = kdf_a<Hash>(seed.bytes, label_storage, name, key_bits);
    const auto mac_key = kdf_a<Hash>(seed.bytes, label_integrity, {}, 8 * Hash::DIGESTSIZE);

    wire::Writer inner;
    inner.u16(static_cast<std::uint16_t>(secret.size()));
    inner.raw(secret);
    Bytes identity(inner.view().size());
    constexpr std::array<std::uint8_t, CryptoPP::AES::BLOCKSIZE> from_zero{};
    CryptoPP::CFB_Mode<CryptoPP::AES>::Encryption cipher(key.data(), key.size(), from_zero.data());
    cipher.ProcessData(identity.data(), inner.view().data(), identity.size());

    CryptoPP::HMAC<Hash> mac(mac_key.data(), mac_key.size());
    mac.Update(identity.data(), identity.size());
    mac.Update(name.data(), name.size());
    Bytes code(Hash::DIGESTSIZE);
    mac.Final(code.data());

    auto object = sized(code);
    object.insert(object.end(), identity.begin(), identity.end());
    return {sized(object), std::move(seed.encrypted)};
}

template <class Hash>
constexpr std::size_t secret_max = Hash::DIGESTSIZE;

Result<Credential> make(const EndorsementKey& key, View name, View secret, Randomness& random) {
    using CryptoPP::SHA256;
    using CryptoPP::SHA384;
    switch (key.of) {
        case EndorsementTemplate::rsa_2048:
            if (secret.size() > secret_max<SHA256>) return errors::credential_impossible;
            return wrap<SHA256>(seed_for_rsa<SHA256>(key, random), 128, name, secret);
        case EndorsementTemplate::p256:
            if (secret.size() > secret_max<SHA256>) return errors::credential_impossible;
            return wrap<SHA256>(
                seed_for_curve<SHA256>(key, CryptoPP::ASN1::secp256r1(), agreed_p256, random),
                128,
                name,
                secret);
        case EndorsementTemplate::p384:
            if (secret.size() > secret_max<SHA384>) return errors::credential_impossible;
            return wrap<SHA384>(
                seed_for_curve<SHA384>(key, CryptoPP::ASN1::secp384r1(), agreed_p384, random),
                256,
                name,
                secret);
    }
    return errors::credential_impossible;
}

}  // namespace

Result<Credential> make_credential(const EndorsementKey& key,
                                   View name,
                                   View secret,
                                   Random& random) {
    if (secret.empty()) return errors::credential_impossible;
    Randomness randomness(random);
    // Crypto++ says by throwing what it cannot do: a modulus too small for the seed, say.
    try {
        return make(key, name, secret, randomness);
    } catch (const std::exception&) {
        return errors::credential_impossible;
    }
}

}  // namespace sealwright::attest
