#include "sealwright/hsm/token/pkcs11_room.hpp"

#include "mechanism.hpp"
#include "object.hpp"
#include "quirks.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/hsm/errors.hpp"
#include "slot.hpp"
#include "softhsm.hpp"

namespace sealwright::hsm::token {
namespace {

class Pkcs11Room final : public KeyRoom {
public:
    Pkcs11Room(const Quirks& quirks,
               Module module,
               Slot slot,
               Session session,
               std::optional<SoftHsmFolder> softhsm)
        : quirks_(quirks),
          module_(std::move(module)),
          slot_(std::move(slot)),
          session_(std::move(session)),
          softhsm_(std::move(softhsm)) {}

    Result<TokenIdentity> identity() override { return slot_.identity; }
    Result<void> login(const PinEntry& pin) override;
    Result<std::optional<std::uint32_t>> find_key() override;
    Result<void> make_key(std::uint32_t generation) override;
    Result<void> sign(const Digest& input, std::span<std::uint8_t, 32> output) override;

private:
    Result<void> reopen();
    Result<void> sign_once(const Digest& input, std::span<std::uint8_t, 32> output);

    const Quirks& quirks_;
    // Ends in the opposite order: session, then module.
    Module module_;
    Slot slot_;
    Session session_;
    std::optional<SoftHsmFolder> softhsm_;
    std::optional<KeyObject> key_;
};

Result<void> Pkcs11Room::login(const PinEntry& pin) {
    Descriptor lock;
    if (softhsm_) {
        TRY(held, softhsm_->lock());
        lock = std::move(held);
    }
    return session_.login(pin);
}

Result<std::optional<std::uint32_t>> Pkcs11Room::find_key() {
    key_.reset();
    TRY(key, token::find_key(session_, slot_.identity.serial, quirks_));
    if (!key) return std::optional<std::uint32_t>();
    key_ = *key;
    return std::optional(key->generation);
}

// On disk, found again, and tried: nothing may depend on a key that a restart would not find.
Result<void> Pkcs11Room::make_key(std::uint32_t generation) {
    TRY(present, find_key());
    if (present) return Error(errors::hsm_ask_illegal, {fact("generation", *present)});
    TRY(generate_key(session_, slot_.identity.serial, generation, quirks_));
    if (softhsm_) TRY(softhsm_->sync());
    TRY(reopen());
    if (!key_) return errors::hsm_key_absent;
    WipedBytes trial(32);
    return sign_once(Digest{}, std::span<std::uint8_t, 32>(trial));
}

// The new session first: closing the last one would log out.
Result<void> Pkcs11Room::reopen() {
    TRY(session, Session::open(module_, slot_.number));
    TRY(session.check_logged_in());
    session_ = std::move(session);
    TRY(find_key());
    return done;
}

Result<void> Pkcs11Room::sign_once(const Digest& input, std::span<std::uint8_t, 32> output) {
    if (!key_) return errors::hsm_key_absent;
    return hmac_sha256(session_, key_->handle, input, output);
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
    const auto& quirks = quirks_of(settings.module);
    TRY(module, Module::load(settings.module));
    std::optional<SoftHsmFolder> softhsm;
    Descriptor lock;
    if (quirks.rewrites_token_files) {
        TRY(folder, SoftHsmFolder::open(settings.softhsm_configuration, settings.softhsm_aside));
        softhsm = std::move(folder);
        TRY(held, softhsm->lock());
        lock = std::move(held);
    }
    TRY(module.initialise());
    TRY(slot, find_slot(module, settings.label, settings.serial));
    TRY(session, Session::open(module, slot.number));
    return std::unique_ptr<KeyRoom>(std::make_unique<Pkcs11Room>(
        quirks, std::move(module), std::move(slot), std::move(session), std::move(softhsm)));
}

}  // namespace sealwright::hsm::token
