#include "keyring.hpp"

namespace sealwright::keeper {
namespace {

constexpr std::uint32_t service_key_version = 1;

Bytes entry_place(const InstanceId& instance, std::uint64_t sequence) {
    wire::Writer writer;
    writer.text("journal");
    writer.id(instance);
    writer.u64(sequence);
    return writer.copy();
}

// Names vault, purpose and N, so that no seal key opens in another's place.
Bytes seal_key_place(const Vault& vault, std::uint32_t version) {
    records::RowPlace place;
    place.key = "sealkey/" + to_hex(vault.id.bytes()) + "/" + std::to_string(version);
    place.subject = vault.id.bytes();
    place.environment = vault.provenance.environment;
    place.purpose = "seal-key";
    place.key_version = vault.data_key_version;
    place.row_version = 1;
    return records::associated_data(place);
}

crypto::RecordKey seal_key_wrapping_key(const hsm::client::SharedKey& data_key,
                                        const Vault& vault) {
    return crypto::KeyDeriver::record_key(
        data_key.ref(), "seal-key", vault.id.bytes(), vault.data_key_version);
}

}  // namespace

Keyring::Keyring(const hsm::client::SharedKey& service_key, const Installation& installation)
    : installation_(installation.id.bytes()),
      environment_(installation.provenance.environment),
      instance_(installation.provenance.instance),
      row_key_(crypto::KeyDeriver::record_key(
          service_key.ref(), "row", installation_, service_key_version)),
      journal_key_(crypto::KeyDeriver::record_key(
          service_key.ref(), "journal", installation_, service_key_version)),
      identity_key_(crypto::KeyDeriver::record_key(
          service_key.ref(), "identity", installation_, service_key_version)) {}

Bytes Keyring::pepper_place(const Digest& group) const {
    return records::associated_data(place("pepper/" + to_hex(group), 1));
}

records::RowPlace Keyring::place(const std::string& key, std::uint64_t version) const {
    return {key, installation_, environment_, "row", service_key_version, version};
}

Bytes Keyring::seal_row(const std::string& key,
                        std::uint64_t version,
                        View plaintext,
                        Random& random) const {
    return records::seal_row(row_key_.ref(), place(key, version), plaintext, random);
}

Result<WipedBytes> Keyring::open_row(const std::string& key,
                                     std::uint64_t version,
                                     View sealed) const {
    return records::open_row(row_key_.ref(), place(key, version), sealed);
}

Bytes Keyring::seal_entry(std::uint64_t sequence, View entry, Random& random) const {
    return crypto::RecordSealer::seal(
        journal_key_.ref(), entry_place(instance_, sequence), entry, random);
}

Result<WipedBytes> Keyring::open_entry(std::uint64_t sequence, View sealed) const {
    return crypto::RecordSealer::open(journal_key_.ref(), entry_place(instance_, sequence), sealed);
}

Bytes Keyring::seal_identity(const crypto::SigningSeed& seed, Random& random) const {
    return crypto::RecordSealer::seal_key(identity_key_.ref(), view_of("identity"), seed, random);
}

Result<crypto::SigningSeed> Keyring::open_identity(View sealed) const {
    return crypto::RecordSealer::open_key<crypto::SigningSeedTag>(
        identity_key_.ref(), view_of("identity"), sealed);
}

Bytes Keyring::seal_pepper(const threshold::Pepper& pepper,
                           const Digest& group,
                           Random& random) const {
    return crypto::RecordSealer::seal_key(row_key_.ref(), pepper_place(group), pepper, random);
}

Result<threshold::Pepper> Keyring::open_pepper(const Digest& group, View sealed) const {
    return crypto::RecordSealer::open_key<threshold::PepperTag>(
        row_key_.ref(), pepper_place(group), sealed);
}

Bytes seal_seal_key(const hsm::client::SharedKey& data_key,
                    const Vault& vault,
                    const seal::SealKey& seal_key,
                    Random& random) {
    const auto key = seal_key_wrapping_key(data_key, vault);
    return crypto::RecordSealer::seal_key(
        key.ref(), seal_key_place(vault, vault.seal_key_version), seal_key, random);
}

Result<seal::SealKey> open_seal_key(const hsm::client::SharedKey& data_key,
                                    const Vault& vault,
                                    std::uint32_t version,
                                    View sealed) {
    const auto key = seal_key_wrapping_key(data_key, vault);
    return crypto::RecordSealer::open_key<seal::SealKeyTag>(
        key.ref(), seal_key_place(vault, version), sealed);
}

}  // namespace sealwright::keeper
