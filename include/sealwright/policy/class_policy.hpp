// Class policy: which class of value may be sealed or opened, for whom and
// when.
//
// Pure. The table is the operator's, per environment; the open windows, the hold and the re-wrap
// come as values: whoever opens, holds or counts is somebody else's business, and neither ceremony
// nor root is known here. Process: keeper. Spec: docs/protocol/seal.md section 3.
#pragma once

#include "sealwright/claims/class_table.hpp"
#include "sealwright/core/result.hpp"
#include "sealwright/policy/fresh.hpp"

#include <optional>

namespace sealwright::policy {

// Which exceptional windows stand open for the vault at this moment.
struct Windows {
    bool restore = false;
    bool root = false;
};

// Where a vault stands between two versions N of its seal key.
enum class Rewrap : std::uint8_t {
    none,
    due,   // The value is of an older N and its node has just unsealed: a recovery key opens once.
    open,  // A recovery key was opened for that and has not come back: no stored root key opens.
};

struct OpenAsk {
    claims::SealClass seal_class{};
    bool sealed_by_same_node = false;
    std::uint64_t age_ms = 0;  // Between its sealing and now, whichever is later.
    Windows windows;
    Rewrap rewrap{};
    bool is_held = false;
    // Since the node's evidence was accepted; nothing in the channel tier, which has none.
    std::optional<std::uint64_t> evidence_age_ms;
};

inline constexpr std::uint64_t challenge_age_max_ms = std::uint64_t{5} * 60 * 1000;

// May it be opened? The error says which rule says no.
Result<void> may_open(const claims::ClassTable& table, const OpenAsk& ask);

// May it be sealed? Everything may, since a refused seal can cost a vault its keys; but a snapshot
// of a moment in which an unlimited root token lives would bring it back to life.
Result<void> may_seal(claims::SealClass seal_class, Windows windows);

}  // namespace sealwright::policy
