// What a seal ask says about itself: its operation as a word, and the certificate it came with.
//
// One place for the word, since the journal, the metrics and a refusal must agree on it. Process:
// keeper. Spec: docs/protocol/seal.md section 5.
#pragma once

#include "sealwright/seal/messages.hpp"

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

}  // namespace sealwright::keeper
