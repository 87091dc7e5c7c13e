// keeps_its_form: what every message type promises about its bytes.
#pragma once

#include "sealwright/wire/codec.hpp"

#include <doctest/doctest.h>

namespace sealwright::test {

// One way to write `message`: it reads back to the same bytes, and no part of it, nor it with
// anything behind it, reads at all.
template <class Message>
void keeps_its_form(const Message& message) {
    const auto bytes = wire::encode_public(message);
    const auto back = wire::decode<Message>(bytes);
    REQUIRE(back);
    CHECK(wire::encode_public(*back) == bytes);

    for (std::size_t size = 0; size < bytes.size(); ++size) {
        CHECK_FALSE(wire::decode<Message>(View(bytes).first(size)));
    }
    for (const auto extra : {std::uint8_t{0}, std::uint8_t{1}, std::uint8_t{0xff}}) {
        auto longer = bytes;
        longer.push_back(extra);
        CHECK_FALSE(wire::decode<Message>(longer));
    }
}

// Whatever byte is changed: refused, or read as what the changed bytes say.
template <class Message>
void has_one_form(const Message& message) {
    const auto bytes = wire::encode_public(message);
    for (std::size_t place = 0; place < bytes.size(); ++place) {
        for (int value = 0; value < 256; ++value) {
            auto changed = bytes;
            changed[place] = static_cast<std::uint8_t>(value);
            const auto back = wire::decode<Message>(changed);
            if (back) CHECK(wire::encode_public(*back) == changed);
        }
    }
}

}  // namespace sealwright::test
