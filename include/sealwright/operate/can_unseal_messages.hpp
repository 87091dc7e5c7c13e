// Messages about whether a vault can be unsealed: the checks, and the canary's trials.
// Process: cli, keeper. Spec: docs/protocol/operate.md.
#pragma once

#include "sealwright/operate/limits.hpp"
#include "sealwright/wire/codec.hpp"

#include <string>
#include <vector>

namespace sealwright::operate {

// Whether a vault's node that starts now would be unsealed. With `now` a canary round for it begins
// first, and the answer says `trying` until that has ended.
struct CanUnsealAsk {
    static constexpr std::uint16_t type = 0x0520;
    std::string vault;
    bool now = false;
    void write(wire::Writer& writer) const;
    static CanUnsealAsk read(wire::Reader& reader);
};

struct Check {
    std::string name;
    bool passed = false;
    std::string found;       // What was seen, or why it failed.
    std::uint16_t code = 0;  // Of a check that failed, with what to do.
    std::string remedy;
    void write(wire::Writer& writer) const;
    static Check read(wire::Reader& reader);
};

// What the canary knows of this vault through one subset of tokens.
struct SubsetInfo {
    std::string tokens;           // "a+c"
    std::uint64_t tried_ms = 0;   // 0: never.
    std::uint64_t passed_ms = 0;  // 0: never.
    std::string fault;            // Why the last trial failed; empty: it did not.
    void write(wire::Writer& writer) const;
    static SubsetInfo read(wire::Reader& reader);
};

struct CanUnseal {
    static constexpr std::uint16_t type = 0x0521;
    std::string vault;
    std::string environment;
    bool trying = false;
    std::vector<Check> checks;
    std::vector<SubsetInfo> subsets;
    void write(wire::Writer& writer) const;
    static CanUnseal read(wire::Reader& reader);
};

}  // namespace sealwright::operate
