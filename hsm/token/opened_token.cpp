#include "opened_token.hpp"

namespace sealwright::hsm::token {

Result<void> OpenedToken::login(const PinEntry& pin) {
    Descriptor lock;
    if (softhsm) {
        TRY(held, softhsm->lock());
        lock = std::move(held);
    }
    return session.login(pin);
}

Result<void> OpenedToken::sync() {
    if (softhsm) TRY(softhsm->sync());
    return done;
}

Result<OpenedToken> open_token(const RoomSettings& settings) {
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
    return OpenedToken{
        quirks, std::move(module), std::move(slot), std::move(session), std::move(softhsm)};
}

}  // namespace sealwright::hsm::token
