// The end of making a key: shares are opened and checked, complaints judged, the result signed.
#include "custodians.hpp"
#include "sealwright/threshold/errors.hpp"
#include "sealwright/threshold/lagrange.hpp"
#include "sealwright/wire/codec.hpp"

using namespace sealwright;
using namespace sealwright::threshold;
using test::index_of;

namespace {

const Epoch epoch(1);

struct Table {
    test::SeededRandom random;
    std::vector<test::Custodian> custodians = test::people(test::counting(5), random);
    Session session = test::session_of(custodians, 3);
    test::Ceremony ceremony = test::Ceremony::play(session, random);

    [[nodiscard]] Result<SecretShare> receive(std::size_t place, const DealRound& deals) const {
        const auto& self = custodians[place];
        return threshold::receive(ceremony.reveals, deals, self.index, self.transport, epoch);
    }
    [[nodiscard]] PendingGroup pending() const {
        return PendingGroup::of(ceremony.reveals, ceremony.deals, epoch);
    }
    // What dealer 2 sealed to custodian 4, replaced.
    [[nodiscard]] DealRound with_box(const Box& box) const {
        auto deals = ceremony.deals.deals();
        deals[1].boxes[3] = box;
        return *DealRound::close(ceremony.reveals, deals);
    }
    // A box as dealer 2 would make it for custodian 4, with any message.
    [[nodiscard]] Box sealed(const ScalarBytes& message, const crypto::ExchangePair& pair) const {
        const auto info = box_info(ceremony.reveals, index_of(2), index_of(4));
        Box box{};
        std::ranges::copy(
            *crypto::Hpke::seal(custodians[3].transport.public_key(), info, {}, message, pair),
            box.begin());
        return box;
    }
};

std::vector<Certificate> certificates(const Table& table, const PendingGroup& pending) {
    std::vector<Certificate> found;
    for (const auto& each : table.custodians) {
        found.push_back({each.index, crypto::Signer::sign(each.identity, pending.certified())});
    }
    return found;
}

}  // namespace

TEST_SUITE("threshold/receive") {
    TEST_CASE("each custodian's share fits the group, and any three of them its key") {
        const Table table;
        std::vector<SecretShare> shares;
        for (std::size_t place = 0; place < 5; ++place) {
            shares.push_back(*table.receive(place, table.ceremony.deals));
        }
        const auto set = *IndexSet::make({index_of(1), index_of(3), index_of(5)});
        const auto weights = weights_at_zero(set);
        Element sum;
        for (std::size_t place = 0; place < 3; ++place) {
            sum = sum.plus(shares[2 * place].value().times(weights[place]).times_base());
        }

        CHECK(sum.is(Element(table.pending().commitments().constant())));
    }

    TEST_CASE("a share that was sealed wrongly is refused with its dealer's name") {
        const Table table;
        const auto pair = crypto::ExchangePair::shown({7});
        auto torn = table.ceremony.deals.deals()[1].boxes[3];
        torn[40] ^= 1;
        ScalarBytes over{};
        over.fill(0xff);
        const auto refusal = [&table](const Box& box) {
            return table.receive(3, table.with_box(box)).error();
        };

        CHECK(refusal(torn).is(errors::box_unopened));
        CHECK(test::blamed(refusal(torn)) == 2);
        CHECK(refusal(table.sealed(ScalarBytes{5}, pair)).is(errors::share_wrong));
        CHECK(test::blamed(refusal(table.sealed(ScalarBytes{5}, pair))) == 2);
        CHECK(refusal(table.sealed(over, pair)).is(errors::share_wrong));
        CHECK(test::blamed(refusal(table.sealed(over, pair))) == 2);
        CHECK(refusal(table.sealed(ScalarBytes{}, pair)).is(errors::share_wrong));
        CHECK(table.receive(2, table.with_box(torn)).ok());
    }

    TEST_CASE("all dealers who are wrong are found at once, and no other") {
        const Table table;
        auto deals = table.ceremony.deals.deals();
        deals[1].boxes[3] = table.sealed(ScalarBytes{5}, crypto::ExchangePair::shown({7}));
        deals[4].boxes[3][0] ^= 1;
        const auto round = *DealRound::close(table.ceremony.reveals, deals);

        const auto found =
            faults(table.ceremony.reveals, round, index_of(4), table.custodians[3].transport);

        REQUIRE(found->size() == 2);
        CHECK(found->front().dealer == index_of(2));
        CHECK(found->front().reason.is(errors::share_wrong));
        CHECK(found->back().dealer == index_of(5));
        CHECK(found->back().reason.is(errors::box_unopened));
    }

    TEST_CASE("a box that was sealed for another receiver, dealer or session does not open") {
        Table table;
        auto deals = table.ceremony.deals.deals();
        deals[1].boxes[3] = deals[1].boxes[2];
        const auto for_another = *DealRound::close(table.ceremony.reveals, deals);
        auto swapped = table.ceremony.deals.deals();
        std::swap(swapped[1].boxes[3], swapped[0].boxes[3]);
        const auto of_another = *DealRound::close(table.ceremony.reveals, swapped);
        const auto again =
            test::Ceremony::play(test::session_of(table.custodians, 3, 2), table.random);

        CHECK(table.receive(3, for_another).error().is(errors::box_unopened));
        CHECK(table.receive(3, of_another).error().is(errors::box_unopened));
        CHECK(table.receive(3, again.deals).error().is(errors::box_unopened));
    }

    TEST_CASE("a complaint convicts a dealer who sealed something wrong") {
        const Table table;
        const auto pair = crypto::ExchangePair::shown({7});
        const auto round = table.with_box(table.sealed(ScalarBytes{5}, pair));
        const Complaint complaint{index_of(4), index_of(2)};
        const auto honest = *table.ceremony.dealers[1].answer(table.ceremony.reveals, complaint);
        // What the dealer can say: how it was sealed, or what should have been.
        const Answer as_it_was{complaint, pair.show_private_key(), *Scalar::parse(ScalarBytes{5})};

        const auto judged = [&](const Answer& answer) {
            return *judge(table.ceremony.reveals, round, answer);
        };

        CHECK(judged(as_it_was) == index_of(2));
        CHECK(judged(honest) == index_of(2));
        CHECK(judged({complaint, {9}, Scalar::one()}) == index_of(2));
    }

    TEST_CASE("a complaint without reason convicts who made it") {
        const Table table;
        const Complaint complaint{index_of(4), index_of(2)};
        const auto answer = *table.ceremony.dealers[1].answer(table.ceremony.reveals, complaint);

        CHECK(*judge(table.ceremony.reveals, table.ceremony.deals, answer) == index_of(4));
        CHECK(table.ceremony.dealers[0]
                  .answer(table.ceremony.reveals, complaint)
                  .error()
                  .is(errors::round_other));
        CHECK(table.ceremony.dealers[1]
                  .answer(table.ceremony.reveals, {index_of(9), index_of(2)})
                  .error()
                  .is(errors::member_unknown));
    }

    TEST_CASE("k complaints leave a dealer out, before k of their shares are public") {
        const auto size = *GroupSize::make(3, 5);

        CHECK_FALSE(is_disqualified(size, 2));
        CHECK(is_disqualified(size, 3));
    }

    TEST_CASE("a group exists only when each of its custodians signed the same transcript") {
        const Table table;
        const auto pending = table.pending();
        const auto all = certificates(table, pending);
        const auto group = pending.certify(all);
        REQUIRE(group.ok());
        auto missing = all;
        missing.pop_back();
        auto twice = all;
        twice[4] = twice[3];
        auto forged = all;
        forged[2].signature[0] ^= 1;
        auto swapped = all;
        std::swap(swapped[0].signature, swapped[1].signature);

        CHECK(pending.certify(missing).error().is(errors::round_incomplete));
        CHECK(test::blamed(pending.certify(twice).error()) == 5);
        CHECK(pending.certify(forged).error().is(errors::certificate_wrong));
        CHECK(test::blamed(pending.certify(forged).error()) == 3);
        CHECK(pending.certify(swapped).error().is(errors::certificate_wrong));
    }

    TEST_CASE("a service that shows custodians different things gets no group") {
        const Table table;
        auto deals = table.ceremony.deals.deals();
        deals[0].boxes[4][3] ^= 1;
        const auto other_deals = *DealRound::close(table.ceremony.reveals, deals);
        const auto shown = PendingGroup::of(table.ceremony.reveals, other_deals, epoch);
        const auto other_epoch =
            PendingGroup::of(table.ceremony.reveals, table.ceremony.deals, Epoch(2));
        auto some_see_another = certificates(table, table.pending());
        some_see_another[3] = certificates(table, shown)[3];

        CHECK(table.pending().certify(some_see_another).error().is(errors::certificate_wrong));
        CHECK(test::blamed(table.pending().certify(some_see_another).error()) == 4);
        CHECK_FALSE(table.pending().certify(certificates(table, other_epoch)).ok());
    }

    TEST_CASE("a stored group is checked again whenever it is read") {
        const auto house = test::House::found(3, {1, 2, 7, 9, 65535});
        const auto bytes = wire::encode_public(house.group);

        const auto read = Group::parse(bytes);

        REQUIRE(read.ok());
        CHECK(wire::encode_public(*read) == bytes);
        CHECK(read->transcript() == house.group.transcript());
        for (std::size_t place = 0; place < bytes.size(); place += 5) {
            auto changed = bytes;
            changed[place] ^= 1;
            CHECK_FALSE(Group::parse(changed).ok());
            CHECK_FALSE(Group::parse(View(bytes).first(place)).ok());
        }
    }

    TEST_CASE("a custodian shows that they hold their share, for this challenge only") {
        test::SeededRandom random(5);
        const auto house = test::House::found(3, test::counting(5));
        const auto other = test::House::found(3, test::counting(5), 2);
        Digest challenge{};
        challenge.fill(1);
        Digest later{};
        const auto proof = *prove_held(house.shares[1], house.group, challenge, random);

        CHECK(verify_held(house.group, index_of(2), challenge, proof).ok());
        CHECK(verify_held(house.group, index_of(2), later, proof)
                  .error()
                  .is(errors::possession_unproven));
        CHECK_FALSE(verify_held(house.group, index_of(3), challenge, proof).ok());
        CHECK_FALSE(verify_held(other.group, index_of(2), challenge, proof).ok());
        CHECK(prove_held(house.shares[1], other.group, challenge, random)
                  .error()
                  .is(errors::share_elsewhere));
    }

    TEST_CASE("a value that is not a custodian's share is not taken for it") {
        test::SeededRandom random(5);
        const auto house = test::House::found(2, {1, 2});
        const auto same = [&house](std::size_t place) {
            return house.shares[place].value().times(Scalar::one());
        };

        CHECK(SecretShare::make(house.group, index_of(1), same(0)).ok());
        CHECK(SecretShare::make(house.group, index_of(2), same(0))
                  .error()
                  .is(errors::share_elsewhere));
        CHECK(SecretShare::make(house.group, index_of(3), same(0))
                  .error()
                  .is(errors::member_unknown));
    }
}
