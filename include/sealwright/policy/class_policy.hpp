// Class policy of the channel tier: which class of value may be opened, for whom and when.
//
// Pure. It takes the open windows as a value and knows neither ceremony nor root: whoever opens a
// window is somebody else's business. Sealing is allowed for every class (a refused seal can cost a
// vault its keys); opening follows the table. Process: keeper. Spec: docs/protocol/seal.md
// section 3.
#pragma once

#include "sealwright/claims/seal_class.hpp"
#include "sealwright/core/result.hpp"

namespace sealwright::policy {

// Which exceptional windows stand open for the vault at this moment.
struct Windows {
    bool restore = false;
    bool root = false;
};

struct OpenAsk {
    claims::SealClass seal_class{};
    bool sealed_by_same_node = false;
    std::uint64_t age_ms = 0;  // Since it was sealed.
    Windows windows;
};

inline constexpr std::uint64_t challenge_age_max_ms = std::uint64_t{5} * 60 * 1000;

// May it be opened? The error says which rule says no.
Result<void> may_open(const OpenAsk& ask);

}  // namespace sealwright::policy
