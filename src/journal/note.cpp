#include "sealwright/journal/note.hpp"

#include "sealwright/crypto/hash.hpp"
#include "sealwright/journal/errors.hpp"
#include "sealwright/wire/writer.hpp"

#include <algorithm>
#include <charconv>

namespace sealwright::journal {
namespace {

constexpr std::uint8_t ed25519_algorithm = 0x01;
constexpr std::size_t hash_digits = 8;
constexpr std::string_view names_begin = "sealwright/";
constexpr std::string_view signature_mark = "\n\xE2\x80\x94 ";  // A newline, an em dash, a space.

// First four bytes of SHA-256(name || "\n" || algorithm || public key).
Bytes key_hash(std::string_view name, const crypto::PublicKey& key) {
    wire::Writer writer;
    writer.raw(view_of(name));
    writer.u8('\n');
    writer.u8(ed25519_algorithm);
    writer.raw(key);
    const auto digest = crypto::sha256(writer.view());
    return {digest.begin(), digest.begin() + 4};
}

std::string text_of_head(const TreeHead& head) {
    return head.name + "\n" + std::to_string(head.size) + "\n" + to_base64(head.root) + "\n";
}

// Cuts the text up to the next newline off the front of `rest`.
std::string_view take_line(std::string_view& rest) {
    const auto end = rest.find('\n');
    const auto line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    return line;
}

// C2SP: not empty, no space, no '+'. Ours have no other than printable ASCII letters either.
bool is_key_name(std::string_view name) {
    const auto is_allowed = [](char letter) {
        return letter > 0x20 && letter < 0x7f && letter != '+';
    };
    return !name.empty() && std::all_of(name.begin(), name.end(), is_allowed);
}

// The head whose one text this is.
Result<TreeHead> read_head(std::string_view text) {
    TreeHead head;
    auto rest = text;
    head.name = std::string(take_line(rest));
    const auto size = take_line(rest);
    const auto parsed = std::from_chars(size.data(), size.data() + size.size(), head.size);
    const auto root = from_base64(take_line(rest));
    if (parsed.ec != std::errc() || !root || root->size() != head.root.size()) {
        return errors::journal_checkpoint;
    }
    std::copy(root->begin(), root->end(), head.root.begin());
    if (text_of_head(head) != text) return errors::journal_checkpoint;
    return head;
}

// "name base64(key hash || signature)" and a newline, and nothing behind it: one signature, this
// key's.
Result<crypto::Signature> read_signature(std::string_view line, const VerifierKey& key) {
    const auto name = key.name + " ";
    if (!line.starts_with(name)) return errors::journal_checkpoint;
    line.remove_prefix(name.size());
    if (line.empty() || line.find('\n') != line.size() - 1) return errors::journal_checkpoint;
    const auto hash = key_hash(key.name, key.key);
    const auto bytes = from_base64(line.substr(0, line.size() - 1));
    crypto::Signature signature{};
    if (!bytes || bytes->size() != hash.size() + signature.size()) {
        return errors::journal_checkpoint;
    }
    if (!std::equal(hash.begin(), hash.end(), bytes->begin())) return errors::journal_checkpoint;
    const auto signed_at = bytes->begin() + static_cast<std::ptrdiff_t>(hash.size());
    std::copy(signed_at, bytes->end(), signature.begin());
    return signature;
}

}  // namespace

std::string VerifierKey::str() const {
    wire::Writer writer;
    writer.u8(ed25519_algorithm);
    writer.raw(key);
    return name + "+" + to_hex(key_hash(name, key)) + "+" + to_base64(writer.view());
}

Result<VerifierKey> VerifierKey::parse(std::string_view text) {
    // The name holds no '+', so the first one ends it; base64 may hold more.
    const auto name_end = text.find('+');
    if (name_end == std::string_view::npos) return errors::journal_key_invalid;
    const auto name = text.substr(0, name_end);
    const auto key_start = name_end + 1 + hash_digits + 1;
    if (!is_key_name(name) || text.size() <= key_start) return errors::journal_key_invalid;

    const auto bytes = from_base64(text.substr(key_start));
    if (!bytes || bytes->size() != 33 || bytes->front() != ed25519_algorithm) {
        return errors::journal_key_invalid;
    }
    VerifierKey key;
    key.name = std::string(name);
    std::copy_n(bytes->begin() + 1, key.key.size(), key.key.begin());
    // The hash and the signs around it are right when this is the key's own text.
    if (key.str() != text) return errors::journal_key_invalid;
    return key;
}

std::string sign_text(std::string_view text,
                      const std::string& name,
                      const crypto::SigningSeed& seed) {
    const auto signature = crypto::Signer::sign(seed, view_of(text));
    wire::Writer signed_by;
    signed_by.raw(key_hash(name, crypto::Signer::public_key(seed)));
    signed_by.raw(signature);
    return std::string(text) + std::string(signature_mark) + name + " " +
           to_base64(signed_by.view()) + "\n";
}

Result<std::string_view> open_text(std::string_view note, const VerifierKey& key) {
    const auto mark = note.find(signature_mark);
    if (mark == std::string_view::npos) return errors::journal_checkpoint;
    const auto text = note.substr(0, mark);
    TRY(signature, read_signature(note.substr(mark + signature_mark.size()), key));
    TRY(crypto::verify(key.key, view_of(text), signature));
    return text;
}

std::string sign_head(const TreeHead& head, const crypto::SigningSeed& seed) {
    return sign_text(text_of_head(head), head.name, seed);
}

std::string_view name_in(std::string_view note) {
    return note.substr(0, note.find('\n'));
}

std::string signer_name(const InstallationId& installation, const InstanceId& instance) {
    return std::string(names_begin) + to_hex(installation.bytes()) + "/" + to_hex(instance.bytes());
}

std::optional<InstallationId> installation_in(std::string_view name) {
    constexpr std::size_t id_digits = 32;
    if (!name.starts_with(names_begin)) return std::nullopt;
    name.remove_prefix(names_begin.size());
    if (name.find('/') != id_digits) return std::nullopt;
    const auto id = InstallationId::parse("installation-" + std::string(name.substr(0, id_digits)));
    return id ? std::optional(*id) : std::nullopt;
}

Result<TreeHead> open_note(std::string_view note, const VerifierKey& key) {
    TRY(head, read_head(note.substr(0, note.find(signature_mark))));
    if (head.name != key.name) return errors::journal_checkpoint;
    TRY(open_text(note, key));
    return head;
}

}  // namespace sealwright::journal
