// What a solo installation's operator loosened alone: its founders are shown it before they sign.
//
// Read from the journal that is here; of entries in an archive the archive's own entry stands for
// them, which is a loosening too. Entries do not change, so each is read once and what it said is
// kept. Process: keeper. Spec: docs/protocol/acts.md section 10.
#pragma once

#include "core.hpp"

namespace sealwright::keeper {

struct Loosenings {
    std::uint64_t count = 0;
    Digest digest{};                  // TH("loosenings"; digest of each entry, in their order).
    std::vector<std::string> newest;  // A sentence each.
};

// Whether it is an act that would have taken two people.
bool is_loosening(const journal::Entry& entry);

class LooseningsReader {
public:
    // As the journal stands.
    Result<Loosenings> read(Core& core);

private:
    void add(const journal::Entry& entry, const Digest& digest);

    std::uint64_t start_ = 0;  // Behind which entry the journal began when it was read.
    std::uint64_t read_to_ = 0;
    Bytes digests_;
    Loosenings so_far_;
};

}  // namespace sealwright::keeper
