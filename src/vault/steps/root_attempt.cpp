#include "sealwright/vault/steps/root_attempt.hpp"

#include "sealwright/vault/steps/errors.hpp"

namespace sealwright::vault {
namespace {

// The vault leaves the padding out.
std::string padded(const std::string& text) {
    return text + std::string((4 - text.size() % 4) % 4, '=');
}

}  // namespace

std::string RootAttempt::path(std::string_view end) const {
    const std::string base =
        product_ == Product::openbao ? "sys/generate-root-token/" : "sys/generate-root/";
    return base + std::string(end);
}

Call RootAttempt::look() const {
    return {Method::get, path("attempt"), product_ == Product::openbao, {}, {}};
}

Call RootAttempt::begin(const SecretText& pad) const {
    auto body = BodyWriter().secret("otp", pad.reveal()).finish();
    return {Method::put, path("attempt"), product_ == Product::openbao, std::move(body), {}};
}

Call RootAttempt::give(const std::string& nonce, View share) const {
    WipedBytes letters;
    append_base64(letters, share);
    auto body = BodyWriter().text("nonce", nonce).secret("key", letters).finish();
    return {Method::put, path("update"), product_ == Product::openbao, std::move(body), {}};
}

Call RootAttempt::cancel() const {
    return {Method::remove, path("attempt"), product_ == Product::openbao, {}, {}};
}

Result<RootAttempt::Status> RootAttempt::read(const Reply& reply) {
    TRY(document, accepted(reply));
    TRY(data, data_of(document));
    const auto started = data.flag_at("started");
    const auto complete = data.flag_at("complete");
    const auto progress = data.number_at("progress");
    const auto required = data.number_at("required");
    if (!started || !complete || !progress || !required) return errors::answer_unreadable;
    auto encoded = data.text_at("encoded_token").value_or("");
    if (encoded.empty()) encoded = data.text_at("encoded_root_token").value_or("");
    return Status{*started,
                  *complete,
                  data.text_at("nonce").value_or(""),
                  static_cast<std::size_t>(data.number_at("otp_length").value_or(0)),
                  *progress,
                  *required,
                  std::move(encoded)};
}

SecretText RootAttempt::pad_of(std::size_t length, Random& random) {
    constexpr std::string_view letters =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    constexpr std::uint8_t fair = 256 / letters.size() * letters.size() - 1;
    check(length <= pad_length_max);
    WipedBytes pad;
    WipedBytes drawn(64);
    while (pad.size() < length) {
        random.fill(drawn);
        for (const auto byte : drawn) {
            if (byte > fair || pad.size() == length) continue;
            pad.push_back(static_cast<std::uint8_t>(letters[byte % letters.size()]));
        }
    }
    return SecretText(std::move(pad));
}

Result<SecretText> RootAttempt::token_of(const std::string& encoded, const SecretText& pad) {
    auto bytes = from_base64(padded(encoded));
    if (!bytes || bytes->empty() || bytes->size() != pad.reveal().size()) return errors::token_form;
    for (std::size_t i = 0; i < bytes->size(); ++i) (*bytes)[i] ^= pad.reveal()[i];
    const auto text = text_of(*bytes);
    const bool has_prefix = text.starts_with("s.") || text.starts_with("hvs.");
    if (!has_prefix || !has_token_letters(*bytes)) return errors::token_form;
    return SecretText(std::move(*bytes));
}

}  // namespace sealwright::vault
