#include "sealwright/vault/steps/key_rotation.hpp"

#include "sealwright/vault/steps/errors.hpp"

namespace sealwright::vault {
namespace {

Call by_share(std::string path, const std::string& nonce, View share) {
    WipedBytes letters;
    append_base64(letters, share);
    auto body = BodyWriter().text("nonce", nonce).secret("key", letters).finish();
    return {Method::put, std::move(path), true, std::move(body), {}};
}

// Of one share the vault gives the key itself.
Result<std::optional<WipedBytes>> key_in(const Value& data) {
    constexpr std::size_t key_size = 32;
    const auto member = data.member("keys_base64");
    const auto keys = member ? member->items() : std::nullopt;
    if (!keys || keys->empty()) return std::optional<WipedBytes>();
    const auto letters = keys->front().text();
    auto key = letters ? from_base64(*letters) : std::nullopt;
    if (keys->size() != 1 || !key || key->size() != key_size) return errors::answer_unreadable;
    return key;
}

}  // namespace

std::string KeyRotation::path(std::string_view end) const {
    const std::string base =
        kind_ == KeyKind::recovery ? "sys/rotate/recovery/" : "sys/rotate/root/";
    return base + std::string(end);
}

Call KeyRotation::look() const {
    return {Method::get, path("init"), true, {}, {}};
}

Call KeyRotation::begin() const {
    auto body = BodyWriter()
                    .number("secret_shares", 1)
                    .number("secret_threshold", 1)
                    .flag("require_verification", true)
                    .finish();
    return {Method::put, path("init"), true, std::move(body), {}};
}

Call KeyRotation::begin_first() {
    auto body = BodyWriter().number("secret_shares", 1).number("secret_threshold", 1).finish();
    return {Method::put, "sys/rotate/recovery/init", true, std::move(body), {}};
}

Call KeyRotation::give(const std::string& nonce, View share) const {
    return by_share(path("update"), nonce, share);
}

Call KeyRotation::cancel() const {
    return {Method::remove, path("init"), true, {}, {}};
}

Call KeyRotation::verify(const std::string& verification_nonce, View key) const {
    return by_share(path("verify"), verification_nonce, key);
}

Result<KeyRotation::Status> KeyRotation::read(const Reply& reply) {
    TRY(document, accepted(reply));
    TRY(data, data_of(document));
    const auto complete = data.flag_at("complete").value_or(false);
    const auto started = data.flag_at("started");
    if (!started && !complete) return errors::answer_unreadable;
    TRY(key, key_in(data));
    if (complete != key.has_value()) return errors::answer_unreadable;
    return Status{started.value_or(false),
                  data.text_at("nonce").value_or(""),
                  data.number_at("required").value_or(0),
                  complete,
                  data.text_at("verification_nonce").value_or(""),
                  std::move(key)};
}

Result<bool> KeyRotation::read_verified(const Reply& reply) {
    TRY(document, accepted(reply));
    TRY(data, data_of(document));
    const auto complete = data.flag_at("complete");
    if (!complete) return errors::answer_unreadable;
    return *complete;
}

}  // namespace sealwright::vault
