// ClassTable: which class of sealed value may be opened: always, never, or inside a window.
//
// The operator's choice for an environment, within what is never a choice: a probe opens nothing,
// and a recovery key never opens outside of a window, or shares alone would make root. Process: cli
// makes it from the configuration, sealwrightd passes it on, keeper decides by it. Spec:
// docs/protocol/seal.md section 3, docs/reference/configuration.md.
#pragma once

#include "sealwright/claims/seal_class.hpp"
#include "sealwright/wire/codec.hpp"

#include <array>
#include <optional>
#include <string>

namespace sealwright::claims {

enum class Rule : std::uint8_t { allow, deny, window };

class ClassTable {
public:
    static constexpr std::size_t classes = static_cast<std::size_t>(seal_class_last) + 1;

    // What holds when the configuration says nothing.
    ClassTable();

    [[nodiscard]] Rule rule(SealClass seal_class) const;
    // False, and nothing changes, when the rule is not one that this class may have.
    bool set(SealClass seal_class, Rule rule);
    static bool is_legal(SealClass seal_class, Rule rule);

    // "heartbeat=allow …": every class with its rule, for the journal.
    [[nodiscard]] std::string str() const;

    void write(wire::Writer& writer) const;
    static ClassTable read(wire::Reader& reader);
    bool operator==(const ClassTable&) const = default;

private:
    std::array<Rule, classes> rules_;
};

// The word of the configuration: `allow`, `deny`, `window`; `stored_root_key`.
std::string_view word_of(Rule rule);
std::string_view word_of(SealClass seal_class);
std::optional<Rule> rule_named(std::string_view word);

}  // namespace sealwright::claims
