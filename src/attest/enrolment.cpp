#include "sealwright/attest/enrolment.hpp"

#include "sealwright/attest/enrolment/errors.hpp"
#include "sealwright/crypto/hash.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace sealwright::attest {
namespace {

constexpr std::string_view prefix = "enrol-";
constexpr std::size_t text_size = prefix.size() + 64;

// A signature of one thing is none of the other.
Digest hello_part(const EnrolHello& hello, const NodeId& node, const VaultId& vault) {
    return crypto::th("sealwright/enrol hello/v1",
                      {node.bytes(), vault.bytes(), hello.without_signature()});
}

Digest binding_part(const Digest& binding) {
    return crypto::th("sealwright/enrol binding/v1", {binding});
}

}  // namespace

EnrolmentToken EnrolmentToken::generate() {
    EnrolmentToken token;
    const auto bytes = token.seed_.write(SecretAccess());
    ::randombytes_buf(bytes.data(), bytes.size());
    return token;
}

Result<EnrolmentToken> EnrolmentToken::parse(View text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) {
        text = text.first(text.size() - 1);
    }
    EnrolmentToken token;
    const auto bytes = token.seed_.write(SecretAccess());
    const bool has_form = text.size() == text_size && text_of(text).starts_with(prefix);
    if (!has_form) return errors::enrolment_token_form;
    const auto digits = text_of(text.subspan(prefix.size()));
    // sodium_hex2bin knows capital letters too; there is one form.
    const bool has_capital =
        std::ranges::any_of(digits, [](char d) { return d >= 'A' && d <= 'F'; });
    std::size_t count = 0;
    const auto failed = ::sodium_hex2bin(
        bytes.data(), bytes.size(), digits.data(), digits.size(), nullptr, &count, nullptr);
    if (failed != 0 || count != bytes.size() || has_capital) return errors::enrolment_token_form;
    return token;
}

WipedBytes EnrolmentToken::text() const {
    std::array<char, 2 * crypto::SigningSeed::size + 1> digits{};  // And the zero behind them.
    const auto bytes = seed_.reveal(SecretAccess());
    ::sodium_bin2hex(digits.data(), digits.size(), bytes.data(), bytes.size());
    WipedBytes text(prefix.begin(), prefix.end());
    text.insert(text.end(), digits.begin(), std::prev(digits.end()));
    ::sodium_memzero(digits.data(), digits.size());
    return text;
}

crypto::PublicKey EnrolmentToken::public_key() const {
    return crypto::Signer::public_key(seed_);
}

Digest EnrolmentToken::digest() const {
    return token_digest(public_key());
}

void EnrolmentToken::sign(EnrolHello& hello, const NodeId& node, const VaultId& vault) const {
    hello.token_key = public_key();
    hello.signature = crypto::Signer::sign(seed_, hello_part(hello, node, vault));
}

Signature EnrolmentToken::sign_binding(const Digest& binding) const {
    return crypto::Signer::sign(seed_, binding_part(binding));
}

Digest token_digest(const crypto::PublicKey& token_key) {
    return crypto::sha256(token_key);
}

Result<void> verify_hello(const EnrolHello& hello, const NodeId& node, const VaultId& vault) {
    return crypto::verify(hello.token_key, hello_part(hello, node, vault), hello.signature);
}

Result<void> verify_token_binding(const crypto::PublicKey& token_key,
                                  const Digest& binding,
                                  const Signature& signature) {
    return crypto::verify(token_key, binding_part(binding), signature);
}

}  // namespace sealwright::attest
