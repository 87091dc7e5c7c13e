// What a seal ask says about itself: its operation as a word, and whose it is: the certificate or
// the sealed session it came with.
//
// One place for the words, since the journal, the metrics and a refusal must agree on them.
// Process: keeper. Spec: docs/protocol/seal.md section 5.
#pragma once

#include "sealwright/seal/messages.hpp"
#include "state.hpp"

#include <string_view>
#include <variant>

namespace sealwright::keeper {

constexpr std::string_view name_of(seal::Operation operation) {
    switch (operation) {
        case seal::Operation::encrypt:
            return "encrypt";
        case seal::Operation::decrypt:
            return "decrypt";
        case seal::Operation::renew_self:
            return "renew-self";
    }
    return "unknown";
}

// Null when it came by no channel.
inline const claims::ChannelOrigin* channel_of(const seal::SealAsk& ask) {
    return std::get_if<claims::ChannelOrigin>(&ask.origin.of);
}

// Null when it came by no sealed session.
inline const claims::SessionOrigin* session_of(const seal::SealAsk& ask) {
    return std::get_if<claims::SessionOrigin>(&ask.origin.of);
}

constexpr std::string_view tier_of(const claims::SessionOrigin* session) {
    return session == nullptr ? "channel" : "sealed";
}

// The node it is of, whether it is still in force or not; null: of nobody we know.
inline const Node* node_of(const State& state, const seal::SealAsk& ask) {
    if (const auto* channel = channel_of(ask)) return state.node_of(channel->spki);
    const auto* session = session_of(ask);
    const auto found = session == nullptr ? state.nodes.end() : state.nodes.find(session->node);
    return found == state.nodes.end() ? nullptr : &found->second;
}

}  // namespace sealwright::keeper
