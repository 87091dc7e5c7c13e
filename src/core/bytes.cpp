#include "sealwright/core/bytes.hpp"

namespace sealwright {

View view_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string_view text_of(View bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string to_hex(View bytes) {
    std::string text(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
    text.pop_back();
    return text;
}

namespace {

// libsodium writes a terminating zero; the caller drops it.
template <class Container>
void encode_base64(Container& out, std::size_t offset, View bytes) {
    const auto size = sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL);
    out.resize(offset + size);
    sodium_bin2base64(reinterpret_cast<char*>(out.data()) + offset,
                      size,
                      bytes.data(),
                      bytes.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    out.pop_back();
}

}  // namespace

std::string to_base64(View bytes) {
    std::string text;
    encode_base64(text, 0, bytes);
    return text;
}

std::optional<WipedBytes> from_base64(std::string_view text) {
    WipedBytes bytes(text.size() + 1);  // Never without memory, which libsodium does not take.
    std::size_t size = 0;
    const auto decoded = sodium_base642bin(bytes.data(),
                                           bytes.size(),
                                           text.data(),
                                           text.size(),
                                           nullptr,
                                           &size,
                                           nullptr,
                                           sodium_base64_VARIANT_ORIGINAL);
    if (decoded != 0) return std::nullopt;
    bytes.resize(size);
    WipedBytes again;
    append_base64(again, bytes);
    if (text_of(again) != text) return std::nullopt;
    return bytes;
}

void append_base64(WipedBytes& out, View bytes) {
    encode_base64(out, out.size(), bytes);
}

}  // namespace sealwright
