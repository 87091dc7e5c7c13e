// Combiner: collects partial decryptions for one opening until enough of them are there.
//
// Each is checked when it comes; one that is wrong is refused with its custodian's index and
// changes nothing, so the others go on. A custodian counts once. Process: the recovery host.
// Spec: docs/protocol/threshold.md section 11.
#pragma once

#include "sealwright/threshold/partial.hpp"

namespace sealwright::threshold {

class Combiner {
public:
    // Refuses a ciphertext that was not sealed to this group under this label. What `opening`
    // refers to outlives it.
    static Result<Combiner> begin(const Opening& opening);

    Result<void> add(Partial partial);
    [[nodiscard]] std::size_t missing() const;

    template <class Tag>
    [[nodiscard]] Result<Secret<32, Tag>> open(const Pepper& pepper) const {
        TRY(agreed, combine());
        return Tdh2::open<Tag>(
            opening_.group.key(), opening_.label.bytes(), pepper, opening_.ciphertext, agreed);
    }

private:
    explicit Combiner(const Opening& opening) : opening_(opening) {}

    [[nodiscard]] Result<Element> combine() const;

    Opening opening_;
    std::vector<Partial> partials_;
};

}  // namespace sealwright::threshold
