#include "sealwright/vault/steps/census.hpp"

#include "sealwright/vault/steps/errors.hpp"

namespace sealwright::vault {

Census::Census(bool has_namespaces, std::string own) : own_(std::move(own)) {
    if (has_namespaces) asks_.push_back({Kind::namespaces, {}, {}});
    asks_.push_back({Kind::accessors, {}, {}});
}

std::optional<Call> Census::next() const {
    if (asks_.empty()) return std::nullopt;
    const auto& ask = asks_.front();
    switch (ask.kind) {
        case Kind::namespaces:
            return list_namespaces(ask.inside);
        case Kind::accessors:
            return list_accessors(ask.inside);
        case Kind::token:
            return look_at(ask.accessor, ask.inside);
        case Kind::settle:
            break;  // Never the next: `take` leaves none in front.
    }
    return std::nullopt;
}

Result<void> Census::take(const Reply& reply) {
    check(!asks_.empty());
    const auto ask = std::move(asks_.front());
    asks_.pop_front();
    switch (ask.kind) {
        case Kind::namespaces:
            TRY(take_namespaces(ask, reply));
            break;
        case Kind::accessors:
            TRY(take_accessors(ask, reply));
            break;
        case Kind::token:
            TRY(take_token(ask, reply));
            break;
        case Kind::settle:
            break;
    }
    return settle();
}

Result<void> Census::settle() {
    while (!asks_.empty() && asks_.front().kind == Kind::settle) {
        const auto inside = std::move(asks_.front().inside);
        asks_.pop_front();
        auto& listed = listed_[inside];
        if (!listed.has_died) continue;
        if (listed.lists >= lists_max) {
            return Error(errors::census_unsettled, {fact("lists", listed.lists)});
        }
        listed.has_died = false;
        // At once, so that what is new is looked at while it is.
        asks_.push_front({Kind::accessors, inside, {}});
    }
    return done;
}

Result<void> Census::take_namespaces(const Ask& ask, const Reply& reply) {
    TRY(names, read_namespaces(reply));
    namespaces_ += names.size();
    if (namespaces_ > namespaces_max) {
        return Error(errors::census_large, {fact("namespaces", namespaces_)});
    }
    for (const auto& name : names) {
        asks_.push_back({Kind::namespaces, ask.inside + name, {}});
        asks_.push_back({Kind::accessors, ask.inside + name, {}});
    }
    return done;
}

Result<void> Census::take_accessors(const Ask& ask, const Reply& reply) {
    TRY(accessors, read_accessors(reply));
    auto& listed = listed_[ask.inside];
    ++listed.lists;
    std::deque<Ask> looks;
    for (auto& accessor : accessors) {
        if (!listed.accessors.insert(accessor).second) continue;
        looks.push_back({Kind::token, ask.inside, std::move(accessor)});
    }
    if (ask.inside.empty() && !own_.empty() && !listed.accessors.contains(own_)) {
        return errors::census_blind;
    }
    tokens_ += looks.size();
    if (tokens_ > tokens_max) return Error(errors::census_large, {fact("tokens", tokens_)});
    looks.push_back({Kind::settle, ask.inside, {}});
    asks_.insert(asks_.begin(),
                 std::make_move_iterator(looks.begin()),
                 std::make_move_iterator(looks.end()));
    return done;
}

Result<void> Census::take_token(const Ask& ask, const Reply& reply) {
    TRY(token, read_listed_token(reply));
    // An answer to another question would hide the token that was asked for.
    if (token && token->accessor != ask.accessor) return errors::answer_unreadable;
    if (!token) {
        listed_[ask.inside].has_died = true;
        return done;
    }
    if (token->is_root()) {
        roots_.push_back({ask.inside, std::move(*token)});
    } else if (!token->is_orphan) {
        ++children_;
    }
    return done;
}

}  // namespace sealwright::vault
