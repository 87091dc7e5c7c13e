#include "sealwright/threshold/combiner.hpp"

#include "sealwright/threshold/errors.hpp"
#include "sealwright/threshold/lagrange.hpp"

#include <algorithm>

namespace sealwright::threshold {

Result<Combiner> Combiner::begin(const Opening& opening) {
    TRY(check_sealed(opening.group.key(), opening.label, opening.ciphertext));
    return Combiner(opening);
}

Result<void> Combiner::add(Partial partial) {
    const auto again = std::ranges::find(partials_, partial.custodian, &Partial::custodian);
    if (again != partials_.end()) {
        return Error(errors::partial_twice, {fact("custodian", partial.custodian.value())});
    }
    TRY(verify_partial(opening_, partial));
    partials_.push_back(std::move(partial));
    std::ranges::sort(partials_, {}, &Partial::custodian);
    return done;
}

std::size_t Combiner::missing() const {
    const auto needed = opening_.group.session().size().needed();
    return needed - std::min(needed, partials_.size());
}

Result<Element> Combiner::combine() const {
    if (missing() > 0) {
        return Error(errors::partials_few, {fact("missing", missing())});
    }
    // Any k are enough; the rest only cost time.
    const auto used = std::span(partials_).first(opening_.group.session().size().needed());
    std::vector<Index> custodians;
    for (const auto& each : used) custodians.push_back(each.custodian);
    TRY(indices, IndexSet::make(std::move(custodians)));
    const auto weights = weights_at_zero(indices);
    Element sum;
    for (std::size_t place = 0; place < used.size(); ++place) {
        sum = sum.plus(used[place].value.times(weights[place]));
    }
    return sum;
}

}  // namespace sealwright::threshold
