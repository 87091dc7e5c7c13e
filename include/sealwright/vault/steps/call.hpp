// Call and Reply: one request to a vault, and what came of it; nothing here does any I/O.
//
// A step is a function that makes a Call and one that reads its Reply. The token travels beside the
// Call, so that whoever keeps it passes it once and no step can hold it. Bodies hold secrets and
// are wiped. Process: agent. Spec: docs/protocol/vault.md section 1.
#pragma once

#include "sealwright/core/result.hpp"
#include "sealwright/vault/steps/document.hpp"

#include <initializer_list>
#include <string>

namespace sealwright::vault {

enum class Method : std::uint8_t { get, put, list, remove };

struct Call {
    Method method = Method::get;
    std::string path;  // Behind /v1/, without a first slash.
    bool by_token = true;
    WipedBytes body;     // Empty: none is sent.
    std::string inside;  // The namespace; empty: root.
};

struct Reply {
    std::uint16_t status = 0;
    WipedBytes body;
};

// A token or an OTP, in wiped memory that nobody copies by chance.
class SecretText {
public:
    static constexpr std::size_t size_max = 512;

    SecretText() = default;
    explicit SecretText(WipedBytes bytes) : bytes_(std::move(bytes)) {}
    SecretText(SecretText&&) noexcept = default;
    SecretText& operator=(SecretText&&) noexcept = default;
    SecretText(const SecretText&) = delete;
    SecretText& operator=(const SecretText&) = delete;
    ~SecretText() = default;

    [[nodiscard]] View reveal() const { return bytes_; }
    [[nodiscard]] bool is_empty() const { return bytes_.empty(); }

private:
    WipedBytes bytes_;
};

// What both products make tokens of; a header's line can hold nothing else of one.
bool has_token_letters(View text);

// A JSON object of what a step sends. Texts are escaped; what is secret is base64 or a token, which
// need no escape, or is refused by check().
class BodyWriter {
public:
    BodyWriter& text(std::string_view name, std::string_view value);
    BodyWriter& secret(std::string_view name, View letters);
    BodyWriter& number(std::string_view name, std::uint64_t value);
    BodyWriter& flag(std::string_view name, bool value);
    BodyWriter& texts(std::string_view name, const std::vector<std::string>& values);

    [[nodiscard]] WipedBytes finish();

private:
    void name(std::string_view name);
    void quoted(std::string_view value);

    WipedBytes out_{'{'};
};

// A refusal in the form of both products, and not of something that stands before them.
bool is_of_a_vault(const Reply& refusal);

// What an answer of success says; an error says which of the ways to fail it was.
Result<Document> accepted(const Reply& reply);
// The same for one that needs no body.
Result<void> done_by(const Reply& reply);

// `data` of an answer, or the answer itself where there is none: the vaults differ.
Result<Value> data_of(const Document& document);

}  // namespace sealwright::vault
