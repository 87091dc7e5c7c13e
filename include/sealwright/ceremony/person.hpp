// Person: who may decide, with what roles and keys; and what a name or a key has to be.
//
// Pure values; what makes a set of them a roster is in roster.hpp. Process: keeper, cli. Limits: 8
// keys. Spec: docs/protocol/acts.md section 4.
#pragma once

#include "sealwright/ceremony/act.hpp"
#include "sealwright/crypto/sign.hpp"

#include <optional>
#include <vector>

namespace sealwright {

struct PersonTag {
    static constexpr std::string_view prefix = "person";
};
using PersonId = Id<PersonTag>;

}  // namespace sealwright

namespace sealwright::ceremony {

inline constexpr std::size_t name_max = 48;  // Of a person, in bytes.
inline constexpr std::size_t person_keys_max = 8;

class Roles {
public:
    Roles() = default;
    explicit Roles(std::uint8_t bits) : bits_(bits) {}

    [[nodiscard]] bool has(Role role) const;
    void add(Role role);
    [[nodiscard]] bool is_empty() const { return bits_ == 0; }
    // Whether each bit is that of a role.
    [[nodiscard]] bool are_known() const;
    // The first that the person has, in the order of Role.
    [[nodiscard]] std::optional<Role> first() const;
    [[nodiscard]] std::uint8_t bits() const { return bits_; }
    // "operator, witness".
    [[nodiscard]] std::string str() const;
    bool operator==(const Roles&) const = default;

private:
    std::uint8_t bits_ = 0;
};

std::string_view word_of(Role role);
std::optional<Role> role_named(std::string_view word);

struct PersonKey {
    crypto::PublicKey key{};
    std::uint64_t added_ms = 0;    // Wall time, as all here.
    std::uint64_t revoked_ms = 0;  // 0: in force.

    void write(wire::Writer& writer) const;
    static PersonKey read(wire::Reader& reader);
    bool operator==(const PersonKey&) const = default;
};

struct Person {
    PersonId id;
    std::string name;
    Roles roles;
    std::uint64_t removed_ms = 0;  // 0: in force.
    std::vector<PersonKey> keys;

    void write(wire::Writer& writer) const;
    static Person read(wire::Reader& reader);
    [[nodiscard]] bool in_force() const { return removed_ms == 0; }
    // In force, of a person in force.
    [[nodiscard]] bool has_key(const crypto::PublicKey& key) const;
    [[nodiscard]] bool can_sign() const;
    bool operator==(const Person&) const = default;
};

// What of a name the eye keeps: 0 is o, 1 is l, and marks between letters are nothing.
std::string look_of(std::string_view name);

// The first 16 bytes of TH("person"; name, first key).
PersonId person_id(std::string_view name, const crypto::PublicKey& first_key);

// "ed25519:" and base64: how a key is written for people.
std::string key_text(const crypto::PublicKey& key);
// Nothing unless the text is the one form of a key.
std::optional<crypto::PublicKey> key_named(std::string_view text);

// What whoever brings a key signs with it.
Digest key_proof(std::string_view name, const crypto::PublicKey& key);
Result<void> check_key_proof(std::string_view name,
                             const crypto::PublicKey& key,
                             const crypto::Signature& proof);

}  // namespace sealwright::ceremony
