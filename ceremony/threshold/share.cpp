#include "sealwright/threshold/share.hpp"

#include "sealwright/crypto/hash.hpp"
#include "sealwright/threshold/errors.hpp"

namespace sealwright::threshold {
namespace {

Domain held_domain(const Group& group, const Digest& challenge) {
    return Domain::of(
        Domain::Role::held,
        crypto::th("custodian/held", {group.transcript(), group.epoch().bytes(), challenge}));
}

Error elsewhere(Index index) {
    return Error(errors::share_elsewhere, {fact("custodian", index.value())});
}

}  // namespace

Result<SecretShare> SecretShare::make(const PendingGroup& group, Index index, SecretScalar value) {
    TRY(group.session().place_of(index));
    const bool fits = value.times_base().is(group.share_point(index));
    if (!fits) return elsewhere(index);  // Public: whether it fits.
    return SecretShare(index, group.epoch(), group.transcript(), std::move(value));
}

Result<SecretShare> SecretShare::make(const Group& group, Index index, SecretScalar value) {
    TRY(expected, group.share_point(index));
    const bool fits = value.times_base().is(Element(expected));
    if (!fits) return elsewhere(index);  // Public: whether it fits.
    return SecretShare(index, group.epoch(), group.transcript(), std::move(value));
}

bool SecretShare::is_of(const Group& group) const {
    return transcript_ == group.transcript() && epoch_ == group.epoch();
}

Result<Possession> prove_held(const SecretShare& share,
                              const Group& group,
                              const Digest& challenge,
                              Random& random) {
    if (!share.is_of(group)) return elsewhere(share.index());
    return prove_possession(share.value(), share.index(), held_domain(group, challenge), random);
}

Result<void> verify_held(const Group& group,
                         Index custodian,
                         const Digest& challenge,
                         const Possession& proof) {
    TRY(point, group.share_point(custodian));
    return verify_possession(point, custodian, proof, held_domain(group, challenge));
}

}  // namespace sealwright::threshold
