#include "sealwright/root/purge.hpp"

#include "sealwright/root/errors.hpp"

#include <algorithm>

namespace sealwright::root {

using vault::Census;

Purge::Purge(std::vector<std::string> granted, std::string own)
    : granted_(std::move(granted)), own_(std::move(own)), census_(true, own_) {}

std::optional<vault::Call> Purge::next() const {
    switch (step_) {
        case Step::census:
            return census_.next();
        case Step::revoke:
            return vault::revoke(found_.at(at_).token.accessor, found_.at(at_).inside);
        case Step::tell_found:
        case Step::tell_again:
        case Step::done:
            break;
    }
    return std::nullopt;
}

void Purge::take(const vault::Reply& reply) {
    check(step_ == Step::census || step_ == Step::revoke);
    if (step_ == Step::revoke) {
        // Why one was refused matters less than the others; the next census finds it.
        const auto was_there = vault::read_revoked(reply);
        return take_revoked(was_there && *was_there);
    }
    const auto taken = census_.take(reply);
    if (!taken) return break_off(taken.error());
    if (census_.is_done()) look_at_census();
}

void Purge::lost(const Error& why) {
    check(step_ == Step::census || step_ == Step::revoke);
    const bool is_silent = ++losses_ >= losses_max;
    if (is_silent || (step_ == Step::census && broken_)) return fail(why);
    if (step_ == Step::census) return break_off(why);
    take_revoked(false);
}

void Purge::told() {
    check(must_tell());
    if (step_ == Step::tell_found) {
        step_ = Step::revoke;
        at_ = 0;
        return;
    }
    census_ = Census(true, own_);
    step_ = Step::census;
}

void Purge::take_found() {
    const auto is_granted = [&](const Census::Root& root) {
        return std::ranges::find(granted_, root.token.accessor) != granted_.end();
    };
    found_.clear();
    std::ranges::remove_copy_if(census_.roots(), std::back_inserter(found_), is_granted);
}

// Whoever can make a census fail does not save the tokens that it had found.
void Purge::break_off(const Error& why) {
    take_found();
    if (found_.empty()) return fail(why);
    broken_ = why;
    step_ = Step::tell_found;
}

void Purge::look_at_census() {
    take_found();
    if (found_.empty()) {
        step_ = Step::done;
        return;
    }
    if (rounds_ == rounds_max) {
        return fail(Error(errors::roots_remain, {fact("tokens", found_.size())}));
    }
    ++rounds_;
    step_ = Step::tell_found;
}

void Purge::take_revoked(bool was_there) {
    if (was_there) ++revoked_;
    if (++at_ < found_.size()) return;
    if (broken_) return fail(*broken_);
    step_ = Step::tell_again;
}

void Purge::fail(const Error& why) {
    failure_ = why;
    step_ = Step::done;
}

}  // namespace sealwright::root
