// CarefulRoom: the token's key room behind a mark on disk that says "its PIN was refused".
//
// A module locks a token after a few wrong PINs, so one that was refused must not be tried again by
// whoever starts this process next: its unit, or a sealwrightd that did not see how we ended. The
// mark is an empty file; `sealwright token start` takes it away. A crash inside the module's login
// leaves none, so that a power cut does not lock out an unattended start. Process: token. Spec:
// docs/protocol/token.md section 4.
#pragma once

#include "sealwright/hsm/token/key_room.hpp"

#include <memory>
#include <string>

namespace sealwright::token {

class CarefulRoom final : public hsm::token::KeyRoom {
public:
    // `folder` is the token's own; the mark is `pin-refused` in it.
    CarefulRoom(std::unique_ptr<hsm::token::KeyRoom> room, std::string folder)
        : room_(std::move(room)), folder_(std::move(folder)) {}

    Result<hsm::token::TokenIdentity> identity() override { return room_->identity(); }
    Result<void> login(const hsm::PinEntry& pin) override;
    Result<std::optional<std::uint32_t>> find_key() override { return room_->find_key(); }
    Result<void> make_key(std::uint32_t generation) override { return room_->make_key(generation); }
    Result<void> sign(const Digest& input, std::span<std::uint8_t, 32> output) override {
        return room_->sign(input, output);
    }

    [[nodiscard]] bool is_refused() const;

private:
    void remember() const;

    std::unique_ptr<hsm::token::KeyRoom> room_;
    std::string folder_;
};

}  // namespace sealwright::token
