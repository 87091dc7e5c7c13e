// CustodianFile: a custodian's holdings under a passphrase, as the bytes of one file.
//
// The cost of a try stands in clear, is bound to what is sealed, and is checked before anything is
// allocated. Inside, each secret is sealed once more by itself, so that none is ever in memory that
// is not guarded. Each writing is sealed under a fresh salt. Pure: whoever has the bytes writes
// them under a new name. Process: cli. Sizes: at most 1 MiB. Spec: docs/protocol/ceremony.md
// section 8.
#pragma once

#include "sealwright/crypto/derive.hpp"
#include "sealwright/custody/holdings.hpp"

namespace sealwright::custody {

inline constexpr std::size_t custodian_file_max = std::size_t{1024} * 1024;
inline constexpr std::size_t custodian_passphrase_min = 12;

// The file as it lies there, not opened.
struct SealedFile {
    crypto::Effort effort;
    crypto::EffortSalt salt{};
    Bytes sealed;

    [[nodiscard]] Bytes head() const;
    [[nodiscard]] Bytes bytes() const;
    static Result<SealedFile> read(View bytes);
};

class CustodianFile {
public:
    // One that holds nothing yet.
    static Result<CustodianFile> make(View passphrase,
                                      const crypto::Effort& effort,
                                      Random& random);
    static Result<CustodianFile> open(const SealedFile& file, View passphrase);
    // The same holdings under another passphrase.
    Result<void> change_passphrase(View passphrase, const crypto::Effort& effort, Random& random);

    [[nodiscard]] Bytes bytes(Random& random) const;

    Holdings holdings;

private:
    explicit CustodianFile(crypto::PassphraseKey key) : key_(std::move(key)) {}

    SealedFile head_;
    crypto::PassphraseKey key_;
};

}  // namespace sealwright::custody
