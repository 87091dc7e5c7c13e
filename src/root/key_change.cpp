#include "sealwright/root/key_change.hpp"

#include "sealwright/root/errors.hpp"
#include "shares.hpp"

#include <algorithm>

namespace sealwright::root {

using vault::Reply;

KeyChange::KeyChange(vault::KeyKind kind, std::vector<WipedBytes> shares)
    : rotation_(kind), shares_(std::move(shares)) {}

std::optional<vault::Call> KeyChange::next() const {
    check(!needs_shares());
    switch (step_) {
        case Step::look:
            return rotation_.look();
        case Step::begin:
        case Step::begin_probe:
            return rotation_.begin();
        case Step::give:
        case Step::probe:
            return rotation_.give(nonce_, shares_.at(given_));
        case Step::prove:
            return rotation_.give(nonce_, fresh_);
        case Step::verify:
            return rotation_.verify(verification_nonce_, fresh_);
        case Step::withdraw:
        case Step::cancel:
            return rotation_.cancel();
        case Step::keep:
        case Step::done:
            break;
    }
    return std::nullopt;
}

void KeyChange::take(const Reply& reply) {
    const auto taken = took(reply);
    if (!taken) fail(taken.error());
}

// A begin whose answer is lost has begun, as far as we know; a verification may be over.
void KeyChange::lost(const Error& why) {
    check(step_ != Step::done && step_ != Step::keep && !needs_shares());
    if (step_ == Step::begin || step_ == Step::begin_probe) has_begun_ = true;
    if (step_ == Step::verify) {
        failure_ = failure_.value_or(why);
        step_ = Step::withdraw;
        return;
    }
    fail(why);
}

Result<void> KeyChange::took(const Reply& reply) {
    switch (step_) {
        case Step::look:
            return take_look(reply);
        case Step::begin:
        case Step::begin_probe: {
            TRY(done_by(reply));
            has_begun_ = true;
            TRY(status, vault::KeyRotation::read(reply));
            if (!status.started || status.nonce.empty()) return errors::answer_unreadable;
            nonce_ = status.nonce;
            given_ = 0;
            step_ = step_ == Step::begin ? Step::give : Step::probe;
            return done;
        }
        case Step::give:
            return take_give(reply);
        case Step::verify:
            return take_verify(reply);
        case Step::withdraw:
            return take_withdraw(reply);
        case Step::probe:
            return take_probe(reply);
        case Step::prove:
            return take_prove(reply);
        case Step::cancel:
            // A rotation that stays changes no key; the next change finds it.
            is_left_ = !done_by(reply).ok();
            step_ = Step::done;
            return done;
        case Step::keep:
        case Step::done:
            break;
    }
    check(false);
    return done;
}

Result<void> KeyChange::take_look(const Reply& reply) {
    TRY(status, vault::KeyRotation::read(reply));
    if (status.started) return Error(errors::attempt_foreign, {fact("nonce", status.nonce)});
    needed_ = std::max<std::size_t>(status.required, 1);
    if (!shares_.empty()) TRY(cut_to(shares_, needed_));
    step_ = Step::begin;
    return done;
}

void KeyChange::supply(std::vector<WipedBytes> shares) {
    check(needs_shares());
    shares_ = std::move(shares);
    const auto kept = cut_to(shares_, needed_);
    if (!kept) fail(kept.error());
}

void KeyChange::give_up(const Error& why) {
    check(needs_shares());
    fail(why);
}

Result<void> KeyChange::take_give(const Reply& reply) {
    TRY(status, vault::KeyRotation::read(reply));
    ++given_;
    if (status.complete) {
        take_new_key(std::move(status));
        return done;
    }
    if (given_ == shares_.size()) return errors::answer_unreadable;
    return done;
}

// Without a nonce nothing is to be verified: the vault has changed the key at once, as nobody asked
// it to. All the more its owner has to keep it.
void KeyChange::take_new_key(vault::KeyRotation::Status status) {
    verification_nonce_ = status.verification_nonce;
    if (verification_nonce_.empty()) {
        outcome_ = InForce::unknown;
        failure_ = Error(errors::answer_unreadable);
        has_begun_ = false;
    }
    fresh_ = std::move(*status.key);
    step_ = Step::keep;
}

View KeyChange::fresh() const {
    check(!fresh_.empty());
    return fresh_;
}

void KeyChange::kept() {
    check(step_ == Step::keep);
    // To ask which of the two it takes would have it change the key again.
    if (verification_nonce_.empty()) return end(InForce::unknown);
    step_ = Step::verify;
}

void KeyChange::not_kept(const Error& why) {
    check(step_ == Step::keep);
    fail(why);
}

Result<void> KeyChange::take_verify(const Reply& reply) {
    const auto verified = vault::KeyRotation::read_verified(reply);
    if (verified && *verified) {
        failure_.reset();
        end(InForce::fresh);
        return done;
    }
    failure_ = verified ? Error(errors::answer_unreadable) : verified.error();
    step_ = Step::withdraw;
    return done;
}

// A verification that is still under way somewhere finds no rotation any more, and so changes
// nothing behind what is found out now.
Result<void> KeyChange::take_withdraw(const Reply& reply) {
    TRY(done_by(reply));
    has_begun_ = false;
    step_ = Step::begin_probe;
    return done;
}

// Neither key is taken to be in force because the other was refused: each has to be taken itself.
Result<void> KeyChange::take_probe(const Reply& reply) {
    if (!done_by(reply)) {
        step_ = Step::prove;
        return done;
    }
    TRY(status, vault::KeyRotation::read(reply));
    ++given_;
    if (status.complete) {
        end(InForce::old);
        return done;
    }
    if (given_ == shares_.size()) return errors::answer_unreadable;
    return done;
}

Result<void> KeyChange::take_prove(const Reply& reply) {
    TRY(status, vault::KeyRotation::read(reply));
    if (!status.complete) return errors::answer_unreadable;
    failure_.reset();
    end(InForce::fresh);
    return done;
}

void KeyChange::fail(const Error& why) {
    failure_ = failure_.value_or(why);
    is_left_ = step_ == Step::cancel || step_ == Step::withdraw;
    const bool is_after_verify = step_ == Step::withdraw || step_ == Step::begin_probe ||
                                 step_ == Step::probe || step_ == Step::prove;
    end(is_after_verify ? InForce::unknown : outcome_);
}

void KeyChange::end(InForce outcome) {
    outcome_ = outcome;
    const bool is_over = step_ == Step::verify || step_ == Step::cancel;
    step_ = has_begun_ && !is_over ? Step::cancel : Step::done;
}

InForce KeyChange::outcome() const {
    check(step_ == Step::done);
    return outcome_;
}

}  // namespace sealwright::root
