#include "sealwright/seal/body.hpp"

#include "sealwright/crypto/hash.hpp"
#include "sealwright/seal/errors.hpp"
#include "sealwright/seal/messages.hpp"

namespace sealwright::seal {
namespace {

// The text between `prefix` and `"}`, which may hold no quote, backslash or control character.
Result<std::string_view> only_value(View body, std::string_view prefix) {
    if (body.size() > body_max) return errors::body_shape;
    auto text = text_of(body);
    if (text.ends_with('\n')) text.remove_suffix(1);
    constexpr std::string_view suffix = "\"}";
    if (!text.starts_with(prefix) || !text.ends_with(suffix)) return errors::body_shape;
    if (text.size() < prefix.size() + suffix.size()) return errors::body_shape;
    const auto value = text.substr(prefix.size(), text.size() - prefix.size() - suffix.size());
    // All letters first, then one verdict: a plaintext's digits must not show in our time.
    bool odd = false;
    for (const auto letter : value) {
        odd |= (letter < 0x21) | (letter > 0x7e) | (letter == '"') | (letter == '\\');
    }
    if (odd) return errors::body_shape;  // Public: whether it has the one shape.
    return value;
}

void append(WipedBytes& out, std::string_view text) {
    const auto bytes = view_of(text);
    out.insert(out.end(), bytes.begin(), bytes.end());
}

}  // namespace

Result<WipedBytes> from_base64(std::string_view text) {
    auto bytes = sealwright::from_base64(text);
    if (!bytes) return errors::body_base64;
    return std::move(*bytes);
}

Result<WipedBytes> read_encrypt_body(View body) {
    TRY(value, only_value(body, "{\"plaintext\":\""));
    return from_base64(value);
}

Result<std::string> read_decrypt_body(View body) {
    TRY(value, only_value(body, "{\"ciphertext\":\""));
    return std::string(value);
}

WipedBytes encrypt_answer(std::string_view ciphertext) {
    WipedBytes out;
    append(out, "{\"data\":{\"ciphertext\":\"");
    append(out, ciphertext);
    append(out, "\"}}");
    return out;
}

WipedBytes decrypt_answer(View plaintext) {
    WipedBytes out;
    append(out, "{\"data\":{\"plaintext\":\"");
    append_base64(out, plaintext);
    append(out, "\"}}");
    return out;
}

WipedBytes error_answer(std::string_view text) {
    WipedBytes out;
    append(out, "{\"errors\":[\"");
    for (const auto letter : text) {
        if (letter == '"' || letter == '\\') out.push_back('\\');
        const auto is_plain = letter >= 0x20 && letter <= 0x7e;
        out.push_back(static_cast<std::uint8_t>(is_plain ? letter : '?'));
    }
    append(out, "\"]}");
    return out;
}

}  // namespace sealwright::seal
