// Making a key together, up to the shares: what each round refuses, and whom it names.
#include "custodians.hpp"
#include "sealwright/threshold/errors.hpp"
#include "sealwright/wire/codec.hpp"
#include "vector_values.hpp"

using namespace sealwright;
using namespace sealwright::threshold;
using test::index_of;

namespace {

struct Table {
    test::SeededRandom random;
    std::vector<test::Custodian> custodians = test::people(test::counting(5), random);
    Session session = test::session_of(custodians, 3);
    std::vector<Dealer> dealers = test::dealers_of(session, random);
    std::vector<Commit> said = test::commits_of(dealers);
    CommitRound commits = *CommitRound::close(session, said);
    std::vector<Reveal> shown = test::reveals_of(dealers, commits);
};

// Custodian 2's part with another polynomial, of any length, for which they commit and prove.
Reveal with_length(const Session& session, std::size_t length, Random& random) {
    const auto size = *GroupSize::make_measured(length, 64);
    const auto polynomial = Polynomial::draw(size, random);
    const auto proof =
        prove_possession(polynomial.constant(), index_of(2), session.possession_domain(), random);
    return {index_of(2), polynomial.commitments(), proof};
}

}  // namespace

TEST_SUITE("threshold/rounds") {
    TEST_CASE("a session has as many members as its group, none like another") {
        test::SeededRandom random;
        const auto custodians = test::people({1, 2, 3}, random);
        std::vector<Member> members;
        for (const auto& each : custodians) members.push_back(each.member());
        const auto size = *GroupSize::make(2, 3);
        const auto refused = [&](std::vector<Member> changed, const ErrorSpec& spec) {
            return Session::make({}, size, std::move(changed)).error().is(spec);
        };

        auto same_index = members;
        same_index[1].index = index_of(1);
        CHECK(refused(same_index, errors::index_twice));
        auto same_identity = members;
        same_identity[1].identity = members[0].identity;
        CHECK(refused(same_identity, errors::members_invalid));
        auto same_transport = members;
        same_transport[1].transport = members[0].transport;
        CHECK(refused(same_transport, errors::members_invalid));
        auto no_transport = members;
        no_transport[1].transport = {};
        CHECK(refused(no_transport, errors::members_invalid));
        CHECK(refused({members[0], members[1]}, errors::members_invalid));
        CHECK(Session::make({}, size, {members[2], members[0], members[1]})->id() ==
              Session::make({}, size, members)->id());
    }

    TEST_CASE("a session's id depends on its nonce, its threshold and each member") {
        test::SeededRandom random;
        const auto custodians = test::people({1, 2, 3}, random);
        const auto id = test::session_of(custodians, 2).id();
        const auto others = test::people({1, 2, 3}, random);

        CHECK_FALSE(test::session_of(custodians, 2, 9).id() == id);
        CHECK_FALSE(test::session_of(custodians, 3).id() == id);
        CHECK_FALSE(test::session_of(others, 2).id() == id);
    }

    TEST_CASE("a round closes with exactly one message of each custodian") {
        Table table;
        const auto incomplete = [&table](std::vector<Commit> said, std::uint64_t who) {
            const auto round = CommitRound::close(table.session, std::move(said));
            return !round && round.error().is(errors::round_incomplete) &&
                   test::blamed(round.error()) == who;
        };
        auto missing = table.said;
        missing.erase(missing.begin() + 3);
        auto twice = table.said;
        twice[3] = twice[2];
        auto stranger = table.said;
        stranger[3].dealer = index_of(9);

        CHECK(incomplete(missing, 4));
        CHECK(incomplete(twice, 3));
        CHECK(incomplete(stranger, 9));
    }

    TEST_CASE("a dealer reveals only where everybody, and they themselves, have committed") {
        Table table;
        const auto other = test::session_of(table.custodians, 3, 2);
        auto changed = table.said;
        changed[1].digest[0] ^= 1;

        const auto elsewhere = *CommitRound::close(other, table.said);
        const auto replaced = *CommitRound::close(table.session, changed);

        CHECK(table.dealers[1].reveal(elsewhere).error().is(errors::round_other));
        CHECK(table.dealers[1].reveal(replaced).error().is(errors::round_other));
        CHECK(table.dealers[0].reveal(replaced).ok());
    }

    TEST_CASE("a custodian who reveals something else than they committed to is named") {
        Table table;
        auto shown = table.shown;
        shown[1] = with_length(table.session, 3, table.random);

        const auto round = RevealRound::close(table.session, table.commits, shown);

        CHECK(round.error().is(errors::reveal_changed));
        CHECK(test::blamed(round.error()) == 2);
        CHECK(RevealRound::close(table.session, table.commits, table.shown).ok());
        const auto other = test::session_of(table.custodians, 3, 2);
        CHECK(
            RevealRound::close(other, table.commits, table.shown).error().is(errors::round_other));
    }

    TEST_CASE("a custodian who would raise the threshold with one commitment more is named") {
        for (const std::size_t length : {2U, 4U}) {
            Table table;
            auto shown = table.shown;
            shown[1] = with_length(table.session, length, table.random);
            auto said = table.said;
            said[1].digest = shown[1].commit_digest(table.session);
            const auto commits = *CommitRound::close(table.session, said);

            const auto round = RevealRound::close(table.session, commits, shown);
            const auto parsed = Reveal::parse(table.session, wire::encode(shown[1]));

            CHECK(round.error().is(errors::commitments_count));
            CHECK(test::blamed(round.error()) == 2);
            CHECK(parsed.error().is(errors::commitments_count));
            CHECK(test::blamed(parsed.error()) == 2);
        }
    }

    TEST_CASE("a custodian who cancels the others' keys cannot prove that they know their own") {
        Table table;
        // What custodian 5 would need so that the group's key is one that they chose.
        Element others;
        for (std::size_t place = 0; place < 4; ++place) {
            others = others.plus(Element(table.shown[place].commitments.constant()));
        }
        const auto chosen = SecretScalar::draw(table.random);
        auto points = table.shown[4].commitments.points();
        points[0] = *chosen.times_base().minus(others).point();
        auto shown = table.shown;
        const auto proof =
            prove_possession(chosen, index_of(5), table.session.possession_domain(), table.random);
        shown[4] = {index_of(5), *Commitments::make(table.session.size(), points), proof};
        auto said = table.said;
        said[4].digest = shown[4].commit_digest(table.session);
        const auto commits = *CommitRound::close(table.session, said);

        const auto round = RevealRound::close(table.session, commits, shown);

        CHECK(round.error().is(errors::possession_unproven));
        CHECK(test::blamed(round.error()) == 5);
    }

    TEST_CASE("a proof of possession of another session or another custodian is refused") {
        Table table;
        const auto again = test::session_of(table.custodians, 3, 2);
        auto said = table.said;
        const auto replayed = *CommitRound::close(again, [&] {
            for (std::size_t place = 0; place < said.size(); ++place) {
                said[place].digest = table.shown[place].commit_digest(again);
            }
            return said;
        }());
        auto copied = table.shown;
        copied[1] = {index_of(2), copied[0].commitments, copied[0].possession};
        auto also_said = table.said;
        also_said[1].digest = copied[1].commit_digest(table.session);
        const auto copies = *CommitRound::close(table.session, also_said);

        const auto other_session = RevealRound::close(again, replayed, table.shown);
        const auto other_index = RevealRound::close(table.session, copies, copied);

        CHECK(other_session.error().is(errors::possession_unproven));
        CHECK(test::blamed(other_session.error()) == 1);
        CHECK(other_index.error().is(errors::possession_unproven));
        CHECK(test::blamed(other_index.error()) == 2);
    }

    TEST_CASE("a reveal has one encoding, and none with the identity or a changed length in it") {
        Table table;
        const auto bytes = wire::encode_public(table.shown[0]);
        const auto parsed = Reveal::parse(table.session, bytes);
        auto identity = bytes;
        std::fill_n(identity.begin() + 4, 32, 0);
        auto longer = bytes;
        longer.push_back(0);

        CHECK(wire::encode_public(*parsed) == bytes);
        CHECK_FALSE(Reveal::parse(table.session, identity).ok());
        CHECK_FALSE(Reveal::parse(table.session, longer).ok());
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            CHECK_FALSE(Reveal::parse(table.session, View(bytes).first(size)).ok());
        }
    }

    TEST_CASE("a dealer deals only where their own part stands as they revealed it") {
        Table table;
        auto other_self = *Dealer::begin(table.session, index_of(2), table.random);
        const auto reveals = *RevealRound::close(table.session, table.commits, table.shown);

        CHECK(table.dealers[1].deal(reveals).ok());
        CHECK(other_self.deal(reveals).error().is(errors::round_other));
    }
}
