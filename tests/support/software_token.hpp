// SoftwareToken: a token process of the tests, without process, socket or PKCS#11.
//
// The real core over a KeyRoom that does its HMAC in memory: bytes of an ask go in, the frame that
// the process would send comes out, a Refusal included. Trouble comes on order: a missing key, a
// failing signature, a PIN that the module refuses.
#pragma once

#include "sealwright/claims/refusal.hpp"
#include "sealwright/hsm/context.hpp"
#include "sealwright/hsm/errors.hpp"
#include "sealwright/hsm/token/core.hpp"

#include <sodium.h>

#include <optional>
#include <string>
#include <vector>

namespace sealwright::test {

class SoftwareRoom final : public hsm::token::KeyRoom {
public:
    // A key of its own for each serial, the same in each run of a test.
    explicit SoftwareRoom(const std::string& serial) { become(serial); }

    // Another token in its place, from the next start on.
    void become(const std::string& serial) {
        serial_ = serial;
        const auto seed = view_of(serial);
        crypto_generichash(key_.data(), key_.size(), seed.data(), seed.size(), nullptr, 0);
    }

    // As of a device that was wiped: the serial number of before, and another key.
    void change_key() { key_.front() ^= 1U; }

    // What the test orders, and what it counts.
    std::string pin = "0123456789abcdef0123456789abcdef";
    std::optional<std::uint32_t> generation = 1;
    std::optional<Error> absence;
    std::optional<Error> trouble;  // For find_key, make_key and sign.
    int logins = 0;
    int keys_made = 0;
    int signatures = 0;

    Result<hsm::token::TokenIdentity> identity() override {
        if (absence) return *absence;
        return hsm::token::TokenIdentity{"sealwright-" + serial_, serial_};
    }
    Result<void> login(const hsm::PinEntry& given) override {
        ++logins;
        const auto right =
            given.show_to([this](View bytes) { return text_of(bytes) == std::string_view(pin); });
        if (!right) return errors::hsm_pin_refused;
        return done;
    }
    Result<std::optional<std::uint32_t>> find_key() override {
        if (trouble) return *trouble;
        return generation;
    }
    Result<void> make_key(std::uint32_t wanted) override {
        if (trouble) return *trouble;
        ++keys_made;
        generation = wanted;
        return done;
    }
    Result<void> sign(const Digest& input, std::span<std::uint8_t, 32> output) override {
        if (trouble) return *trouble;
        ++signatures;
        crypto_auth_hmacsha256(output.data(), input.data(), input.size(), key_.data());
        return done;
    }

private:
    std::string serial_;
    std::array<std::uint8_t, crypto_auth_hmacsha256_KEYBYTES> key_{};
};

class MemoryLedger final : public hsm::token::Ledger {
public:
    std::vector<hsm::token::LedgerRecord> records;
    hsm::token::Place start;
    bool is_full = false;

    [[nodiscard]] hsm::token::Place last() const override {
        return records.empty() ? start : records.back().place;
    }
    Result<void> append(const std::vector<hsm::token::LedgerRecord>& more) override {
        if (is_full) return errors::io_failed;
        records.insert(records.end(), more.begin(), more.end());
        return done;
    }
};

class StillClock final : public Clock {
public:
    [[nodiscard]] Now now() const override { return {1'000, 1'800'000'000'000}; }
};

class SoftwareToken {
public:
    // Logged in, with the key of generation 1, unless `room` is changed and `restart` called.
    SoftwareToken(std::string name, std::string environment)
        : room(name + "-serial"), name_(std::move(name)), environment_(std::move(environment)) {
        restart();
        login();
    }

    // A new process over the same token and ledger; it waits for its PIN.
    void restart() {
        core_.emplace(
            hsm::token::CoreSettings{name_, environment_, 1, allowance_}, room, ledger, clock_);
        core_->begin();
    }

    // A new process with another list of vaults, or another rate.
    void allow(hsm::token::AllowanceRule rule) {
        allowance_ = std::move(rule);
        restart();
        login();
    }

    void login() {
        const auto pin = hsm::PinEntry::from_bytes(view_of(room.pin));
        check(pin.ok());
        check(core_->login(*pin).ok());
    }

    // What goes over the wire: the type and body of the answer's frame.
    hsm::Answer answer(std::uint16_t type, View body) {
        auto answered = core_->answer(type, body);
        if (answered) return std::move(*answered);
        const claims::Refusal refusal(answered.error());
        return {claims::Refusal::type, wire::encode(refusal)};
    }
    template <class Ask>
    hsm::Answer answer(const Ask& ask) {
        return answer(Ask::type, wire::encode(ask));
    }

    [[nodiscard]] hsm::Status status() const { return core_->status(); }
    [[nodiscard]] hsm::token::Core& core() { return *core_; }

    // A context this token accepts.
    [[nodiscard]] hsm::ShareContext context() const {
        hsm::ShareContext context;
        context.environment = environment_;
        context.subject = hsm::KeySubject::vault_data_key;
        context.key_version = 1;
        context.index = 1;
        context.needed = 2;
        context.total = 3;
        context.token_key_id = status().key_id;
        context.token_serial = status().serial;
        context.generation = status().generation;
        return context;
    }

    SoftwareRoom room;
    MemoryLedger ledger;

private:
    std::string name_;
    std::string environment_;
    hsm::token::AllowanceRule allowance_;
    StillClock clock_;
    std::optional<hsm::token::Core> core_;
};

}  // namespace sealwright::test
