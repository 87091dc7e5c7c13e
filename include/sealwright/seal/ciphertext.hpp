// The ciphertexts that a vault stores: `vault:v<N>:` and base64 of header and sealed value.
//
// The header says, in clear and authenticated, which vault, class, N and node sealed it and when,
// so policy is asked before any key is touched. A vault parses only the three parts; N is its
// re-wrap trigger. Bound to the vault, never to a node: any node of the vault may open it. Process:
// keeper. Sizes: header 46 bytes. Spec: docs/protocol/seal.md section 4.
#pragma once

#include "sealwright/claims/seal_class.hpp"
#include "sealwright/core/ids.hpp"
#include "sealwright/core/secret.hpp"
#include "sealwright/wire/codec.hpp"

#include <string>
#include <string_view>

namespace sealwright::seal {

using SealKey = Secret<32, struct SealKeyTag>;

struct SealHeader {
    VaultId vault;
    claims::SealClass seal_class{};
    std::uint32_t version = 0;  // N
    NodeId node;
    std::uint64_t sealed_ms = 0;  // Wall time.

    void write(wire::Writer& writer) const;
    static SealHeader read(wire::Reader& reader);
    bool operator==(const SealHeader&) const = default;
};

struct Ciphertext {
    SealHeader header;
    Bytes sealed;
};

// Parses strictly: one canonical text for each ciphertext.
Result<Ciphertext> parse_ciphertext(std::string_view text);

std::string seal_value(const SealKey& key,
                       const SealHeader& header,
                       std::string_view environment,
                       View plaintext,
                       Random& random);
Result<WipedBytes> open_value(const SealKey& key,
                              const Ciphertext& ciphertext,
                              std::string_view environment);

// Whether a decrypt of this text would give exactly this plaintext: asked of every sealed value
// before it is answered, since a vault that stores one bad answer never opens again.
bool reads_back(const SealKey& key,
                std::string_view text,
                std::string_view environment,
                View plaintext);

// The answer to a probe: the true N and 32 random bytes that nobody decrypts.
std::string probe_text(std::uint32_t version, Random& random);

}  // namespace sealwright::seal
