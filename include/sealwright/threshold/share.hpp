// SecretShare: what one custodian holds, and of which group, epoch and custodian it is.
//
// It comes to be only where it fits what the group published for its index; a share of another
// epoch is refused where it is used. Process: cli. Spec: docs/protocol/threshold.md section 8.
#pragma once

#include "sealwright/threshold/group.hpp"

namespace sealwright::threshold {

class SecretShare {
public:
    static Result<SecretShare> make(const PendingGroup& group, Index index, SecretScalar value);
    static Result<SecretShare> make(const Group& group, Index index, SecretScalar value);

    [[nodiscard]] Index index() const { return index_; }
    [[nodiscard]] Epoch epoch() const { return epoch_; }
    [[nodiscard]] const Digest& transcript() const { return transcript_; }
    [[nodiscard]] const SecretScalar& value() const { return value_; }
    [[nodiscard]] bool is_of(const Group& group) const;

private:
    SecretShare(Index index, Epoch epoch, const Digest& transcript, SecretScalar value)
        : index_(index), epoch_(epoch), transcript_(transcript), value_(std::move(value)) {}

    Index index_;
    Epoch epoch_;
    Digest transcript_{};
    SecretScalar value_;
};

// That a custodian still holds their share, for one challenge that was fresh. Nothing of the share
// is shown.
Result<Possession> prove_held(const SecretShare& share,
                              const Group& group,
                              const Digest& challenge,
                              Random& random);
Result<void> verify_held(const Group& group,
                         Index custodian,
                         const Digest& challenge,
                         const Possession& proof);

}  // namespace sealwright::threshold
