#include "sealwright/ceremony/person.hpp"

#include "sealwright/ceremony/errors.hpp"
#include "sealwright/crypto/hash.hpp"

#include <algorithm>
#include <array>

namespace sealwright::ceremony {
namespace {

constexpr std::string_view key_prefix = "ed25519:";
constexpr std::array<std::string_view, 5> role_words{
    "operator", "custodian", "responder", "witness", "auditor"};

}  // namespace

bool Roles::has(Role role) const {
    return (bits_ >> static_cast<unsigned>(role) & 1U) != 0;
}

void Roles::add(Role role) {
    bits_ = static_cast<std::uint8_t>(bits_ | 1U << static_cast<unsigned>(role));
}

std::optional<Role> Roles::first() const {
    for (std::size_t number = 0; number < role_words.size(); ++number) {
        if (has(static_cast<Role>(number))) return static_cast<Role>(number);
    }
    return std::nullopt;
}

std::string Roles::str() const {
    std::string text;
    for (std::size_t number = 0; number < role_words.size(); ++number) {
        if (!has(static_cast<Role>(number))) continue;
        if (!text.empty()) text += ", ";
        text += role_words.at(number);
    }
    return text;
}

bool Roles::are_known() const {
    return bits_ >> role_words.size() == 0;
}

std::string_view word_of(Role role) {
    return role_words.at(static_cast<std::size_t>(role));
}

std::optional<Role> role_named(std::string_view word) {
    const auto* found = std::ranges::find(role_words, word);
    if (found == role_words.end()) return std::nullopt;
    return static_cast<Role>(found - role_words.begin());
}

void PersonKey::write(wire::Writer& writer) const {
    writer.raw(key);
    writer.u64(added_ms);
    writer.u64(revoked_ms);
}

PersonKey PersonKey::read(wire::Reader& reader) {
    PersonKey key;
    reader.copy_into(key.key);
    key.added_ms = reader.u64();
    key.revoked_ms = reader.u64();
    return key;
}

void Person::write(wire::Writer& writer) const {
    writer.id(id);
    writer.text(name);
    writer.u8(roles.bits());
    writer.u64(removed_ms);
    wire::write_list(writer, keys);
}

Person Person::read(wire::Reader& reader) {
    Person person;
    person.id = reader.id<PersonId>();
    person.name = reader.text(name_max);
    person.roles = Roles(reader.u8());
    person.removed_ms = reader.u64();
    person.keys = wire::read_list<PersonKey>(reader, person_keys_max);
    return person;
}

bool Person::has_key(const crypto::PublicKey& key) const {
    return in_force() && std::ranges::any_of(keys, [&](const PersonKey& each) {
               return each.revoked_ms == 0 && each.key == key;
           });
}

bool Person::can_sign() const {
    return in_force() &&
           std::ranges::any_of(keys, [](const PersonKey& each) { return each.revoked_ms == 0; });
}

std::string look_of(std::string_view name) {
    std::string look;
    for (const char letter : name) {
        if (letter == '.' || letter == '_' || letter == '-') continue;
        look += letter == '0' ? 'o' : letter == '1' ? 'l' : letter;
    }
    return look;
}

PersonId person_id(std::string_view name, const crypto::PublicKey& first_key) {
    const auto digest = crypto::th("person", {view_of(name), first_key});
    IdBytes id{};
    std::copy_n(digest.begin(), id.size(), id.begin());
    return PersonId(id);
}

std::string key_text(const crypto::PublicKey& key) {
    return std::string(key_prefix) + to_base64(key);
}

std::optional<crypto::PublicKey> key_named(std::string_view text) {
    if (!text.starts_with(key_prefix)) return std::nullopt;
    const auto bytes = from_base64(text.substr(key_prefix.size()));
    crypto::PublicKey key{};
    if (!bytes || bytes->size() != key.size()) return std::nullopt;
    std::ranges::copy(*bytes, key.begin());
    return key;
}

Digest key_proof(std::string_view name, const crypto::PublicKey& key) {
    return crypto::th("person-key", {view_of(name), key});
}

Result<void> check_key_proof(std::string_view name,
                             const crypto::PublicKey& key,
                             const crypto::Signature& proof) {
    if (crypto::verify(key, key_proof(name, key), proof)) return done;
    return Error(errors::person_key_invalid, {fact("person", name)});
}

}  // namespace sealwright::ceremony
