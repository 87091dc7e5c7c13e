#include "sealwright/hsm/token/pkcs11_room.hpp"

#include "mechanism.hpp"
#include "object.hpp"
#include "opened_token.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/hsm/errors.hpp"

namespace sealwright::hsm::token {
namespace {

class Pkcs11Room final : public KeyRoom {
public:
    explicit Pkcs11Room(OpenedToken token) : token_(std::move(token)) {}

    Result<TokenIdentity> identity() override { return token_.slot.identity; }
    Result<void> login(const PinEntry& pin) override { return token_.login(pin); }
    Result<std::optional<std::uint32_t>> find_key() override;
    Result<void> make_key(std::uint32_t generation) override;
    Result<void> sign(const Digest& input, std::span<std::uint8_t, 32> output) override;

private:
    Result<void> reopen();
    Result<void> sign_once(const Digest& input, std::span<std::uint8_t, 32> output);

    OpenedToken token_;
    std::optional<KeyObject> key_;
};

Result<std::optional<std::uint32_t>> Pkcs11Room::find_key() {
    key_.reset();
    TRY(key, token::find_key(token_.session, token_.slot.identity.serial, token_.quirks));
    if (!key) return std::optional<std::uint32_t>();
    key_ = *key;
    return std::optional(key->generation);
}

// On disk, found again, and tried: nothing may depend on a key that a restart would not find.
Result<void> Pkcs11Room::make_key(std::uint32_t generation) {
    TRY(present, find_key());
    if (present) return Error(errors::hsm_ask_illegal, {fact("generation", *present)});
    TRY(generate_key(token_.session, token_.slot.identity.serial, generation, token_.quirks));
    TRY(token_.sync());
    TRY(reopen());
    if (!key_) return errors::hsm_key_absent;
    WipedBytes trial(32);
    return sign_once(Digest{}, std::span<std::uint8_t, 32>(trial));
}

// The new session first: closing the last one would log out.
Result<void> Pkcs11Room::reopen() {
    TRY(session, Session::open(token_.module, token_.slot.number));
    TRY(session.check_logged_in());
    token_.session = std::move(session);
    TRY(find_key());
    return done;
}

Result<void> Pkcs11Room::sign_once(const Digest& input, std::span<std::uint8_t, 32> output) {
    if (!key_) return errors::hsm_key_absent;
    return hmac_sha256(token_.session, key_->handle, input, output);
}

Result<void> Pkcs11Room::sign(const Digest& input, std::span<std::uint8_t, 32> output) {
    auto first = sign_once(input, output);
    if (first || !first.error().is(errors::hsm_device_transient)) return first;
    log(LogLevel::warning, "token is opened again", first.error());
    TRY(reopen());
    return sign_once(input, output);
}

}  // namespace

std::size_t pin_size_min(const std::string& module_path) {
    return quirks_of(module_path).pin_size_min;
}

Result<std::unique_ptr<KeyRoom>> open_room(const RoomSettings& settings) {
    TRY(token, open_token(settings));
    return std::unique_ptr<KeyRoom>(std::make_unique<Pkcs11Room>(std::move(token)));
}

}  // namespace sealwright::hsm::token
