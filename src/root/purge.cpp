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
        case Step::tell:
        case Step::done:
            break;
    }
    return std::nullopt;
}

void Purge::take(const vault::Reply& reply) {
    if (step_ == Step::census) {
        const auto taken = census_.take(reply);
        if (!taken) return fail(taken.error());
        if (census_.is_done()) look_at_census();
        return;
    }
    check(step_ == Step::revoke);
    // What lives on is found by the next census.
    const auto was_there = vault::read_revoked(reply);
    if (was_there && *was_there) ++revoked_;
    go_on();
}

// Whether a revocation was carried out whose answer was lost, the next census says.
void Purge::lost(const Error& why) {
    check(step_ == Step::census || step_ == Step::revoke);
    fail(why);
}

void Purge::told() {
    check(must_tell());
    step_ = Step::revoke;
    at_ = 0;
}

void Purge::look_at_census() {
    found_.clear();
    for (const auto& root : census_.roots()) {
        if (std::ranges::find(granted_, root.token.accessor) == granted_.end()) {
            found_.push_back(root);
        }
    }
    if (found_.empty()) {
        step_ = Step::done;
        return;
    }
    if (rounds_ == rounds_max) {
        return fail(Error(errors::roots_remain, {fact("tokens", found_.size())}));
    }
    ++rounds_;
    step_ = Step::tell;
}

void Purge::go_on() {
    if (++at_ < found_.size()) return;
    census_ = Census(true, own_);
    step_ = Step::census;
}

void Purge::fail(const Error& why) {
    failure_ = why;
    step_ = Step::done;
}

}  // namespace sealwright::root
