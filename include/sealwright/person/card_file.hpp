// CardFile: where a person's key is when it lies on a card, as the bytes of one file.
//
// It stands wherever a key file may: a context and every command that signs takes either. Name,
// public key, the maker's module, the card's serial, and the variables that the module wants.
// Nothing in it is a secret, and it opens nothing: what it names has to be the key that answers.
// Pure. Process: cli. Sizes: at most 5,120 bytes, 16 variables. Spec: docs/protocol/acts.md section
// 13.
#pragma once

#include "sealwright/core/result.hpp"
#include "sealwright/crypto/sign.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace sealwright::person {

inline constexpr std::size_t card_file_max = 5120;
inline constexpr std::size_t card_variables_max = 16;

// How to reach a card.
struct CardPlace {
    std::string module;                  // Absolute path.
    std::string serial;                  // As the module says it.
    std::vector<std::string> variables;  // "NAME=value", for the module.
    bool operator==(const CardPlace&) const = default;
};

// An absolute path, a serial that can be printed, and variables that lead no loader.
Result<void> check_place(const CardPlace& place);

struct CardFile {
    std::string name;
    crypto::PublicKey key{};
    CardPlace place;
    bool operator==(const CardFile&) const = default;

    // Whether these bytes are meant to be one, sound or not.
    static bool is_meant(View bytes);
    static Result<CardFile> read(View bytes);
    [[nodiscard]] Bytes bytes() const;
};

}  // namespace sealwright::person
