#include "sealwright/seal/ciphertext.hpp"

#include "sealwright/crypto/hash.hpp"
#include "sealwright/crypto/seal.hpp"
#include "sealwright/seal/body.hpp"
#include "sealwright/seal/errors.hpp"

#include <charconv>

namespace sealwright::seal {
namespace {

constexpr std::uint8_t format = 1;
constexpr std::size_t header_size = 1 + 16 + 1 + 4 + 16 + 8;
constexpr std::string_view prefix = "vault:v";

std::string in_vault_form(std::uint32_t version, View bytes) {
    return std::string(prefix) + std::to_string(version) + ":" + to_base64(bytes);
}

Bytes associated_data(const SealHeader& header, std::string_view environment) {
    wire::Writer writer;
    header.write(writer);
    writer.text(environment);
    return writer.copy();
}

// N: decimal, no leading zero, not 0.
Result<std::uint32_t> parse_version(std::string_view digits) {
    std::uint32_t version = 0;
    const auto* end = digits.data() + digits.size();
    const auto [stopped, error] = std::from_chars(digits.data(), end, version);
    if (error != std::errc() || stopped != end) return errors::ciphertext_form;
    if (version == 0 || digits.front() == '0') return errors::ciphertext_form;
    return version;
}

}  // namespace

void SealHeader::write(wire::Writer& writer) const {
    writer.u8(format);
    writer.id(vault);
    writer.enumeration(seal_class);
    writer.u32(version);
    writer.id(node);
    writer.u64(sealed_ms);
}

SealHeader SealHeader::read(wire::Reader& reader) {
    SealHeader header;
    if (reader.u8() != format) reader.fail_value();
    header.vault = reader.id<VaultId>();
    header.seal_class = reader.enumeration(claims::seal_class_last);
    header.version = reader.u32();
    header.node = reader.id<NodeId>();
    header.sealed_ms = reader.u64();
    return header;
}

Result<Ciphertext> parse_ciphertext(std::string_view text) {
    if (!text.starts_with(prefix)) return errors::ciphertext_form;
    const auto colon = text.find(':', prefix.size());
    if (colon == std::string_view::npos || colon == prefix.size()) return errors::ciphertext_form;
    TRY(version, parse_version(text.substr(prefix.size(), colon - prefix.size())));
    auto bytes = from_base64(text.substr(colon + 1));
    if (!bytes || bytes->size() < header_size) return errors::ciphertext_form;

    const auto header = wire::decode<SealHeader>(View(*bytes).first(header_size));
    if (!header || header->version != version) return errors::ciphertext_form;
    const auto sealed = View(*bytes).subspan(header_size);
    return Ciphertext{*header, Bytes(sealed.begin(), sealed.end())};
}

std::string seal_value(const SealKey& key,
                       const SealHeader& header,
                       std::string_view environment,
                       View plaintext,
                       Random& random) {
    auto bytes = wire::encode_public(header);
    const auto sealed = crypto::RecordSealer::seal(
        key.ref(), associated_data(header, environment), plaintext, random);
    bytes.insert(bytes.end(), sealed.begin(), sealed.end());
    return in_vault_form(header.version, bytes);
}

Result<WipedBytes> open_value(const SealKey& key,
                              const Ciphertext& ciphertext,
                              std::string_view environment) {
    return crypto::RecordSealer::open(
        key.ref(), associated_data(ciphertext.header, environment), ciphertext.sealed);
}

bool reads_back(const SealKey& key,
                std::string_view text,
                std::string_view environment,
                View plaintext) {
    const auto parsed = parse_ciphertext(text);
    if (!parsed) return false;
    const auto opened = open_value(key, *parsed, environment);
    return opened && crypto::equal(*opened, plaintext);
}

std::string probe_text(std::uint32_t version, Random& random) {
    std::array<std::uint8_t, 32> bytes{};
    random.fill(bytes);
    return in_vault_form(version, bytes);
}

}  // namespace sealwright::seal
