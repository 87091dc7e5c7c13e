// SoftwareCard: a card of the tests, without PKCS#11: the Room that a card's process drives, with
// its Ed25519 key in memory. Trouble comes on order, and what is asked of it is counted.
#pragma once

#include "sealwright/hsm/card/errors.hpp"
#include "sealwright/hsm/card/room.hpp"

#include <sodium.h>

namespace sealwright::test {

class SoftwareCard final : public hsm::card::Room {
public:
    std::string pin = "1234567890123456789012";
    bool has_key = true;
    hsm::PinTries tries = hsm::PinTries::many;
    std::optional<Error> absence;
    bool is_lying = false;  // It signs by another key than it shows.
    int logins = 0;
    int keys_made = 0;
    int signatures = 0;

    SoftwareCard() {
        crypto_sign_keypair(key.data(), secret_.data());
        crypto_sign_keypair(other_key_.data(), other_secret_.data());
    }

    crypto::PublicKey key{};

    Result<hsm::card::Identity> identity() override {
        if (absence) return *absence;
        return hsm::card::Identity{"ana's card", "c0ffee", tries};
    }
    Result<void> login(const hsm::PinEntry& given) override {
        ++logins;
        const auto right =
            given.show_to([this](View bytes) { return text_of(bytes) == std::string_view(pin); });
        if (right) return done;
        return errors::card_pin_refused;
    }
    Result<std::optional<crypto::PublicKey>> find_key() override {
        if (!has_key) return std::optional<crypto::PublicKey>();
        return std::optional(key);
    }
    Result<crypto::PublicKey> make_key() override {
        ++keys_made;
        has_key = true;
        return key;
    }
    Result<crypto::Signature> sign(const Digest& digest) override {
        ++signatures;
        crypto::Signature signature{};
        crypto_sign_detached(signature.data(),
                             nullptr,
                             digest.data(),
                             digest.size(),
                             is_lying ? other_secret_.data() : secret_.data());
        return signature;
    }

private:
    std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> secret_{};
    crypto::PublicKey other_key_{};
    std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> other_secret_{};
};

}  // namespace sealwright::test
