#include "quirks.hpp"

#include <array>

namespace sealwright::hsm::token {
namespace {

constexpr Quirks none{};

constexpr std::array makers{
    // It never locks, so its PIN must be long enough not to be guessed: 128 bits.
    Quirks{.in_path = "softhsm", .pin_size_min = 22, .rewrites_token_files = true},
    Quirks{.in_path = "tpm2_pkcs11", .key_tool = "tpm2_ptool addkey --algorithm hmac:sha256"},
};

}  // namespace

bool Quirks::is_checked(CK_ATTRIBUTE_TYPE flag) const {
    return makes_keys() || flag != CKA_VERIFY;
}

std::string Quirks::stored_id(const Digest& id) const {
    return makes_keys() ? std::string(text_of(id)) : to_hex(id);
}

const Quirks& quirks_of(std::string_view module_path) {
    for (const auto& maker : makers) {
        if (module_path.find(maker.in_path) != std::string_view::npos) return maker;
    }
    return none;
}

}  // namespace sealwright::hsm::token
