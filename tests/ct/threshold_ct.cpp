// What custodians compute with their shares, with the secret bytes undefined for memcheck: whatever
// branches on one, or uses one as an index, is reported with its line.
//
// What becomes public (a point that is published, a proof, whether something opens) is shown where
// it does; a line that branches on what everybody learns says "Public: " and what. Run under
// valgrind by tests/e2e/test_constant_time.py; argv[1] names what to run. Each has a twin that does
// the same wrongly and must be reported.
#include "sealwright/crypto/hpke.hpp"
#include "sealwright/crypto/shares.hpp"
#include "sealwright/threshold/dleq.hpp"
#include "sealwright/threshold/polynomial.hpp"
#include "sealwright/threshold/tdh2.hpp"
#include "trials.hpp"

#include <algorithm>
#include <string_view>

using namespace sealwright;
using namespace sealwright::threshold;

namespace {

// The same bytes each time, secret or not.
class KnownRandom final : public Random {
public:
    explicit KnownRandom(bool is_secret) : is_secret_(is_secret) {}
    void fill(std::span<std::uint8_t> out) override {
        std::ranges::fill(out, 0x35);
        if (is_secret_) VALGRIND_MAKE_MEM_UNDEFINED(out.data(), out.size());
    }

private:
    bool is_secret_;
};

template <class Value>
Value shown(Value value) {
    VALGRIND_MAKE_MEM_DEFINED(&value, sizeof value);
    return value;
}

Index index_of(std::uint64_t value) {
    return *Index::make(value);
}

const GroupSize size = *GroupSize::make(3, 5);
const Domain domain = Domain::foreign(view_of("VUS-V1-EXAMPLE"));

Element public_element() {
    return Element::from_uniform({1, 2, 3});
}

// A share from the polynomial's coefficients.
bool evaluate() {
    ct::SecretRandom random;
    const auto polynomial = Polynomial::draw(size, random);
    const auto share = polynomial.at(index_of(3)).plus(polynomial.at(index_of(4)));
    return share.held().size == 32;
}

// A share whose bits decide what is done.
bool evaluate_bit_by_bit() {
    ct::SecretRandom random;
    const auto share = SecretScalar::draw(random).show();
    volatile bool is_odd = false;
    if ((share.bytes().front() & 1U) != 0) is_odd = true;
    return !is_odd || true;
}

// The secret value of a partial decryption.
bool multiply() {
    ct::SecretRandom random;
    const auto share = SecretScalar::draw(random);
    const auto value = share.times(public_element());
    const auto weighted = value.times(Scalar::of(index_of(5))).plus(share.times_base());
    return !shown(weighted.is_identity());
}

bool multiply_and_stop_early() {
    ct::SecretRandom random;
    const auto value = SecretScalar::draw(random).times(public_element()).point();
    return std::ranges::equal(value->bytes(), PointBytes{});
}

// The point that is proved about is known to whoever checks; share and nonce are not.
bool prove_both() {
    ct::SecretRandom random;
    const auto share = SecretScalar::draw(random);
    const auto base = Element::base();
    const auto from = public_element();
    const Element key(shown(*share.times_base().point()));
    const Element to(shown(*share.times(from).point()));
    const auto proof = shown(prove({base, key, {{from, to}}}, share, domain, random));
    return proof.challenge != Scalar::zero();
}

bool prove_with_a_nonce_that_is_looked_at() {
    ct::SecretRandom random;
    const auto nonce = SecretScalar::draw(random).show();
    return std::ranges::any_of(nonce.bytes(), [](auto byte) { return byte != 0; });
}

// From what custodians give to the opened key.
bool open() {
    KnownRandom visible(false);
    KnownRandom hidden(true);
    const GroupKey key(*Element::base().point());
    const auto label = view_of("label");
    const auto secret = crypto::ShareSplitter::fresh_key<crypto::ShareTag>(visible);
    const auto sealed =
        Tdh2::seal_with(key,
                        label,
                        crypto::ShareSplitter::fresh_key<PepperTag>(visible),
                        secret.ref(),
                        {SecretScalar::draw(visible), Nonce::exactly(SecretScalar::draw(visible))});
    const auto pepper = crypto::ShareSplitter::fresh_key<PepperTag>(hidden);
    const auto agreed = SecretScalar::draw(hidden).times(Element(key.point()));
    return Tdh2::open<crypto::ShareTag>(key, label, pepper, sealed, agreed).ok();
}

bool compare_early() {
    ct::SecretRandom random;
    const auto secret = SecretScalar::draw(random).show();
    return std::ranges::equal(secret.bytes(), ScalarBytes{1});
}

// A dealt share on its way to its receiver: sealed, opened, and found to be a scalar.
bool deal() {
    ct::SecretRandom random;
    const auto share = SecretScalar::draw(random);
    const auto own = crypto::ExchangePair::shown({5});
    const auto pair = crypto::ExchangePair::shown({6});
    auto box = *crypto::Hpke::seal_key(own.public_key(), {}, share.held().ref(), pair);
    VALGRIND_MAKE_MEM_DEFINED(box.data(), box.size());
    auto opened = crypto::Hpke::open_key<ScalarTag>(own, {}, box);
    const auto taken = SecretScalar::take(*std::move(opened));
    return taken.ok();
}

bool deal_and_parse_as_public() {
    ct::SecretRandom random;
    const auto share = SecretScalar::draw(random).show();
    return Scalar::parse(share.bytes()).ok();
}

constexpr std::array trials{
    ct::Trial{"evaluate", evaluate, evaluate_bit_by_bit},
    ct::Trial{"multiply", multiply, multiply_and_stop_early},
    ct::Trial{"prove", prove_both, prove_with_a_nonce_that_is_looked_at},
    ct::Trial{"open", open, compare_early},
    ct::Trial{"deal", deal, deal_and_parse_as_public},
};

}  // namespace

int main(int count, char** arguments) {
    return ct::run_trial(trials, {arguments, static_cast<std::size_t>(count)});
}
