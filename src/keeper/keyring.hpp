// Keyring: the keys that are resident in an open keeper, and what they open.
//
// The service key opens the rows that are not a vault's secrets, the journal at rest and the
// identity seed; it never opens a vault record, whose keys come from the vault's own data key.
// Process: keeper. Spec: docs/protocol/keys.md section 1.
#pragma once

#include "sealwright/crypto/derive.hpp"
#include "sealwright/crypto/sign.hpp"
#include "sealwright/hsm/client/key_opener.hpp"
#include "sealwright/records/row.hpp"
#include "sealwright/seal/ciphertext.hpp"
#include "sealwright/threshold/tdh2.hpp"
#include "state.hpp"

namespace sealwright::keeper {

class Keyring {
public:
    Keyring(const hsm::client::SharedKey& service_key, const Installation& installation);

    [[nodiscard]] Bytes seal_row(const std::string& key,
                                 std::uint64_t version,
                                 View plaintext,
                                 Random& random) const;
    [[nodiscard]] Result<WipedBytes> open_row(const std::string& key,
                                              std::uint64_t version,
                                              View sealed) const;

    [[nodiscard]] Bytes seal_entry(std::uint64_t sequence, View entry, Random& random) const;
    [[nodiscard]] Result<WipedBytes> open_entry(std::uint64_t sequence, View sealed) const;

    [[nodiscard]] Bytes seal_identity(const crypto::SigningSeed& seed, Random& random) const;
    [[nodiscard]] Result<crypto::SigningSeed> open_identity(View sealed) const;

    // Of the group whose key is `group`: what its custodians hold beside their shares.
    [[nodiscard]] Bytes seal_pepper(const threshold::Pepper& pepper,
                                    const Digest& group,
                                    Random& random) const;
    [[nodiscard]] Result<threshold::Pepper> open_pepper(const Digest& group, View sealed) const;

private:
    [[nodiscard]] Bytes pepper_place(const Digest& group) const;
    [[nodiscard]] records::RowPlace place(const std::string& key, std::uint64_t version) const;

    IdBytes installation_;
    std::string environment_;
    InstanceId instance_;
    crypto::RecordKey row_key_;
    crypto::RecordKey journal_key_;
    crypto::RecordKey identity_key_;
};

// Seal keys rest under the vault's data key, which exists for one request at a time.
Bytes seal_seal_key(const hsm::client::SharedKey& data_key,
                    const Vault& vault,
                    const seal::SealKey& seal_key,
                    Random& random);
Result<seal::SealKey> open_seal_key(const hsm::client::SharedKey& data_key,
                                    const Vault& vault,
                                    std::uint32_t version,
                                    View sealed);

}  // namespace sealwright::keeper
