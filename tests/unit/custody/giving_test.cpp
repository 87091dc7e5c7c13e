#include "sealwright/custody/giving.hpp"

#include "asking_host.hpp"
#include "sealwright/custody/errors.hpp"
#include "sealwright/threshold/combiner.hpp"
#include "sealwright/threshold/errors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::custody_test;
using ceremony_test::hour_ms;
using ceremony_test::noon_ms;
using custody::Aim;
using custody::RootUse;
using threshold::Label;
using Recovery = AskingHost;

namespace {

void check_refused(const Recovery& recovery, const ErrorSpec& spec, std::uint64_t at = noon_ms) {
    const auto held = recovery.holdings(0);
    const auto asked = Asked::read(recovery.shown, held, at);
    REQUIRE_FALSE(asked.ok());
    CHECK(asked.error().is(spec));
}

}  // namespace

TEST_SUITE("custody/giving") {
    TEST_CASE(
        "a root window is given what one vault's recovery key is sealed to, and nothing else") {
        Recovery recovery;
        recovery.plan.aim = Aim::root;
        recovery.plan.use = {RootUse::Ends::token, 900, {7}};
        auto box = recovery.label;
        box.purpose = Label::Purpose::recovery_key;
        const auto show_only = [&](std::initializer_list<Label> labels) {
            recovery.shown.wraps.clear();
            for (const auto& each : labels) recovery.seal(each);
            recovery.show();
        };
        show_only({box, box});
        const auto held = recovery.holdings(0);
        const auto asked = Asked::read(recovery.shown, held, noon_ms);
        REQUIRE(asked.ok());
        CHECK(asked->plan().use == recovery.plan.use);
        CHECK(asked->check_host(false).ok());

        // A data key, alone or beside it; another vault's beside it; and it, in a recovery or
        // drill.
        show_only({recovery.label});
        check_refused(recovery, errors::recovery_other);
        show_only({box, recovery.label});
        check_refused(recovery, errors::recovery_other);
        auto other = box;
        other.vault = VaultId(IdBytes{9});
        show_only({box, other});
        check_refused(recovery, errors::recovery_other);
        for (const auto aim : {Aim::recovery, Aim::drill}) {
            recovery.plan.aim = aim;
            show_only({box});
            check_refused(recovery, errors::recovery_other);
        }
    }

    TEST_CASE(
        "what a root window is for stands in the digest that custodians compare by its words") {
        RecoveryPlan plan;
        plan.aim = Aim::root;
        const auto change = plan.digest();
        for (const auto& use : {RootUse{RootUse::Ends::token, 0, {}},
                                RootUse{RootUse::Ends::leave, 0, {}},
                                RootUse{RootUse::Ends::change, 1, {}},
                                RootUse{RootUse::Ends::change, 0, {1}}}) {
            plan.use = use;
            CHECK(plan.digest() != change);
        }
        plan.use = {};
        plan.aim = Aim::recovery;
        CHECK(plan.digest() != change);
        plan.aim = Aim::root;
        auto bytes = wire::encode_public(plan);
        CHECK(wire::decode<RecoveryPlan>(bytes)->digest() == change);
        bytes[4] ^= 1U;
        CHECK_FALSE(wire::decode<RecoveryPlan>(bytes).ok());
    }

    TEST_CASE("a drill is given one thing that was made for it, and an earnest recovery is not") {
        Recovery recovery;
        recovery.plan.aim = Aim::drill;
        auto trial = recovery.label;
        trial.purpose = Label::Purpose::drill;
        trial.vault = VaultId();
        trial.vault_name = CeremonyId(recovery.plan.occasion.ceremony).str();
        const auto show_only = [&](std::initializer_list<Label> labels) {
            recovery.shown.wraps.clear();
            for (const auto& each : labels) recovery.seal(each);
            recovery.show();
        };
        show_only({trial});
        const auto held = recovery.holdings(0);
        const auto asked = Asked::read(recovery.shown, held, noon_ms);
        REQUIRE(asked.ok());
        CHECK(asked->plan().is_drill());
        recovery.shown.is_done = true;
        check_refused(recovery, errors::drill_over);
        recovery.shown.is_done = false;

        // Of another drill; two at once; what is used, beside it or alone; and it, in earnest.
        auto other = trial;
        other.vault_name = CeremonyId(IdBytes{9}).str();
        show_only({other});
        check_refused(recovery, errors::recovery_other);
        show_only({trial, trial});
        check_refused(recovery, errors::recovery_other);
        show_only({trial, recovery.label});
        check_refused(recovery, errors::recovery_other);
        show_only({recovery.label});
        check_refused(recovery, errors::recovery_other);
        recovery.plan.aim = Aim::recovery;
        show_only({trial});
        check_refused(recovery, errors::recovery_other);
    }

    TEST_CASE("a drill's plan and label say so with their first word, or are none") {
        Recovery recovery;
        auto plan = wire::encode_public(recovery.plan);
        plan.back() = 1;
        CHECK_FALSE(wire::decode<RecoveryPlan>(plan).ok());
        recovery.plan.aim = Aim::drill;
        plan = wire::encode_public(recovery.plan);
        CHECK(wire::decode<RecoveryPlan>(plan).ok());
        CHECK_FALSE(std::ranges::search(plan, std::string_view("VUS-V1-DRILL")).empty());
        plan.back() = 0;
        CHECK_FALSE(wire::decode<RecoveryPlan>(plan).ok());
        auto label = recovery.label;
        label.purpose = Label::Purpose::drill;
        auto bytes = label.bytes();
        CHECK(Label::parse(bytes).ok());
        CHECK_FALSE(std::ranges::search(bytes, std::string_view("VUS-V1-DRILL-LABEL")).empty());
        for (auto& each : bytes) {
            if (each == static_cast<std::uint8_t>(Label::Purpose::drill)) each = 0;
        }
        CHECK_FALSE(Label::parse(bytes).ok());
    }

    TEST_CASE("what three custodians give opens each key, and the pepper comes with it") {
        Recovery recovery;
        std::vector<operate::RecoveryGiveAsk> gifts;
        for (const std::size_t place : {0UL, 3UL, 4UL}) {
            const auto held = recovery.holdings(place);
            const auto asked = Asked::read(recovery.shown, held, noon_ms);
            REQUIRE(asked.ok());
            gifts.push_back(*asked->give(place == 0, recovery.random));
        }

        CHECK(gifts[0].room.has_value());
        CHECK_FALSE(gifts[1].room.has_value());
        for (std::size_t each = 0; each < 2; ++each) {
            const auto label = *Label::parse(recovery.shown.wraps[each].label);
            const auto sealed =
                *threshold::Ciphertext::parse(recovery.shown.wraps[each].ciphertext);
            const auto& occasion = recovery.plan.occasion;
            auto combiner = *threshold::Combiner::begin({recovery.group, sealed, label, occasion});
            for (const auto& gift : gifts) {
                REQUIRE(gift.parts.size() == 2);
                auto part = threshold::PartialBox::open(gift.parts[each], occasion, recovery.host);
                REQUIRE(combiner.add(*std::move(part)).ok());
            }
            const auto pepper =
                open_pepper(recovery.host, pepper_context(occasion), gifts[1].pepper);
            const auto key = combiner.open<test::AnyKeyTag>(*pepper);
            REQUIRE(key.ok());
            CHECK(test::bytes_of(key->ref()) == Bytes(32, 0x5a));
        }
    }

    TEST_CASE("a share whose group was never seen whole gives to that very transcript") {
        Recovery recovery;
        auto held = recovery.holdings(0);
        held.shares[0].group.clear();
        REQUIRE(Asked::read(recovery.shown, held, noon_ms).ok());

        held.shares[0].transcript[0] ^= 1U;

        CHECK(Asked::read(recovery.shown, held, noon_ms).error().is(errors::share_absent));
    }

    TEST_CASE("another group than the custodian's own is given nothing") {
        Recovery recovery;
        recovery.group_bytes =
            wire::encode_public(recovery.five.group(recovery.five.played(Board::rounds, 10)));
        recovery.show();

        check_refused(recovery, errors::share_absent);
    }

    TEST_CASE("a group that is older than one that was seen is given nothing") {
        Recovery recovery;
        auto held = recovery.holdings(0);
        held.epochs[0].epoch = 2;

        const auto asked = Asked::read(recovery.shown, held, noon_ms);

        CHECK(asked.error().is(errors::epoch_old));
    }

    TEST_CASE("a plan that says something else than its group, pepper or place is given nothing") {
        const auto with = [](auto change) {
            Recovery recovery;
            change(recovery.plan);
            recovery.shown.plan = wire::encode_public(recovery.plan);
            check_refused(recovery, errors::recovery_other);
        };

        with([](RecoveryPlan& plan) { plan.group[0] ^= 1U; });
        with([](RecoveryPlan& plan) { plan.pepper[0] ^= 1U; });
        // A store of somebody else's making, with the real group in it.
        with([](RecoveryPlan& plan) { plan.identity[0] ^= 1U; });
        with([](RecoveryPlan& plan) { plan.wraps[0] ^= 1U; });
        with([](RecoveryPlan& plan) { plan.environment = "other"; });
        with([](RecoveryPlan& plan) { plan.installation = InstallationId(IdBytes{9}); });
        with([](RecoveryPlan& plan) { plan.aim = custody::Aim::drill; });
    }

    TEST_CASE("a plan that cannot be read, or whose time is over, is given nothing") {
        Recovery broken;
        broken.shown.plan.pop_back();
        Recovery recovery;
        Recovery finished;
        finished.shown.is_done = true;

        check_refused(broken, errors::recovery_plan_invalid);
        check_refused(recovery, errors::recovery_over, noon_ms + 2 * hour_ms);
        check_refused(finished, errors::recovery_over);
    }

    TEST_CASE("no wraps, and wraps of other places, groups and purposes, are given nothing") {
        Recovery empty;
        empty.shown.wraps.clear();
        empty.show();
        const auto with = [](auto change) {
            Recovery recovery;
            auto label = recovery.label;
            change(label);
            recovery.seal(label);
            recovery.show();
            check_refused(recovery, errors::recovery_other);
        };

        check_refused(empty, errors::recovery_other);
        with([](Label& label) { label.environment = "other"; });
        with([](Label& label) { label.installation = InstallationId(IdBytes{9}); });
        with([](Label& label) { label.purpose = Label::Purpose::drill; });
    }

    TEST_CASE("a ciphertext under a label that it was not sealed with is given nothing") {
        Recovery recovery;
        auto label = recovery.label;
        label.version += 1;
        recovery.shown.wraps[0].label = label.bytes();
        recovery.show();

        check_refused(recovery, errors::ciphertext_invalid);
    }
}
