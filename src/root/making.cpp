#include "sealwright/root/making.hpp"

#include "sealwright/root/errors.hpp"
#include "shares.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace sealwright::root {

using vault::Reply;

namespace {

constexpr std::array<std::string_view, 10> step_words = {"look for another's attempt",
                                                         "begin an attempt",
                                                         "give the shares",
                                                         "prove the token",
                                                         "make the limited token",
                                                         "check the limited token",
                                                         "revoke the unlimited token",
                                                         "see that it is dead",
                                                         "take back",
                                                         "done"};

// A token that may not even end itself is not there any more, when it is the vault that says so: a
// proxy that lets nobody through says nothing of the token.
bool is_dead(const Reply& reply) {
    constexpr std::uint16_t denied = 403;
    if (reply.status >= 200 && reply.status < 300) return true;
    return reply.status == denied && vault::is_of_a_vault(reply);
}

// A refusal by the vault itself comes with nothing done. Something between may say that it waited
// in vain, and the vault has done it.
bool may_have_worked(const Reply& reply) {
    constexpr std::uint16_t bad_gateway = 502;
    return reply.status < 300 || reply.status >= bad_gateway;
}

}  // namespace

std::string_view words_of(Step step) {
    return step_words.at(static_cast<std::size_t>(step));
}

Making::Making(Order order, Random& random)
    : order_(std::move(order)), random_(random), attempt_(order_.product) {
    check(order_.ttl_s > 0 && order_.ttl_s <= ttl_max_s);
}

std::optional<Making::Ask> Making::next() const {
    check(!needs_shares());
    const auto* standing = order_.standing.is_empty() ? nullptr : &order_.standing;
    const auto* limited = limited_ ? &limited_->token : nullptr;
    switch (step_) {
        case Step::look:
            return Ask{attempt_.look(), standing};
        case Step::begin:
            return Ask{attempt_.begin(pad_), standing};
        case Step::give:
            return Ask{attempt_.give(nonce_, order_.shares.at(given_)), standing};
        case Step::prove:
            return Ask{vault::look_at_self(), &unlimited_};
        case Step::limit:
            return Ask{vault::make_limited_root(order_.ttl_s, order_.name), &unlimited_};
        case Step::check:
            return Ask{vault::look_at_self(), limited};
        case Step::revoke:
            return Ask{vault::revoke(accessor_), limited};
        case Step::confirm:
            return Ask{vault::look_at(accessor_), limited};
        case Step::take_back:
            break;
        case Step::done:
            return std::nullopt;
    }
    switch (undos_.front()) {
        case Undo::cancel:
            return Ask{attempt_.cancel(), standing};
        case Undo::limited:
            return Ask{vault::revoke_self(), limited};
        case Undo::unlimited:
            return Ask{vault::revoke_self(), &unlimited_};
    }
    return std::nullopt;
}

void Making::take(const Reply& reply) {
    check(step_ != Step::done);
    if (step_ == Step::take_back) return taken_back(is_dead(reply));
    const auto taken = took(reply);
    if (!taken) fail(taken.error());
}

void Making::lost(const Error& why) {
    check(step_ != Step::done && !needs_shares());
    if (step_ == Step::take_back) return taken_back(false);
    // What may have been made in an answer that never came has no name that we know.
    const bool is_last = step_ == Step::give && given_ + 1 == order_.shares.size();
    if (is_last || step_ == Step::limit) left_.has_nameless = true;
    if (step_ == Step::begin) undos_.push_back(Undo::cancel);
    fail(why);
}

void Making::supply(std::vector<WipedBytes> shares) {
    check(needs_shares());
    order_.shares = std::move(shares);
    const auto kept = cut_to(order_.shares, needed_);
    if (!kept) fail(kept.error());
}

void Making::give_up(const Error& why) {
    check(step_ != Step::done && step_ != Step::take_back);
    fail(why);
}

Result<void> Making::took(const Reply& reply) {
    switch (step_) {
        case Step::look:
            return take_look(reply);
        case Step::begin:
            return take_begin(reply);
        case Step::give:
            return take_give(reply);
        case Step::prove:
            return take_prove(reply);
        case Step::limit:
            return take_limit(reply);
        case Step::check:
            return take_check(reply);
        case Step::revoke:
            TRY(vault::read_revoked(reply));
            step_ = Step::confirm;
            return done;
        case Step::confirm:
            return take_confirm(reply);
        case Step::take_back:
        case Step::done:
            break;
    }
    return done;
}

Result<void> Making::take_look(const Reply& reply) {
    TRY(status, vault::RootAttempt::read(reply));
    if (status.started) {
        return Error(errors::attempt_foreign, {fact("nonce", status.nonce)});
    }
    if (status.pad_length == 0 || status.pad_length > vault::RootAttempt::pad_length_max) {
        return errors::answer_unreadable;
    }
    needed_ = std::max<std::size_t>(status.required, 1);
    if (!order_.shares.empty()) TRY(cut_to(order_.shares, needed_));
    pad_ = vault::RootAttempt::pad_of(status.pad_length, random_);
    step_ = Step::begin;
    return done;
}

Result<void> Making::take_begin(const Reply& reply) {
    // There is something of ours to take back, or may be.
    if (may_have_worked(reply)) undos_.push_back(Undo::cancel);
    TRY(done_by(reply));
    TRY(status, vault::RootAttempt::read(reply));
    if (!status.started || status.nonce.empty()) return errors::answer_unreadable;
    nonce_ = status.nonce;
    step_ = Step::give;
    return done;
}

Result<void> Making::take_give(const Reply& reply) {
    const bool is_last = given_ + 1 == order_.shares.size();
    if (is_last) left_.has_nameless = may_have_worked(reply);  // Until it is read below.
    TRY(done_by(reply));
    TRY(status, vault::RootAttempt::read(reply));
    if (!is_last && status.complete) {
        left_.has_nameless = true;
        return errors::answer_unreadable;
    }
    ++given_;
    if (!is_last) return done;
    if (!status.complete) return errors::answer_unreadable;
    TRY(token, vault::RootAttempt::token_of(status.encoded, pad_));
    left_.has_nameless = false;
    undos_.clear();  // With its end the attempt is gone.
    unlimited_ = std::move(token);
    undos_.push_back(Undo::unlimited);
    step_ = Step::prove;
    return done;
}

Result<void> Making::take_prove(const Reply& reply) {
    TRY(token, vault::read_token(reply));
    accessor_ = token.accessor;
    if (!token.is_root()) return Error(errors::token_not_root, {fact("accessor", accessor_)});
    step_ = Step::limit;
    return done;
}

Result<void> Making::take_limit(const Reply& reply) {
    left_.has_nameless = may_have_worked(reply);
    TRY(done_by(reply));
    TRY(made, vault::read_made_token(reply));
    left_.has_nameless = false;
    limited_ = std::move(made);
    undos_.push_front(Undo::limited);
    if (!limited_->is_root() || !limited_->is_orphan) {
        return Error(errors::token_not_root, {fact("accessor", limited_->accessor)});
    }
    step_ = Step::check;
    return done;
}

// By its own word, and not by the answer that made it.
Result<void> Making::take_check(const Reply& reply) {
    TRY(token, vault::read_token(reply));
    const bool is_it = token.is_root() && token.is_orphan && token.accessor == limited_->accessor &&
                       token.ttl_max_s == order_.ttl_s && token.ttl_s <= order_.ttl_s;
    if (!is_it) return Error(errors::token_not_limited, {fact("accessor", limited_->accessor)});
    step_ = Step::revoke;
    return done;
}

Result<void> Making::take_confirm(const Reply& reply) {
    TRY(token, vault::read_listed_token(reply));
    if (token) return Error(errors::token_lives, {fact("accessor", accessor_)});
    step_ = Step::done;
    return done;
}

void Making::fail(const Error& why) {
    failure_ = why;
    take_back();
}

void Making::take_back() {
    step_ = undos_.empty() ? Step::done : Step::take_back;
}

void Making::taken_back(bool is_dead) {
    const auto undo = undos_.front();
    undos_.pop_front();
    if (!is_dead && undo == Undo::cancel) left_.has_attempt = true;
    if (!is_dead && undo == Undo::limited) left_.accessors.push_back(limited_->accessor);
    if (!is_dead && undo == Undo::unlimited) {
        if (accessor_.empty()) {
            left_.has_nameless = true;
        } else {
            left_.accessors.push_back(accessor_);
        }
    }
    take_back();
}

vault::MadeToken Making::release() {
    check(step_ == Step::done && !failure_ && limited_);
    auto limited = std::move(*limited_);
    limited_.reset();
    return limited;
}

}  // namespace sealwright::root
