// Row sealing: what binds a sealed row to its place, and nothing else.
//
// The associated data of a row names table, row, subject, environment, purpose, key version and row
// version, so a row that was moved to another key, vault or version does not open. Replaying an old
// version is refused by its version, which must be the one the journal's state digest covers.
// Process: keeper. Spec: docs/protocol/keys.md section 5.
#pragma once

#include "sealwright/core/ids.hpp"
#include "sealwright/core/secret.hpp"
#include "sealwright/crypto/seal.hpp"

#include <string>

namespace sealwright::records {

struct RowPlace {
    std::string key;    // "vault/<hex>": table and row.
    IdBytes subject{};  // The vault, or the installation.
    std::string environment;
    std::string purpose;  // "row", "seal-key", …
    std::uint32_t key_version = 0;
    std::uint64_t row_version = 0;
};

Bytes associated_data(const RowPlace& place);

Bytes seal_row(SecretRef<32> key, const RowPlace& place, View plaintext, Random& random);
Result<WipedBytes> open_row(SecretRef<32> key, const RowPlace& place, View sealed);

}  // namespace sealwright::records
