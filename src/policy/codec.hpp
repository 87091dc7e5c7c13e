// The encoding of terms. Private to policy.
#pragma once

#include "sealwright/policy/terms.hpp"

namespace sealwright::policy {

void write_term(wire::Writer& writer, const Term& term);
// `terms` counts those of the whole policy; reading fails when a limit is passed.
Term read_term(wire::Reader& reader, std::size_t depth, std::size_t& terms);

}  // namespace sealwright::policy
