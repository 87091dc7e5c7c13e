#include "sealwright/hsm/token/card_room.hpp"

#include "opened_token.hpp"
#include "person_key.hpp"
#include "sealwright/hsm/card/errors.hpp"
#include "sealwright/hsm/errors.hpp"

namespace sealwright::hsm::token {
namespace {

PinTries tries_of(CK_FLAGS flags) {
    if ((flags & CKF_USER_PIN_LOCKED) != 0) return PinTries::none;
    if ((flags & CKF_USER_PIN_FINAL_TRY) != 0) return PinTries::one;
    if ((flags & CKF_USER_PIN_COUNT_LOW) != 0) return PinTries::few;
    return PinTries::many;
}

std::string_view words_of(PinTries tries) {
    switch (tries) {
        case PinTries::many:
            return "the card says nothing of them";
        case PinTries::few:
            return "few";
        case PinTries::one:
            return "one";
        case PinTries::none:
            return "none";
    }
    return "unknown";
}

std::uint64_t value_in(const Error& error) {
    for (const auto& each : error.facts()) {
        const auto* number = std::get_if<std::uint64_t>(&each.value);
        if (each.name == "ckr" && number != nullptr) return *number;
    }
    return CKR_OK;
}

class CardRoom final : public card::Room {
public:
    explicit CardRoom(OpenedToken token) : token_(std::move(token)) {}

    Result<card::Identity> identity() override {
        return card::Identity{token_.slot.identity.label, token_.slot.identity.serial, tries()};
    }
    Result<void> login(const PinEntry& pin) override;
    Result<std::optional<crypto::PublicKey>> find_key() override;
    Result<crypto::PublicKey> make_key() override;
    Result<crypto::Signature> sign(const Digest& digest) override;

private:
    [[nodiscard]] PinTries tries() const;

    OpenedToken token_;
    std::optional<PersonKey> key_;
};

PinTries CardRoom::tries() const {
    CK_TOKEN_INFO info{};
    const auto value = token_.module.functions().C_GetTokenInfo(token_.slot.number, &info);
    return value == CKR_OK ? tries_of(info.flags) : PinTries::many;
}

Result<void> CardRoom::login(const PinEntry& pin) {
    auto login = token_.login(pin);
    if (login || !login.error().is(errors::hsm_pin_refused)) return login;
    const auto value = value_in(login.error());
    const auto left = tries();
    if (value == CKR_PIN_LOCKED || left == PinTries::none) {
        return Error(errors::card_pin_locked, {fact("ckr", value)});
    }
    return Error(errors::card_pin_refused,
                 {fact("tries left", words_of(left)), fact("ckr", value)});
}

Result<std::optional<crypto::PublicKey>> CardRoom::find_key() {
    TRY(found, find_person_key(token_.session, token_.quirks));
    key_ = found;
    if (!found) return std::optional<crypto::PublicKey>();
    return std::optional(found->key);
}

// On disk, and found again, before anybody hears of it.
Result<crypto::PublicKey> CardRoom::make_key() {
    TRY(made, generate_person_key(token_.session, token_.quirks));
    TRY(token_.sync());
    TRY(found, find_key());
    if (found != made.key) return errors::card_key_absent;
    return made.key;
}

Result<crypto::Signature> CardRoom::sign(const Digest& digest) {
    if (!key_) return errors::card_key_absent;
    return sign_as_person(token_.session, key_->handle, digest);
}

}  // namespace

Result<std::unique_ptr<card::Room>> open_card(const CardSettings& settings) {
    auto opened = open_token({settings.module,
                              {},
                              settings.serial,
                              settings.softhsm_configuration,
                              settings.softhsm_aside});
    if (opened) return std::unique_ptr<card::Room>(std::make_unique<CardRoom>(*std::move(opened)));
    if (!opened.error().is(errors::hsm_token_absent)) return opened.error();
    return Error(errors::card_absent, {fact("serial", settings.serial)});
}

}  // namespace sealwright::hsm::token
