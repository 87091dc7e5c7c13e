#include "sealwright/seal/body.hpp"

#include "sealwright/crypto/hash.hpp"
#include "sealwright/seal/errors.hpp"
#include "sealwright/seal/messages.hpp"
#include "sealwright/wire/only_value.hpp"

namespace sealwright::seal {
namespace {

Result<std::string_view> only_value(View body, std::string_view prefix) {
    if (body.size() > body_max) return errors::body_shape;
    const auto value = wire::only_value(body, prefix);
    if (!value) return errors::body_shape;
    return *value;
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
