// Statement: all that a person's key ever signs, as the bytes that its digest is made from.
//
// There are three: an act, a question, and the proof that who brings a key has it. One is made from
// its noun, or read back from its bytes, which begin with the domain and are in their one canonical
// form. Whoever signs statements and nothing else, as a card's process does, is no oracle for other
// bytes. Pure. Process: cli, token. Limits: 160 KiB. Spec: docs/protocol/acts.md section 13.
#pragma once

#include "sealwright/ceremony/act.hpp"
#include "sealwright/crypto/sign.hpp"
#include "sealwright/operate/people_messages.hpp"

#include <optional>
#include <string_view>

namespace sealwright::person {

inline constexpr std::size_t statement_max = std::size_t{160} * 1024;

class Statement {
public:
    static Statement of(const ceremony::Act& act);
    static Statement of(const operate::Question& question);
    static Statement of_key(std::string_view name, const crypto::PublicKey& key);
    static Result<Statement> read(View bytes);

    [[nodiscard]] const Bytes& bytes() const { return bytes_; }
    // What is signed.
    [[nodiscard]] const Digest& digest() const { return digest_; }
    // The key that a proof is about; nothing for what is no proof.
    [[nodiscard]] const std::optional<crypto::PublicKey>& proven_key() const { return proven_key_; }

private:
    Statement(Bytes bytes, const Digest& digest) : bytes_(std::move(bytes)), digest_(digest) {}

    Bytes bytes_;
    Digest digest_;
    std::optional<crypto::PublicKey> proven_key_;
};

}  // namespace sealwright::person
