// Note: a signed tree head in the C2SP forms that transparency-log tools read.
//
// Checkpoint text: origin, tree size, base64 root, each with a newline; an empty line; then
// "— name base64(key hash (4) || signature (64))". The verifier key is "name+hash+base64(0x01 ||
// public key)". The name is "sealwright/<installation>/<instance>", both in hex. Process: keeper
// signs, cli verifies. Spec: C2SP tlog-checkpoint, signed-note; docs/protocol/journal.md section 4.
#pragma once

#include "sealwright/core/ids.hpp"
#include "sealwright/core/result.hpp"
#include "sealwright/crypto/sign.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace sealwright::journal {

struct TreeHead {
    std::string name;
    std::uint64_t size = 0;
    Digest root{};

    bool operator==(const TreeHead&) const = default;
};

struct VerifierKey {
    std::string name;
    crypto::PublicKey key{};

    [[nodiscard]] std::string str() const;
    static Result<VerifierKey> parse(std::string_view text);
    bool operator==(const VerifierKey&) const = default;
};

std::string sign_head(const TreeHead& head, const crypto::SigningSeed& seed);

// Any text of lines, in the same form; and the text again, when `key` signed it.
std::string sign_text(std::string_view text,
                      const std::string& name,
                      const crypto::SigningSeed& seed);
Result<std::string_view> open_text(std::string_view note, const VerifierKey& key);

// The head of a note that `key` signed; nothing but the one canonical text is accepted.
Result<TreeHead> open_note(std::string_view note, const VerifierKey& key);
// The name that a note gives itself, which nothing proves until it is opened under that name.
std::string_view name_in(std::string_view note);

std::string signer_name(const InstallationId& installation, const InstanceId& instance);
// Nothing: it is no signer's name.
std::optional<InstallationId> installation_in(std::string_view name);

}  // namespace sealwright::journal
