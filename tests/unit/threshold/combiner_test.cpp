// Opening by quorum: what custodians give, what it is worth elsewhere, and who is to blame.
#include "house.hpp"
#include "sealwright/threshold/errors.hpp"
#include "sealwright/threshold/lagrange.hpp"

#include <bit>

using namespace sealwright;
using namespace sealwright::threshold;
using test::index_of;

namespace {

const crypto::ExchangePair& recovery_host() {
    static const auto pair = crypto::ExchangePair::shown({0x21});
    return pair;
}

struct Recovery {
    test::SeededRandom random;
    test::House house;
    Label label = test::label_of(house.group);
    Ciphertext sealed = test::seal(house.group, label, random);
    Occasion occasion{{1, 2, 3}, recovery_host().public_key()};

    explicit Recovery(std::size_t needed = 3, std::size_t total = 5, std::uint8_t seed = 1)
        : house(test::House::found(needed, test::counting(total), seed)) {}

    [[nodiscard]] Opening opening() const { return {house.group, sealed, label, occasion}; }
    [[nodiscard]] Combiner combiner() const { return *Combiner::begin(opening()); }
    Partial partial(std::size_t place) {
        return *make_partial(opening(), house.shares[place], random);
    }
};

Bytes opened(const Combiner& combiner) {
    const auto key = combiner.open<test::AnyKeyTag>(test::pepper());
    return key ? test::bytes_of(key->ref()) : Bytes();
}

Partial copy_of(const Partial& partial) {
    return *PartialBox::parse(PartialBox::write(partial));
}

void check_blamed(const Result<void>& result, const ErrorSpec& spec, std::uint64_t who) {
    REQUIRE_FALSE(result.ok());
    CHECK(result.error().is(spec));
    CHECK(test::blamed(result.error()) == who);
}

}  // namespace

TEST_SUITE("threshold/combiner") {
    TEST_CASE("every three of five custodians open it, and no two do") {
        Recovery recovery;
        std::vector<Partial> partials;
        for (std::size_t place = 0; place < 5; ++place) partials.push_back(recovery.partial(place));
        for (unsigned chosen = 0; chosen < 32; ++chosen) {
            auto combiner = recovery.combiner();
            for (std::size_t place = 0; place < 5; ++place) {
                if ((chosen >> place & 1U) != 0)
                    REQUIRE(combiner.add(copy_of(partials[place])).ok());
            }
            const auto count = static_cast<std::size_t>(std::popcount(chosen));
            const auto expected = count >= 3 ? Bytes(32, 0x5a) : Bytes();

            CHECK(opened(combiner) == expected);
            CHECK(combiner.missing() == 3 - std::min<std::size_t>(count, 3));
        }
    }

    TEST_CASE("too few open nothing, though their values are right") {
        Recovery recovery;
        auto combiner = recovery.combiner();
        REQUIRE(combiner.add(recovery.partial(0)).ok());
        REQUIRE(combiner.add(recovery.partial(1)).ok());
        const auto partials = std::array{recovery.partial(0), recovery.partial(1)};
        // What somebody would do who leaves the check of the number out.
        const auto weights = weights_at_zero(*IndexSet::make({index_of(1), index_of(2)}));
        const auto sum =
            partials[0].value.times(weights[0]).plus(partials[1].value.times(weights[1]));

        CHECK(combiner.open<test::AnyKeyTag>(test::pepper()).error().is(errors::partials_few));
        CHECK(Tdh2::open<test::AnyKeyTag>(recovery.house.group.key(),
                                          recovery.label.bytes(),
                                          test::pepper(),
                                          recovery.sealed,
                                          sum)
                  .error()
                  .is(errors::ciphertext_unopened));
    }

    TEST_CASE("a wrong partial is refused with its custodian's name, and the others go on") {
        Recovery recovery;
        auto combiner = recovery.combiner();
        REQUIRE(combiner.add(recovery.partial(0)).ok());
        auto other_value = recovery.partial(1);
        other_value.value = other_value.value.plus(Element::base());
        auto other_proof = recovery.partial(1);
        other_proof.proof.response = other_proof.proof.response.plus(Scalar::one());
        auto identity = recovery.partial(1);
        identity.value = Element();

        check_blamed(combiner.add(std::move(other_value)), errors::partial_wrong, 2);
        check_blamed(combiner.add(std::move(other_proof)), errors::partial_wrong, 2);
        check_blamed(combiner.add(std::move(identity)), errors::partial_wrong, 2);
        CHECK(combiner.missing() == 2);
        REQUIRE(combiner.add(recovery.partial(2)).ok());
        REQUIRE(combiner.add(recovery.partial(3)).ok());
        CHECK(opened(combiner) == Bytes(32, 0x5a));
    }

    TEST_CASE("the same custodian contributing twice counts once") {
        Recovery recovery;
        auto combiner = recovery.combiner();
        REQUIRE(combiner.add(recovery.partial(1)).ok());

        check_blamed(combiner.add(recovery.partial(1)), errors::partial_twice, 2);
        CHECK(combiner.missing() == 2);
    }

    TEST_CASE("a partial under another custodian's index is refused, and a stranger's too") {
        Recovery recovery;
        auto combiner = recovery.combiner();
        auto borrowed = recovery.partial(1);
        borrowed.custodian = index_of(3);
        auto stranger = recovery.partial(1);
        stranger.custodian = index_of(6);

        check_blamed(combiner.add(std::move(borrowed)), errors::partial_wrong, 3);
        check_blamed(combiner.add(std::move(stranger)), errors::member_unknown, 6);
        CHECK(combiner.missing() == 3);
    }

    TEST_CASE("a partial of another ceremony, recipient or ciphertext is refused") {
        Recovery recovery;
        auto combiner = recovery.combiner();
        auto opening = recovery.opening();
        const auto given = [&recovery](const Opening& other) {
            return *make_partial(other, recovery.house.shares[1], recovery.random);
        };
        auto other_ceremony = opening;
        other_ceremony.occasion.ceremony[0] ^= 1;
        auto other_recipient = opening;
        other_recipient.occasion.recipient[0] ^= 1;
        const auto again = test::seal(recovery.house.group, recovery.label, recovery.random);
        auto label = recovery.label;
        label.version += 1;
        const auto next = test::seal(recovery.house.group, label, recovery.random);

        check_blamed(combiner.add(given(other_ceremony)), errors::partial_wrong, 2);
        check_blamed(combiner.add(given(other_recipient)), errors::partial_wrong, 2);
        check_blamed(combiner.add(given({opening.group, again, recovery.label, opening.occasion})),
                     errors::partial_wrong,
                     2);
        check_blamed(combiner.add(given({opening.group, next, label, opening.occasion})),
                     errors::partial_wrong,
                     2);
        CHECK(combiner.missing() == 3);
        CHECK(combiner.add(given(opening)).ok());
    }

    TEST_CASE("a share of another group or epoch is not used, and its partial not taken") {
        Recovery recovery;
        Recovery other(3, 5, 2);
        auto combiner = recovery.combiner();

        const auto refused =
            make_partial(recovery.opening(), other.house.shares[1], recovery.random);

        CHECK(refused.error().is(errors::share_elsewhere));
        CHECK(test::blamed(refused.error()) == 2);
        check_blamed(combiner.add(other.partial(1)), errors::partial_wrong, 2);
    }

    TEST_CASE("of one key under two epochs the shares of one make no part for the other") {
        Recovery recovery;
        const auto next = test::House::found(3, test::counting(5), 1, threshold::Epoch(2));
        REQUIRE(next.group.key().point() == recovery.house.group.key().point());
        auto combiner = recovery.combiner();
        const Opening of_next{next.group, recovery.sealed, recovery.label, recovery.occasion};

        const auto refused = make_partial(recovery.opening(), next.shares[1], recovery.random);
        const auto other_way = make_partial(of_next, recovery.house.shares[1], recovery.random);

        CHECK(refused.error().is(errors::share_elsewhere));
        CHECK(test::blamed(refused.error()) == 2);
        CHECK_FALSE(other_way.ok());
        auto of_other_epoch = make_partial(of_next, next.shares[1], recovery.random);
        if (of_other_epoch) {
            check_blamed(combiner.add(*std::move(of_other_epoch)), errors::partial_wrong, 2);
        } else {
            CHECK(of_other_epoch.error().is(errors::ciphertext_invalid));
        }
    }

    TEST_CASE("nothing is collected for a ciphertext that was not sealed to the group") {
        Recovery recovery;
        const Recovery other(3, 5, 2);
        auto relabelled = recovery.label;
        relabelled.version += 1;

        CHECK(Combiner::begin({recovery.house.group, other.sealed, recovery.label, {}})
                  .error()
                  .is(errors::ciphertext_invalid));
        CHECK(Combiner::begin({recovery.house.group, recovery.sealed, relabelled, {}})
                  .error()
                  .is(errors::ciphertext_invalid));
    }

    TEST_CASE("without the pepper a quorum's value opens nothing") {
        Recovery recovery;
        auto combiner = recovery.combiner();
        for (std::size_t place = 0; place < 3; ++place) {
            REQUIRE(combiner.add(recovery.partial(place)).ok());
        }
        const auto other = test::secret_of<PepperTag>(Bytes(32, 0));

        CHECK(combiner.open<test::AnyKeyTag>(other).error().is(errors::ciphertext_unopened));
        CHECK(opened(combiner) == Bytes(32, 0x5a));
    }

    TEST_CASE("a partial travels sealed to its recipient, for its ceremony") {
        Recovery recovery;
        const auto partial = recovery.partial(1);
        const auto box = *PartialBox::seal(partial, recovery.occasion, recovery.random);
        auto later = recovery.occasion;
        later.ceremony[0] ^= 1;
        auto combiner = recovery.combiner();

        CHECK(box.size() == PartialBox::size);
        CHECK_FALSE(PartialBox::open(box, later, recovery_host()).ok());
        CHECK_FALSE(
            PartialBox::open(box, recovery.occasion, crypto::ExchangePair::shown({9})).ok());
        CHECK(combiner.add(*PartialBox::open(box, recovery.occasion, recovery_host())).ok());
    }

    TEST_CASE("a partial has one encoding, and none with the identity in it") {
        Recovery recovery;
        const auto bytes = PartialBox::write(recovery.partial(1));
        auto identity = bytes;
        std::fill_n(identity.begin() + 2, 32, 0);
        auto longer = bytes;
        longer.push_back(0);

        CHECK(PartialBox::write(*PartialBox::parse(bytes)) == bytes);
        CHECK(PartialBox::parse(identity).error().is(errors::point_identity));
        CHECK_FALSE(PartialBox::parse(longer).ok());
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            CHECK_FALSE(PartialBox::parse(View(bytes).first(size)).ok());
        }
    }

    TEST_CASE("the smallest group and a large one open what is sealed to them") {
        for (const auto& [needed, total] : {std::pair{2U, 2U}, {5U, 5U}, {34U, 100U}}) {
            Recovery recovery(needed, total);
            auto combiner = recovery.combiner();
            for (std::size_t place = total - needed; place < total; ++place) {
                REQUIRE(combiner.add(recovery.partial(place)).ok());
            }

            CHECK(opened(combiner) == Bytes(32, 0x5a));
        }
    }
}
