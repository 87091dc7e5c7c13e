#include "sealwright/vault/steps/census.hpp"

#include "sealwright/vault/steps/errors.hpp"

namespace sealwright::vault {

Census::Census(bool has_namespaces) {
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
    }
    return std::nullopt;
}

Result<void> Census::take(const Reply& reply) {
    check(!asks_.empty());
    const auto ask = std::move(asks_.front());
    asks_.pop_front();
    switch (ask.kind) {
        case Kind::namespaces:
            return take_namespaces(ask, reply);
        case Kind::accessors:
            return take_accessors(ask, reply);
        case Kind::token:
            return take_token(ask, reply);
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
    tokens_ += accessors.size();
    if (tokens_ > tokens_max) return Error(errors::census_large, {fact("tokens", tokens_)});
    for (auto& accessor : accessors) {
        asks_.push_back({Kind::token, ask.inside, std::move(accessor)});
    }
    return done;
}

Result<void> Census::take_token(const Ask& ask, const Reply& reply) {
    TRY(token, read_listed_token(reply));
    // An answer to another question would hide the token that was asked for.
    if (token && token->accessor != ask.accessor) return errors::answer_unreadable;
    if (token && token->is_root()) roots_.push_back({ask.inside, std::move(*token)});
    return done;
}

}  // namespace sealwright::vault
