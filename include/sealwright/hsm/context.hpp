// ShareContext: what one share's envelope is bound to, inside the token's HMAC.
//
// Canonical: one fixed layout, read strictly, so the token can refuse a context that is not
// canonical or names another token, generation or environment. The PRF input is TH("hsm-prf/v1";
// context, salt). Process: keeper writes, token reads. Spec: docs/protocol/keys.md section 4.
#pragma once

#include "sealwright/core/bytes.hpp"
#include "sealwright/core/ids.hpp"
#include "sealwright/core/result.hpp"
#include "sealwright/wire/codec.hpp"

#include <string>
#include <string_view>

namespace sealwright::hsm {

// What the shared key opens.
enum class KeySubject : std::uint8_t { service_key, vault_data_key };

struct ShareContext {
    std::string environment;
    KeySubject subject{};
    IdBytes subject_id{};  // The installation, or the vault.
    std::uint32_t key_version = 0;
    std::uint8_t index = 0;   // The share's x.
    std::uint8_t needed = 0;  // k
    std::uint8_t total = 0;   // n
    Digest token_key_id{};    // CKA_ID of the token key.
    std::string token_serial;
    std::uint32_t generation = 0;

    void write(wire::Writer& writer) const;
    static ShareContext read(wire::Reader& reader);
    bool operator==(const ShareContext&) const = default;
};

// The 32 bytes that go into the token's HMAC.
Digest prf_input(View context, View salt);

// Label of the key of one generation.
inline constexpr std::string_view token_key_label_prefix = "sealwright-kek-";
std::string token_key_label(std::uint32_t generation);

// CKA_ID of the key of one generation on one token.
Digest token_key_id(std::string_view serial, std::uint32_t generation);

}  // namespace sealwright::hsm
