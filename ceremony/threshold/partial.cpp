#include "sealwright/threshold/partial.hpp"

#include "sealwright/crypto/hash.hpp"
#include "sealwright/crypto/shares.hpp"
#include "sealwright/threshold/errors.hpp"

#include <algorithm>

namespace sealwright::threshold {
namespace {

Error blamed(const ErrorSpec& spec, Index custodian) {
    return Error(spec, {fact("custodian", custodian.value())});
}

Domain domain_of(const Opening& opening, Index custodian) {
    wire::Writer occasion;
    occasion.raw(opening.occasion.ceremony);
    occasion.raw(opening.occasion.recipient);
    return Domain::of(Domain::Role::partial,
                      crypto::th("tdh2/pd",
                                 {opening.group.transcript(),
                                  opening.group.epoch().bytes(),
                                  custodian.bytes(),
                                  opening.ciphertext.bytes(),
                                  opening.label.bytes(),
                                  occasion.view()}));
}

Bytes box_info(const Occasion& occasion) {
    const auto info = crypto::th("tdh2/partial", {occasion.ceremony, occasion.recipient});
    return {info.begin(), info.end()};
}

// What has to be so before a share is used at all.
Result<void> check_use(const Opening& opening, const SecretShare& share) {
    if (!share.is_of(opening.group)) return blamed(errors::share_elsewhere, share.index());
    return check_sealed(opening.group.key(), opening.label, opening.ciphertext);
}

template <class Prove>
Result<Partial> make(const Opening& opening, const SecretShare& share, Prove prove_it) {
    TRY(check_use(opening, share));
    const auto base = Element::base();
    const auto key = share.value().times_base();
    const Element ephemeral(opening.ciphertext.ephemeral);
    auto value = share.value().times(ephemeral);
    const DleqStatement statement{base, key, {{ephemeral, value}}};
    const auto proof = prove_it(statement, domain_of(opening, share.index()));
    return Partial{share.index(), std::move(value), proof};
}

}  // namespace

Result<Partial> make_partial(const Opening& opening, const SecretShare& share, Random& random) {
    return make(opening, share, [&](const DleqStatement& statement, const Domain& domain) {
        return prove(statement, share.value(), domain, random);
    });
}

Result<Partial> make_partial(const Opening& opening, const SecretShare& share, Nonce nonce) {
    return make(opening, share, [&](const DleqStatement& statement, const Domain& domain) {
        return prove(statement, share.value(), std::move(nonce), domain);
    });
}

Result<void> verify_partial(const Opening& opening, const Partial& partial) {
    TRY(key, opening.group.share_point(partial.custodian));
    const auto base = Element::base();
    const Element share_point(key);
    const Element ephemeral(opening.ciphertext.ephemeral);
    const DleqStatement statement{base, share_point, {{ephemeral, partial.value}}};
    const auto proved = verify(statement, partial.proof, domain_of(opening, partial.custodian));
    if (!proved) return blamed(errors::partial_wrong, partial.custodian);
    return done;
}

WipedBytes PartialBox::write(const Partial& partial) {
    Transcript plain;
    plain.add(partial.custodian.bytes()).add(partial.value);
    plain.add(partial.proof.challenge.bytes()).add(partial.proof.response.bytes());
    const auto view = plain.view();
    return {view.begin(), view.end()};
}

Result<Partial> PartialBox::parse(View bytes) {
    wire::Reader reader(bytes);
    const auto custodian = Index::read(reader);
    const auto value = reader.raw(sizeof(PointBytes));
    const auto proof = DleqProof::read(reader);
    TRY(reader.finish());
    TRY(element, Element::take(value));
    return Partial{custodian, std::move(element), proof};
}

Result<Bytes> PartialBox::seal(const Partial& partial, const Occasion& occasion, Random& random) {
    const auto ephemeral = crypto::ExchangePair::generate(random);
    return crypto::Hpke::seal(
        occasion.recipient, box_info(occasion), {}, write(partial), ephemeral);
}

Result<Partial> PartialBox::open(View sealed,
                                 const Occasion& occasion,
                                 const crypto::ExchangePair& recipient) {
    TRY(plain, crypto::Hpke::open(recipient, box_info(occasion), {}, sealed));
    return parse(plain);
}

}  // namespace sealwright::threshold
