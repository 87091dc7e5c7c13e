// KeyFile: a person's Ed25519 key under a passphrase, as the bytes of one file.
//
// Name, public key and the cost of a try are in clear and bound to what is sealed. The cost is
// checked before anything is allocated, and the seed that comes out has to be that of the public
// key. Pure. Process: cli. Sizes: at most 512 bytes. Spec: docs/protocol/acts.md section 12.
#pragma once

#include "sealwright/core/now.hpp"
#include "sealwright/crypto/derive.hpp"
#include "sealwright/person/signer.hpp"

#include <memory>

namespace sealwright::person {

inline constexpr std::size_t key_file_max = 512;
inline constexpr std::size_t passphrase_min = 12;

class KeyFile {
public:
    // A new key.
    static Result<KeyFile> make(std::string_view name,
                                View passphrase,
                                const crypto::Effort& effort,
                                Random& random);
    static Result<KeyFile> read(View bytes);

    [[nodiscard]] Bytes bytes() const;
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const crypto::PublicKey& key() const { return key_; }

    [[nodiscard]] Result<std::unique_ptr<Signer>> open(View passphrase) const;
    // The same key under another passphrase.
    [[nodiscard]] Result<KeyFile> with_passphrase(View old_one,
                                                  View new_one,
                                                  const crypto::Effort& effort,
                                                  Random& random) const;

private:
    KeyFile() = default;

    static Result<KeyFile> seal(std::string_view name,
                                const crypto::SigningSeed& seed,
                                View passphrase,
                                const crypto::Effort& effort,
                                Random& random);
    [[nodiscard]] Bytes head() const;
    [[nodiscard]] Result<crypto::SigningSeed> seed(View passphrase) const;

    std::string name_;
    crypto::PublicKey key_{};
    crypto::Effort effort_;
    crypto::EffortSalt salt_{};
    Bytes sealed_;
};

}  // namespace sealwright::person
