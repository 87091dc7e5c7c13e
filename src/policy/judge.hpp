// Holding terms against claims. Private to policy.
#pragma once

#include "sealwright/policy/release_policy.hpp"

namespace sealwright::policy {

bool holds(const Term& term, const ReleaseClaims& release);
// What came, for the claim that the term is about; empty for all, any and not.
std::string got(const Term& term, const ReleaseClaims& release);
// The terms inside all, any or not; none for the others.
const std::vector<Term>& inner_terms(const Term& term);

}  // namespace sealwright::policy
