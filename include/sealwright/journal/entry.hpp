// Entry: one line of the journal, canonical bytes, chained by the digest of the one before.
//
// An entry carries where it belongs, the state of the shared rows as it stands after its commit
// (`revision`, `state`), who asked, and facts. The digest of an entry is its RFC 6962 leaf hash, so
// one number serves chain and tree. Entries hold no secret and no ciphertext. Process: keeper
// writes, cli reads. Limits: 32 fields, text 4,096 bytes. Spec: docs/protocol/journal.md.
#pragma once

#include "sealwright/claims/origin.hpp"
#include "sealwright/claims/provenance.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace sealwright::journal {

enum class Kind : std::uint8_t {
    founded,      // Entry 1 of an installation.
    started,      // A keeper opened the state.
    act,          // A person changed something; `digest` is the act's.
    intent,       // About to release or seal root-class material. Durable before it happens.
    outcome,      // What came of the intent named by `intent`.
    refusal,      // An ask that was not carried out.
    checkpoint,   // A signed tree head over all entries before it.
    alert,        // Something a person should look at.
    attestation,  // What came of judging a node's evidence.
    task,         // A step that an agent is about to take in its vault, or the end of a task.
};

struct Field {
    std::string name;
    std::variant<std::uint64_t, std::string, Digest> value;

    void write(wire::Writer& writer) const;
    static Field read(wire::Reader& reader);
    [[nodiscard]] std::string render() const;
    bool operator==(const Field&) const = default;
};

// The intents that one outcome is about, first and last, all of which stand side by side.
struct IntentRange {
    std::uint64_t first = 0;
    std::uint64_t last = 0;

    [[nodiscard]] bool contains(std::uint64_t sequence) const {
        return first <= sequence && sequence <= last;
    }
};

struct Entry {
    claims::Provenance provenance;
    std::uint64_t sequence = 0;  // From 1, without gaps.
    Digest previous{};           // Digest of entry sequence-1; zeros for the first.
    std::uint64_t wall_ms = 0;
    std::uint64_t revision = 0;
    Digest state{};
    std::optional<claims::Origin> origin;  // None: the keeper itself.
    Kind kind{};
    std::vector<Field> fields;

    void write(wire::Writer& writer) const;
    static Entry read(wire::Reader& reader);

    // The value of a field, when it is there and of that type.
    [[nodiscard]] const std::string* text(std::string_view name) const;
    [[nodiscard]] const std::uint64_t* number(std::string_view name) const;
    [[nodiscard]] const Digest* digest(std::string_view name) const;
    // What add_bytes has put under this name, if it is there whole.
    [[nodiscard]] std::optional<Bytes> bytes(std::string_view name) const;
    // Of an outcome: what it is the outcome of, if it says so in its one way.
    [[nodiscard]] std::optional<IntentRange> intents() const;
    bool operator==(const Entry&) const = default;
};

// Adds the bytes as base64, in as many fields ("NAME 1", "NAME 2", …) as it takes: 3,072 bytes
// each.
void add_bytes(std::vector<Field>& fields, std::string_view name, View bytes);

std::string_view name_of(Kind kind);

// What an act says (`what`) whose entries left for a file: section 7.
inline constexpr std::string_view archive_act = "journal archive";

// "entry-42": how people and error answers name an entry; `parse_entry_name` reads it back.
std::string entry_name(std::uint64_t sequence);
std::optional<std::uint64_t> parse_entry_name(std::string_view text);

}  // namespace sealwright::journal
