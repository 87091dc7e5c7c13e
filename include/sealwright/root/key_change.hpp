// KeyChange: a vault's recovery key, or unseal key, for a new one, and never neither.
//
// Sans I/O as Making is, and like it takes shares that come late (`needs_shares`). The vault keeps
// the old key in force until it has been given the new one back; between the two this waits
// (`must_keep`) until its owner has the new key where nothing can lose it, and says so by `kept`.
// If the answer to the last call is lost, the rotation is withdrawn, so that what may still be on
// its way comes too late, and the vault is asked which of the two it takes, by a rotation that is
// cancelled; `outcome` says unknown only where it does not answer, and then both have to be kept.
// Process: agent. Spec: docs/protocol/vault.md section 5.
#pragma once

#include "sealwright/vault/steps/key_rotation.hpp"

#include <optional>

namespace sealwright::root {

enum class InForce : std::uint8_t { old, fresh, unknown };

class KeyChange {
public:
    // `shares` of the key in force: as many as the vault asks for, or more; none: given later.
    KeyChange(vault::KeyKind kind, std::vector<WipedBytes> shares);

    enum class Step : std::uint8_t {
        look,  // Is somebody's rotation under way?
        begin,
        give,      // One share after another; with the last comes the new key.
        keep,      // No call: its owner keeps it.
        verify,    // The new key is given back, and is in force.
        withdraw,  // Nobody knows whether it was: from here on it cannot be any more.
        begin_probe,
        probe,   // Are the old shares taken?
        prove,   // They are not: is the new key?
        cancel,  // Of what was begun.
        done,
    };
    [[nodiscard]] Step step() const { return step_; }
    [[nodiscard]] std::optional<vault::Call> next() const;
    void take(const vault::Reply& reply);
    void lost(const Error& why);

    // A rotation has begun, and waits for its shares: `supply` them, or `give_up`.
    [[nodiscard]] bool needs_shares() const { return step_ == Step::give && shares_.empty(); }
    [[nodiscard]] std::size_t needed() const { return needed_; }
    void supply(std::vector<WipedBytes> shares);
    void give_up(const Error& why);

    [[nodiscard]] bool must_keep() const { return step_ == Step::keep; }
    // The new key, 32 bytes; from `keep` on.
    [[nodiscard]] View fresh() const;
    void kept();
    // Its owner cannot keep it: the old one stays.
    void not_kept(const Error& why);

    // When nothing is asked any more.
    [[nodiscard]] InForce outcome() const;
    [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
    // A rotation of ours may still be under way in the vault.
    [[nodiscard]] bool is_left() const { return is_left_; }

private:
    Result<void> took(const vault::Reply& reply);
    Result<void> take_look(const vault::Reply& reply);
    Result<void> take_give(const vault::Reply& reply);
    Result<void> take_verify(const vault::Reply& reply);
    void take_new_key(vault::KeyRotation::Status status);
    Result<void> take_withdraw(const vault::Reply& reply);
    Result<void> take_probe(const vault::Reply& reply);
    Result<void> take_prove(const vault::Reply& reply);
    void fail(const Error& why);
    void end(InForce outcome);

    vault::KeyRotation rotation_;
    std::vector<WipedBytes> shares_;
    Step step_ = Step::look;
    std::string nonce_;
    std::string verification_nonce_;
    std::size_t needed_ = 1;
    std::size_t given_ = 0;
    WipedBytes fresh_;
    bool has_begun_ = false;
    bool is_left_ = false;
    InForce outcome_ = InForce::old;
    std::optional<Error> failure_;
};

}  // namespace sealwright::root
