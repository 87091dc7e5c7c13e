#include "forged.hpp"

#include "sealwright/crypto/hash.hpp"

#include <crypto++/eccrypto.h>
#include <crypto++/oids.h>
#include <crypto++/sha.h>

namespace sealwright::test {
namespace {

using Signer = CryptoPP::ECDSA_RFC6979<CryptoPP::ECP, CryptoPP::SHA256>;

void put(wire::Writer& writer, View sized) {
    writer.u16(static_cast<std::uint16_t>(sized.size()));
    writer.raw(sized);
}

Signer::PrivateKey private_key(const Bytes& secret) {
    Signer::PrivateKey key;
    key.Initialize(CryptoPP::ASN1::secp256r1(), CryptoPP::Integer(secret.data(), secret.size()));
    return key;
}

claims::PcrValues forged_values() {
    claims::PcrValues values;
    values.set = *claims::PcrSet::parse("0,7");
    for (const int each : {1, 8}) {
        Digest value{};
        value.fill(static_cast<std::uint8_t>(each));
        values.values.push_back(value);
    }
    return values;
}

ForgedAttest good_attest() {
    constexpr std::uint16_t sha256_bank = 0x000b;
    ForgedAttest attest;
    const auto binding = binding_of_quotes();
    attest.extra_data = {binding.begin(), binding.end()};
    attest.selections = selections(1, {selection(sha256_bank, {0x81, 0, 0})});
    wire::Writer values;
    for (const auto& value : forged_values().values) values.raw(value);
    const auto digest = crypto::sha256(values.view());
    attest.pcr_digest = {digest.begin(), digest.end()};
    return attest;
}

}  // namespace

Bytes ForgedAttest::bytes() const {
    wire::Writer writer;
    writer.u32(magic);
    writer.u16(type);
    put(writer, Bytes(34, 0xaa));  // The signer's name.
    put(writer, extra_data);
    writer.u64(1234);  // The clock.
    writer.u32(reset_count);
    writer.u32(restart_count);
    writer.u8(safe);
    writer.u64(firmware);
    writer.raw(selections);
    put(writer, pcr_digest);
    writer.raw(behind);
    return writer.copy();
}

Bytes selection(std::uint16_t algorithm, const Bytes& map) {
    wire::Writer writer;
    writer.u16(algorithm);
    writer.u8(static_cast<std::uint8_t>(map.size()));
    writer.raw(map);
    return writer.copy();
}

Bytes selections(std::uint32_t count, const std::vector<Bytes>& banks) {
    wire::Writer writer;
    writer.u32(count);
    for (const auto& bank : banks) writer.raw(bank);
    return writer.copy();
}

SoftwareKey::SoftwareKey(std::uint8_t number) : secret_(32, number) {}

attest::AttestationKey SoftwareKey::point() const {
    Signer::PublicKey key;
    private_key(secret_).MakePublicKey(key);
    attest::AttestationKey point;
    key.GetPublicElement().x.Encode(point.x.data(), point.x.size());
    key.GetPublicElement().y.Encode(point.y.data(), point.y.size());
    return point;
}

attest::Signature SoftwareKey::sign(View message) const {
    attest::Signature signature{};
    const Signer::Signer signer(private_key(secret_));
    // Deterministic: it asks no generator.
    signer.SignMessage(CryptoPP::NullRNG(), message.data(), message.size(), signature.data());
    return signature;
}

attest::TpmQuote forged_quote(const std::function<void(ForgedAttest&)>& change) {
    auto attest = good_attest();
    change(attest);
    attest::TpmQuote quote;
    quote.attested = attest.bytes();
    quote.signature = SoftwareKey().sign(quote.attested);
    quote.values = forged_values();
    return quote;
}

attest::QuoteRule forged_rule() {
    auto rule = good_rule();
    rule.key = SoftwareKey().point();
    rule.pcrs = forged_values().set;
    rule.baselines.front().values = forged_values();
    rule.baselines.front().firmware.reset();
    return rule;
}

}  // namespace sealwright::test
