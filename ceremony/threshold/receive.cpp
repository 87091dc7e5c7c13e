#include "sealwright/threshold/receive.hpp"

#include "sealwright/threshold/errors.hpp"

#include <algorithm>

namespace sealwright::threshold {
namespace {

Error blamed(const ErrorSpec& spec, Index dealer) {
    return Error(spec, {fact("custodian", dealer.value())});
}

Result<SecretScalar> open(const RevealRound& reveals,
                          const Deal& deal,
                          std::size_t place,
                          Index self,
                          const crypto::ExchangePair& transport) {
    const auto info = box_info(reveals, deal.dealer, self);
    auto opened = crypto::Hpke::open_key<ScalarTag>(transport, info, deal.boxes[place]);
    if (!opened) return blamed(errors::box_unopened, deal.dealer);
    auto share = SecretScalar::take(*std::move(opened));
    if (!share) return blamed(errors::share_wrong, deal.dealer);
    return share;
}

// The dealer's own share to us, held against what this dealer published.
Result<void> check_one(const Reveal& reveal, Index self, const SecretScalar& share) {
    const bool fits = share.times_base().is(reveal.commitments.at(self));
    if (!fits) return blamed(errors::share_wrong, reveal.dealer);  // Public: whether it fits.
    return done;
}

Result<void> check_box(const RevealRound& reveals,
                       const Deal& deal,
                       std::size_t dealer,
                       std::size_t place,
                       const crypto::ExchangePair& transport) {
    const auto self = reveals.session().members()[place].index;
    TRY(share, open(reveals, deal, place, self, transport));
    return check_one(reveals.reveals()[dealer], self, share);
}

}  // namespace

Result<std::vector<Fault>> faults(const RevealRound& reveals,
                                  const DealRound& deals,
                                  Index self,
                                  const crypto::ExchangePair& transport) {
    TRY(place, reveals.session().place_of(self));
    std::vector<Fault> found;
    for (std::size_t dealer = 0; dealer < deals.deals().size(); ++dealer) {
        const auto& deal = deals.deals()[dealer];
        const auto checked = check_box(reveals, deal, dealer, place, transport);
        if (!checked) found.push_back({deal.dealer, checked.error()});
    }
    return found;
}

Result<SecretShare> receive(const RevealRound& reveals,
                            const DealRound& deals,
                            Index self,
                            const crypto::ExchangePair& transport,
                            Epoch epoch) {
    TRY(place, reveals.session().place_of(self));
    std::optional<SecretScalar> sum;
    for (const auto& deal : deals.deals()) {
        TRY(share, open(reveals, deal, place, self, transport));
        sum = sum ? sum->plus(share) : std::move(share);
    }
    check(sum.has_value());
    const auto group = PendingGroup::of(reveals, deals, epoch);
    auto share = SecretShare::make(group, self, *std::move(sum));
    if (share) return share;
    TRY(wrong, faults(reveals, deals, self, transport));
    return wrong.empty() ? share.error() : wrong.front().reason;
}

Result<Index> judge(const RevealRound& reveals, const DealRound& deals, const Answer& answer) {
    const auto& [accuser, dealer] = answer.complaint;
    const auto& session = reveals.session();
    TRY(receiver, session.place_of(accuser));
    TRY(sender, session.place_of(dealer));
    const auto sealed = crypto::Hpke::seal(session.members()[receiver].transport,
                                           box_info(reveals, dealer, accuser),
                                           {},
                                           answer.share.bytes(),
                                           crypto::ExchangePair::shown(answer.ephemeral));
    const auto& box = deals.deals()[sender].boxes[receiver];
    const bool is_so_sealed = sealed && std::ranges::equal(*sealed, box);
    const auto expected = reveals.reveals()[sender].commitments.at(accuser);
    const bool fits = Element::base_times(answer.share).is(expected);
    return is_so_sealed && fits ? accuser : dealer;
}

bool is_disqualified(GroupSize size, std::size_t complaints) {
    return complaints > size.needed() - 1;
}

}  // namespace sealwright::threshold
