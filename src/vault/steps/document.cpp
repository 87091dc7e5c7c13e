// The one place that knows Boost.JSON; its code is compiled here, from its headers.
#include "sealwright/vault/steps/document.hpp"

#include "sealwright/vault/steps/errors.hpp"

#include <boost/json/src.hpp>

namespace sealwright::vault {

namespace json = boost::json;

namespace {

// Where the tree lies: each piece is overwritten before it is given back.
class WipingMemory final : public json::memory_resource {
    // The library asks for some strings with an alignment of 1 and gives them back with that of any
    // type: one alignment for all suits both.
    void* do_allocate(std::size_t size, std::size_t alignment) override {
        check(alignment <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);
        return ::operator new(size);
    }
    void do_deallocate(void* piece, std::size_t size, std::size_t) override {
        sodium_memzero(piece, size);
        ::operator delete(piece);
    }
    [[nodiscard]] bool do_is_equal(const memory_resource& other) const noexcept override {
        return this == &other;
    }
};

// The library's buffer, and what its frames need beside it.
constexpr std::size_t stack_used = BOOST_JSON_STACK_BUFFER_SIZE + 4096;

const json::value& value_of(const void* node) {
    return *static_cast<const json::value*>(node);
}

}  // namespace

struct Document::Held {
    WipingMemory memory;
    json::value root = json::value(json::storage_ptr(&memory));
};

Document::Document(std::unique_ptr<Held> held) : held_(std::move(held)) {}
Document::Document(Document&& other) noexcept = default;
Document& Document::operator=(Document&& other) noexcept = default;
Document::~Document() = default;

Result<Document> Document::read(View body) {
    if (body.size() > size_max) return Error(errors::answer_large, {fact("bytes", body.size())});
    auto held = std::make_unique<Held>();
    json::parse_options options;
    options.max_depth = depth_max;
    // What is read and not yet in the tree lies in wiped memory as well.
    const json::storage_ptr storage(&held->memory);
    json::stream_parser parser(storage, options);
    parser.reset(storage);
    json::error_code broken;
    const auto text = text_of(body);
    parser.write({text.data(), text.size()}, broken);
    if (!broken) parser.finish(broken);
    if (!broken) held->root = parser.release();
    // Strings with escapes went over the stack.
    sodium_stackzero(stack_used);
    if (broken) return errors::answer_unreadable;
    return Document(std::move(held));
}

Value Document::root() const {
    return Value(&held_->root);
}

std::optional<Value> Value::member(std::string_view name) const {
    const auto* object = value_of(node_).if_object();
    if (object == nullptr) return std::nullopt;
    const auto* found = object->if_contains({name.data(), name.size()});
    if (found == nullptr) return std::nullopt;
    return Value(found);
}

std::optional<std::vector<Value>> Value::items() const {
    const auto* list = value_of(node_).if_array();
    if (list == nullptr) return std::nullopt;
    std::vector<Value> items;
    items.reserve(list->size());
    for (const auto& each : *list) items.push_back(Value(&each));
    return items;
}

std::optional<std::string_view> Value::text() const {
    const auto* text = value_of(node_).if_string();
    if (text == nullptr) return std::nullopt;
    return std::string_view(text->data(), text->size());
}

std::optional<std::uint64_t> Value::number() const {
    const auto& value = value_of(node_);
    if (const auto* positive = value.if_uint64()) return *positive;
    const auto* number = value.if_int64();
    if (number == nullptr || *number < 0) return std::nullopt;
    return static_cast<std::uint64_t>(*number);
}

std::optional<bool> Value::boolean() const {
    const auto* boolean = value_of(node_).if_bool();
    if (boolean == nullptr) return std::nullopt;
    return *boolean;
}

std::optional<std::string> Value::text_at(std::string_view name) const {
    const auto found = member(name);
    const auto text = found ? found->text() : std::nullopt;
    if (!text) return std::nullopt;
    return std::string(*text);
}

std::optional<std::vector<std::string>> Value::texts_at(std::string_view name) const {
    const auto found = member(name);
    const auto items = found ? found->items() : std::nullopt;
    if (!items) return std::nullopt;
    std::vector<std::string> texts;
    texts.reserve(items->size());
    for (const auto& item : *items) {
        const auto text = item.text();
        if (!text) return std::nullopt;
        texts.emplace_back(*text);
    }
    return texts;
}

std::optional<std::uint64_t> Value::number_at(std::string_view name) const {
    const auto found = member(name);
    return found ? found->number() : std::nullopt;
}

std::optional<bool> Value::flag_at(std::string_view name) const {
    const auto found = member(name);
    return found ? found->boolean() : std::nullopt;
}

}  // namespace sealwright::vault
