// Reply: what a route answers, as a frame. Process: keeper.
#pragma once

#include "sealwright/wire/codec.hpp"

namespace sealwright::keeper {

// An answer frame.
struct Reply {
    std::uint16_t type = 0;
    WipedBytes body;
};

template <class Message>
Reply reply_with(const Message& message) {
    return {Message::type, wire::encode(message)};
}

}  // namespace sealwright::keeper
