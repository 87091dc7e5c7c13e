// HeldPolicy: the release policy that holds, and who set it when.
//
// One sealed row ("policy"), so the state's digest in every entry covers it: nobody can put an
// older policy back unseen. Without a row the built-in one holds. Process: keeper. Spec:
// docs/reference/policy.md.
#pragma once

#include "sealwright/policy/release_policy.hpp"

#include <string>

namespace sealwright::keeper {

inline constexpr const char* policy_row = "policy";

struct HeldPolicy {
    policy::ReleasePolicy policy;
    std::uint64_t set_ms = 0;  // Wall time; 0: never.
    std::string set_by;

    void write(wire::Writer& writer) const;
    static HeldPolicy read(wire::Reader& reader);
};

}  // namespace sealwright::keeper
