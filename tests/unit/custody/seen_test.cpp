#include "sealwright/custody/seen.hpp"

#include "sealwright/custody/errors.hpp"
#include "sealwright/threshold/errors.hpp"
#include "shown.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::custody_test;

namespace {

void check_refused(const Shown& shown, const ErrorSpec& spec, std::uint64_t who) {
    const auto read = shown.read();
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().is(spec));
    CHECK(blamed(read.error()) == who);
}

// The last thing that was said, under an act that `change` has changed before it was signed.
template <class Change>
void sign_anew(Shown& shown, std::size_t place, Change change) {
    auto& last = shown.shown.spoken.back();
    auto act = shown.act(place, last.round, last.contribution);
    change(act);
    last.act = wire::encode_public(shown.keys.at(place).sign(act));
}

}  // namespace

TEST_SUITE("custody/seen") {
    TEST_CASE("what all said stands on a board of one's own, in whatever order it is shown") {
        Shown shown;
        shown.play(Board::rounds);
        std::ranges::reverse(shown.shown.spoken);

        const auto seen = shown.read();

        REQUIRE(seen.ok());
        CHECK(seen->board().pending()->certified() == shown.board.pending()->certified());
        CHECK(seen->index_of("fay") == index_of(3));
        CHECK_FALSE(seen->index_of("ana").has_value());
        CHECK(seen->has_said(Board::deal_round, index_of(5)));
        CHECK_FALSE(seen->has_said(confirm_round, index_of(5)));
    }

    TEST_CASE("while somebody is missing there is no session yet") {
        Shown shown;
        shown.play_round();
        shown.shown.spoken.pop_back();

        const auto seen = shown.read();

        REQUIRE(seen.ok());
        CHECK_FALSE(seen->has_said(Board::join_round, index_of(5)));
        CHECK_FALSE(seen->board().session().has_value());
    }

    TEST_CASE("an act that is not its holder's, or not over what is shown, is refused by name") {
        Shown whole;
        whole.play_round();
        const auto with = [&](auto change) {
            auto shown = Shown();
            shown.play_round();
            change(shown);
            check_refused(shown, errors::ceremony_unsound, 5);
        };
        REQUIRE(whole.read().ok());

        with([](Shown& shown) { shown.shown.spoken.back().act.back() ^= 1U; });
        with([](Shown& shown) { shown.shown.spoken.back().act.clear(); });
        with([](Shown& shown) { shown.shown.spoken.back().contribution.back() ^= 1U; });
        with([](Shown& shown) { shown.shown.spoken.back().act = shown.shown.spoken[0].act; });
        with([](Shown& shown) { sign_anew(shown, 0, [](ceremony::Act&) {}); });
        with([](Shown& shown) { sign_anew(shown, 4, [](auto& act) { act.ceremony[0] ^= 1U; }); });
        with([](Shown& shown) { sign_anew(shown, 4, [](auto& act) { act.plan[0] ^= 1U; }); });
        with([](Shown& shown) { sign_anew(shown, 4, [](auto& act) { act.environment = "x"; }); });
        with([](Shown& shown) { sign_anew(shown, 4, [](auto& act) { act.attempt = 1; }); });
        with([](Shown& shown) { sign_anew(shown, 4, [](auto& act) { act.epoch += 1; }); });
        with([](Shown& shown) {
            sign_anew(shown, 4, [](auto& act) { act.choice = ceremony::Choice::deny; });
        });
        with([](Shown& shown) {
            sign_anew(shown, 4, [](auto& act) { act.role = ceremony::Role::operator_; });
        });
        with([](Shown& shown) {
            sign_anew(shown, 4, [](auto& act) { act.contribution[0] ^= 1U; });
        });
    }

    TEST_CASE("what was signed for one round stands in no other") {
        Shown shown;
        shown.play_round();
        shown.shown.spoken.back().round = Board::commit_round;

        check_refused(shown, errors::ceremony_unsound, 5);
    }

    TEST_CASE("who was revoked says nothing in an open ceremony, and is named") {
        Shown shown;
        shown.play_round();
        const auto before = shown.roster;
        shown.roster = *before.without_person("hal", noon_ms);
        check_refused(shown, errors::signer_left, 5);
        const Key other(77);
        const auto two = *before.with_key("hal", {other.key(), 0, 0});
        shown.roster = *two.without_key("hal", shown.keys[4].key(), noon_ms);

        check_refused(shown, errors::signer_left, 5);
    }

    TEST_CASE("how a ceremony ended can be read, whoever was revoked in it or since") {
        Shown shown;
        shown.play_round();
        shown.roster = *shown.roster.without_person("hal", noon_ms);
        const ceremony::Moment now{noon_ms, false, false};
        REQUIRE(shown.ceremony.refuse(5, "is no custodian any more", now).ok());
        REQUIRE_FALSE(shown.ceremony.is_open());
        shown.shown.ceremony = wire::encode_public(shown.ceremony);

        const auto seen = shown.read();

        REQUIRE(seen.ok());
        CHECK(seen->ceremony().why == "hal has refused");
    }

    TEST_CASE("who speaks twice in a round, or without a share, is refused") {
        Shown twice;
        twice.play_round();
        twice.shown.spoken.push_back(twice.shown.spoken.back());
        Shown stranger;
        stranger.play_round();
        stranger.shown.spoken.back().index = 6;

        check_refused(twice, errors::ceremony_unsound, 5);
        CHECK(stranger.read().error().is(errors::ceremony_unsound));
    }

    TEST_CASE("a message that the board refuses names its sender") {
        Shown shown;
        shown.play(Board::reveal_round);
        const auto other = shown.five.played(Board::reveal_round, 10);
        const auto reveal = wire::encode_public(*shown.five.part(1).reveal(other));
        shown.shown.spoken.push_back(shown.spoken(1, Board::reveal_round, reveal));

        check_refused(shown, errors::reveal_changed, 2);
    }

    TEST_CASE("a ceremony that is not the one its plan says is refused whole") {
        const auto with = [](auto change) {
            Shown shown;
            change(shown);
            check_refused(shown, errors::ceremony_unsound, 0);
        };

        with([](Shown& shown) { shown.shown.plan.reason = "another"; });
        with([](Shown& shown) { shown.shown.plan.seats.pop_back(); });
        with([](Shown& shown) { shown.shown.ceremony.pop_back(); });
        with([](Shown& shown) {
            shown.ceremony.casting.holders[0].person = "zoe";
            shown.shown.ceremony = wire::encode_public(shown.ceremony);
        });
        with([](Shown& shown) {
            shown.ceremony.casting.threshold = 2;
            shown.shown.ceremony = wire::encode_public(shown.ceremony);
        });
        with([](Shown& shown) {
            shown.ceremony.casting.kind = ceremony::CeremonyKind::reshare;
            shown.shown.ceremony = wire::encode_public(shown.ceremony);
        });
    }

    TEST_CASE("another ceremony than the one that was asked for is refused") {
        const Shown shown;
        IdBytes other{};

        const auto read = SeenCeremony::read(shown.shown,
                                             CeremonyId(other),
                                             ceremony_test::here(),
                                             shown.roster,
                                             threshold::Epoch(1));

        CHECK(read.error().is(errors::ceremony_unsound));
    }

    TEST_CASE("a confirmation is over the group that all made, by the key that joined") {
        Shown shown;
        shown.play(Board::rounds);
        const auto taken = shown.five.finish(shown.board, 2);
        const auto confirmation = taken->confirmation;
        const auto with = [&](const Confirmation& each) {
            auto made = Shown();
            made.play(Board::rounds);
            made.shown.spoken.push_back(made.spoken(2, confirm_round, wire::encode_public(each)));
            return made;
        };
        auto other_found = confirmation;
        other_found.found[0] ^= 1U;
        auto unsigned_one = confirmation;
        unsigned_one.certificate.back() ^= 1U;

        CHECK(with(confirmation).read().ok());
        check_refused(with(other_found), errors::certificate_wrong, 3);
        check_refused(with(unsigned_one), errors::certificate_wrong, 3);
    }

    TEST_CASE("nobody confirms what is not made yet") {
        Shown shown;
        shown.play(Board::deal_round);
        Confirmation early;
        early.certificate = Bytes(66, 1);
        shown.shown.spoken.push_back(shown.spoken(2, confirm_round, wire::encode_public(early)));

        check_refused(shown, errors::certificate_wrong, 3);
    }

    TEST_CASE("the next group has the next epoch, and the first has one") {
        const Five five;
        const auto group = five.group(five.played(Board::rounds));

        CHECK(epoch_after({})->value() == 1);
        CHECK(epoch_after(wire::encode_public(group))->value() == 2);
        CHECK_FALSE(epoch_after(Bytes(3, 1)).ok());
    }

    TEST_CASE(
        "a group that is older than the file, another one, or out of reach makes no next one") {
        const Five five;
        const auto group = wire::encode_public(five.group(five.played(Board::rounds)));
        const auto& here = ceremony_test::here().installation;
        Holdings holdings;
        CHECK(epoch_after(group, holdings, here)->value() == 2);
        const auto refused = [&](std::uint64_t seen) {
            holdings.epochs = {{here, seen}};
            return epoch_after(group, holdings, here);
        };
        CHECK(refused(1)->value() == 2);
        CHECK(refused(2).error().is(errors::epoch_old));

        const CeremonyId ceremony{};
        const auto board = five.played(Board::rounds);
        holdings.epochs.clear();
        REQUIRE(holdings
                    .join({ceremony,
                           here,
                           "trying",
                           {},
                           test::index_of(1),
                           threshold::Epoch(1),
                           {},
                           {},
                           seed_of(1)})
                    .ok());
        REQUIRE(holdings.take(ceremony, *five.finish(board, 0), 1).ok());
        REQUIRE(holdings.settle(ceremony, five.group(board)).ok());
        CHECK(epoch_after(group, holdings, here)->value() == 2);
        holdings.shares.front().group.back() ^= 1U;
        CHECK(epoch_after(group, holdings, here).error().is(errors::ceremony_unsound));
    }
}
