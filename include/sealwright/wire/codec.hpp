// encode and decode for every message type: a struct with `write(Writer&) const` and
// `static T read(Reader&)`. Process: all. Spec: docs/protocol/encoding.md.
#pragma once

#include "sealwright/wire/reader.hpp"
#include "sealwright/wire/writer.hpp"

#include <optional>
#include <vector>

namespace sealwright::wire {

template <class Message>
WipedBytes encode(const Message& message) {
    Writer writer;
    message.write(writer);
    return writer.take();
}

template <class Message>
Bytes encode_public(const Message& message) {
    Writer writer;
    message.write(writer);
    return writer.copy();
}

template <class Message>
Result<Message> decode(View bytes) {
    Reader reader(bytes);
    auto message = Message::read(reader);
    TRY(reader.finish());
    return message;
}

template <class Item>
void write_list(Writer& writer, const std::vector<Item>& items) {
    writer.count(items.size());
    for (const auto& item : items) item.write(writer);
}

template <class Item>
std::vector<Item> read_list(Reader& reader, std::size_t count_max) {
    std::vector<Item> items;
    const auto count = reader.count(count_max);
    for (std::uint32_t index = 0; index < count && !reader.failed(); ++index) {
        items.push_back(Item::read(reader));
    }
    return items;
}

// Whether it is there, then itself.
template <class Item>
void write_optional(Writer& writer, const std::optional<Item>& item) {
    writer.boolean(item.has_value());
    if (item) item->write(writer);
}

template <class Item>
std::optional<Item> read_optional(Reader& reader) {
    if (!reader.boolean()) return std::nullopt;
    return Item::read(reader);
}

}  // namespace sealwright::wire
