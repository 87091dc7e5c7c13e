// KeyRoom: what the token core asks of the one token it serves.
//
// The PKCS#11 rooms implement it for the process; tests implement it in software. A room keeps at
// most one key of ours. Process: token. Spec: docs/protocol/token.md section 2.
#pragma once

#include "sealwright/core/bytes.hpp"
#include "sealwright/core/result.hpp"
#include "sealwright/hsm/pin_entry.hpp"

#include <optional>
#include <string>

namespace sealwright::hsm::token {

struct TokenIdentity {
    std::string label;
    std::string serial;
};

class KeyRoom {
public:
    virtual ~KeyRoom() = default;

    virtual Result<TokenIdentity> identity() = 0;
    // hsm_pin_refused when the PIN, or any PIN now, is refused: it must not be tried again.
    virtual Result<void> login(const PinEntry& pin) = 0;
    // The generation of the key, checked; nothing when there is no key. Makes none.
    virtual Result<std::optional<std::uint32_t>> find_key() = 0;
    // Makes, checks and tries the key. Only ever called for an EnrolAsk.
    virtual Result<void> make_key(std::uint32_t generation) = 0;
    // HMAC-SHA256 under the key that was found or made last.
    virtual Result<void> sign(const Digest& input, std::span<std::uint8_t, 32> output) = 0;
};

// The room of a token that could not be opened: answers everything with why.
class AbsentRoom final : public KeyRoom {
public:
    explicit AbsentRoom(Error why) : why_(std::move(why)) {}

    Result<TokenIdentity> identity() override { return why_; }
    Result<void> login(const PinEntry&) override { return why_; }
    Result<std::optional<std::uint32_t>> find_key() override { return why_; }
    Result<void> make_key(std::uint32_t) override { return why_; }
    Result<void> sign(const Digest&, std::span<std::uint8_t, 32>) override { return why_; }

private:
    Error why_;
};

}  // namespace sealwright::hsm::token
