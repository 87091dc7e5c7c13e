// A vault's recovery key that opens by its custodians: when, for what, and that nothing else does.
#include "errors.hpp"
#include "quorum_bench.hpp"
#include "sealwright/custody/transcript_play.hpp"
#include "sealwright/policy/errors.hpp"

using namespace sealwright;
using namespace sealwright::test;
using operate::RootTaskState;
using Step = session::TaskStep;
using Ends = custody::RootUse::Ends;
using Release = operate::RecoveryRelease;

TEST_SUITE("keeper/quorum") {
    TEST_CASE("a vault of an installation with custodians has its recovery key sealed to them") {
        QuorumBench bench;
        CHECK(bench.root_page().is_managed);
        CHECK(bench.root_page().recovery_release == "quorum");
        CHECK(bench.row().proven->box.is_custodians());

        // Neither the box nor what the vault keeps opens with the tokens.
        const auto& vault = bench.core().state().vaults.at(bench.node.vault);
        const auto data_key = bench.core().keys().open(
            bench.core().state().keys.at(vault.id).data_key, bench.core().place());
        REQUIRE(data_key.ok());
        const auto own = keeper::pair_of_box(*data_key, vault);
        CHECK_FALSE(
            keeper::recovery_shares(*bench.row().proven, own, vault.id, 1, bench.random).ok());
        CHECK(bench.opens(bench.recovery).empty());
        CHECK(bench.last_refusal() == errors::class_window_closed.code);
    }

    TEST_CASE(
        "custodians open it for a root token: the agent's share, the vault's ask, and the end") {
        QuorumBench bench;
        CHECK(bench.request().state == ceremony::RequestState::committed);
        CHECK(bench.root_page().proposed.state == RootTaskState::asked);
        CHECK_FALSE(bench.look().task.is_set());

        bench.turns();
        const auto shown = bench.seen();
        REQUIRE(shown.has_value());
        const auto plan = bench.plan_in(*shown);
        CHECK(plan.is_root());
        CHECK(plan.use.ends == Ends::token);
        CHECK(plan.use.ttl_s == 900);
        CHECK(plan.use.recipient == bench.recipient.public_key());
        CHECK(plan.reason == "INC-7");
        CHECK(plan.digest() == bench.root_page().asked);
        const auto label = threshold::Label::parse(shown->wraps.at(0).label);
        CHECK(label->purpose == threshold::Label::Purpose::recovery_key);
        CHECK(label->vault == bench.node.vault);
        bench.custodians_open();

        CHECK(bench.root_page().task.state == RootTaskState::waiting);
        REQUIRE(bench.take());
        REQUIRE(bench.say(Step::begin_root));
        CHECK(bench.opens(bench.recovery).empty());
        CHECK(bench.given_at(Step::give_root) == bench.first);
        CHECK(bench.opens(bench.recovery) == bench.first);
        CHECK(bench.opens(bench.recovery).empty());
        REQUIRE(bench.say(Step::limit));
        REQUIRE(bench.say(Step::begin_recovery));
        CHECK(bench.given_at(Step::give_recovery) == bench.first);
        bench.recovery = bench.seal_recovery(bench.second);
        REQUIRE(bench.say(Step::verify_recovery));
        REQUIRE(bench.ended(0, bench.second));
        bench.turns();
        bench.fresh();

        const auto after = bench.root_page();
        CHECK(after.task.state == RootTaskState::done);
        CHECK_FALSE(after.is_change_due);
        CHECK(bench.row().proven->box != keeper::RecoveryBox{});
        CHECK(bench.core().boxes().find(bench.row(), bench.row().proven->box.key) == nullptr);
        CHECK(bench.opens(bench.recovery).empty());
    }

    TEST_CASE("what was opened for one task opens nothing for the next, which has another box") {
        QuorumBench bench;
        bench.request();
        bench.custodians_open();
        const auto before = bench.row().proven->box;
        bench.make_root(bench.second);

        CHECK(bench.row().proven->box != before);
        CHECK(bench.row().candidates.empty());
        bench.request();
        bench.custodians_open();
        REQUIRE(bench.take());
        REQUIRE(bench.say(Step::begin_root));
        CHECK(bench.given_at(Step::give_root) == bench.second);
        CHECK(bench.opens(bench.recovery) == bench.second);
    }

    TEST_CASE("two of five open nothing, and who sends something wrong is named") {
        QuorumBench bench;
        bench.request();
        bench.turns();
        const auto shown = bench.seen();
        REQUIRE(shown.has_value());
        CHECK(bench.gives("dan", *shown) == 0);
        auto wrong = bench.gift(bench.hand("gus"), *shown, false);
        wrong.parts.front().back() ^= 1U;
        CHECK(bench.give(bench.hand("gus"), *shown, wrong) == errors::contribution_unreadable.code);
        CHECK(bench.gives("fay", *shown) == 0);
        bench.turns();

        CHECK(bench.root_page().proposed.state == RootTaskState::asked);
        bench.fresh();
        CHECK_FALSE(bench.look().task.is_set());
        const auto last = bench.entries(journal::Kind::act).back();
        CHECK(*last.text("custodian") == "fay");
    }

    TEST_CASE(
        "a rotation ends root tokens at once, and its change of the key waits for custodians") {
        QuorumBench bench;
        bench.rotate();
        const auto order = bench.take();
        REQUIRE(order);
        CHECK_FALSE(order->rotates_recovery);
        CHECK(bench.given_at(Step::give_recovery).empty());
        CHECK(bench.code == errors::recovery_shut.code);
        REQUIRE(bench.ended());
        bench.turns();

        const auto page = bench.root_page();
        CHECK(page.task.state == RootTaskState::done);
        CHECK(page.is_change_due);
        CHECK(page.proposed.state == RootTaskState::asked);
        CHECK(page.proposed.by == "the service");
        CHECK(page.proposed.reason.find("INC-412") != std::string::npos);
        CHECK(bench.plan_in(*bench.seen()).use.ends == Ends::change);

        bench.custodians_open();
        CHECK(bench.look().kind == session::TaskKind::claim);
        REQUIRE(bench.take());
        REQUIRE(bench.say(Step::begin_recovery));
        CHECK(bench.given_at(Step::give_recovery) == bench.first);
        bench.recovery = bench.seal_recovery(bench.second);
        REQUIRE(bench.say(Step::verify_recovery));
        REQUIRE(bench.ended(0, bench.second));
        CHECK_FALSE(bench.root_page().is_change_due);
    }

    TEST_CASE("a change that is due is asked for again an hour after it came to nothing") {
        QuorumBench bench;
        bench.rotate();
        REQUIRE(bench.take());
        REQUIRE(bench.ended());
        bench.turns();
        const auto first = bench.root_page().ceremony;
        bench.clock.advance(25ULL * 3600 * 1000);
        bench.turns();

        CHECK(bench.root_page().is_change_due);
        CHECK(bench.root_page().proposed.state == RootTaskState::none);
        CHECK(bench.root_page().task.kind != "claim");
        bench.clock.advance(61ULL * 60 * 1000);
        bench.turns();
        CHECK(bench.root_page().proposed.state == RootTaskState::asked);
        CHECK(bench.root_page().ceremony != first);
    }

    TEST_CASE("a request takes the place of a change that the service waits for, and makes it") {
        QuorumBench bench;
        bench.rotate();
        REQUIRE(bench.take());
        REQUIRE(bench.ended());
        bench.turns();
        const auto change = CeremonyId(bench.root_page().ceremony);

        bench.request();
        bench.turns();
        CHECK(bench.now(change).state == ceremony::CeremonyState::aborted);
        CHECK(bench.plan_in(*bench.seen()).use.ends == Ends::token);
        // Of a person's own there is one.
        const auto key = bench.recipient.public_key();
        const operate::RootRequestAsk again{"main", "another", 900, key};
        CHECK(CustodyBench::code_of(bench.asks("ana", bench.proposal("ana", again))) ==
              errors::root_task_open.code);
        bench.custodians_open();
        bench.make_root(bench.second);
        CHECK_FALSE(bench.root_page().is_change_due);
    }

    TEST_CASE("a request whose custodians do not come, or whose ceremony is ended, has failed") {
        for (const bool is_ended : {false, true}) {
            QuorumBench bench;
            bench.request();
            bench.turns();
            const CeremonyId id(bench.root_page().ceremony);
            if (is_ended) {
                const std::string reason = "nobody asked me";
                const Bytes words(reason.begin(), reason.end());
                CHECK(CustodyBench::code_of(bench.asks(
                          "bea", bench.act_in("bea", id, words, ceremony::Choice::veto))) == 0);
            } else {
                bench.clock.advance(61ULL * 60 * 1000);
            }
            bench.turns();
            const auto page = bench.root_page();
            CHECK(page.task.state == RootTaskState::failed);
            CHECK(page.task.code == errors::root_not_opened.code);
            CHECK(page.proposed.state == RootTaskState::none);
            CHECK(bench.now(id).state == ceremony::CeremonyState::aborted);
            bench.fresh();
            CHECK(bench.opens(bench.recovery).empty());
        }
    }

    TEST_CASE("with the keeper that had it, what custodians opened is gone, and nothing opens") {
        for (const bool is_taken : {false, true}) {
            QuorumBench bench;
            bench.request();
            bench.custodians_open();
            if (is_taken) {
                REQUIRE(bench.take());
                REQUIRE(bench.say(Step::begin_root));
                REQUIRE(bench.say(Step::give_root, 1));
            }
            const auto task = bench.root_page().task.id;
            bench.restart_house();
            bench.fresh();
            CAPTURE(is_taken);
            CHECK(bench.opens(bench.recovery).empty());
            const auto failed = bench.entries(journal::Kind::task);
            const auto its = std::ranges::find_if(failed, [&](const auto& each) {
                return *each.text("task") == TaskId(task).str() && *each.text("step") == "failed";
            });
            REQUIRE(its != failed.end());
            CHECK(*its->number("code") == errors::root_opened_gone.code);
            // A key that was given has to go, and a root that may live is looked for.
            CHECK(bench.root_page().is_change_due == is_taken);
            CHECK(bench.row().root_may_live == is_taken);
            CHECK((bench.root_page().task.kind == "rotate") == is_taken);
        }
    }

    TEST_CASE(
        "while it collects, a keeper that starts anew asks again, by another plan for the same") {
        QuorumBench bench;
        bench.request();
        bench.turns();
        const auto before = bench.seen();
        CHECK(bench.gives("dan", *before) == 0);
        bench.restart_house();

        const auto after = bench.seen();
        REQUIRE(after.has_value());
        CHECK(after->given.empty());
        CHECK(bench.plan_in(*after).use == bench.plan_in(*before).use);
        CHECK(bench.plan_in(*after).occasion.recipient !=
              bench.plan_in(*before).occasion.recipient);
        CHECK(bench.gives("fay", *before) != 0);
        bench.fresh();
        bench.custodians_open();
        bench.make_root(bench.second);
    }

    TEST_CASE("a change whose last answer was lost goes on with the other key, in the same task") {
        QuorumBench bench;
        bench.request();
        bench.custodians_open();
        REQUIRE(bench.take());
        REQUIRE(bench.say(Step::begin_recovery));
        REQUIRE(bench.say(Step::give_recovery, 1));
        bench.recovery = bench.seal_recovery(bench.second);
        REQUIRE(bench.say(Step::verify_recovery));
        REQUIRE(bench.ended(3606));
        bench.clock.advance(20'000);
        bench.turns();
        bench.fresh();

        REQUIRE(bench.take());
        REQUIRE(bench.say(Step::begin_root));
        CHECK(bench.given_at(Step::give_root) == bench.second);
        CHECK(bench.opens(bench.recovery) == bench.second);
        REQUIRE(bench.say(Step::begin_recovery));
        CHECK(bench.given_at(Step::give_recovery) == bench.second);
        bench.recovery = bench.seal_recovery(bench.third);
        REQUIRE(bench.say(Step::verify_recovery));
        REQUIRE(bench.ended(0, bench.third));
        CHECK(bench.row().proven->digest == keeper::digest_of_recovery(view_of(bench.third)));
    }

    TEST_CASE("the custodians themselves leave it to the service, and take it back") {
        QuorumBench bench;
        bench.claim(Release::automatic);
        bench.turns();
        CHECK(bench.root_page().recovery_release == "quorum");
        CHECK(bench.plan_in(*bench.seen()).use.ends == Ends::leave);
        bench.custodians_open();
        REQUIRE(bench.take());
        REQUIRE(bench.say(Step::begin_recovery));
        CHECK(bench.given_at(Step::give_recovery) == bench.first);
        bench.recovery = bench.seal_recovery(bench.second);
        REQUIRE(bench.say(Step::verify_recovery));
        REQUIRE(bench.ended(0, bench.second));
        CHECK(bench.root_page().recovery_release == "auto");

        bench.settle();
        bench.fresh();
        bench.claim(Release::quorum);
        REQUIRE(bench.take());
        REQUIRE(bench.say(Step::begin_recovery));
        CHECK(bench.given_at(Step::give_recovery) == bench.second);
        bench.recovery = bench.seal_recovery(bench.first);
        REQUIRE(bench.say(Step::verify_recovery));
        REQUIRE(bench.ended(0, bench.first));
        CHECK(bench.root_page().recovery_release == "quorum");
        CHECK(bench.row().needs_custodians());
    }

    TEST_CASE("nothing is sealed to custodians who are about to have another key") {
        QuorumBench bench;
        bench.claim(Release::automatic);
        bench.custodians_open();
        REQUIRE(bench.take());
        REQUIRE(bench.say(Step::begin_recovery));
        REQUIRE(bench.say(Step::give_recovery, 1));
        bench.recovery = bench.seal_recovery(bench.second);
        REQUIRE(bench.say(Step::verify_recovery));
        REQUIRE(bench.ended(0, bench.second));
        const auto begun = bench.by_two(bench.plan(CustodyBench::reshare));
        REQUIRE(begun.state == ceremony::RequestState::committed);

        const auto claimed = bench.claim(Release::quorum);
        CHECK(claimed.state == ceremony::RequestState::failed);
        CHECK(bench.claim(Release::automatic).state == ceremony::RequestState::committed);
    }

    TEST_CASE("asked again behind a restart, custodians see who asked and why, as before") {
        QuorumBench bench;
        bench.request();
        bench.turns();
        const auto before = bench.plan_in(*bench.seen());
        CHECK(before.asked_by == "ana");
        bench.restart_house();
        const auto after = bench.plan_in(*bench.seen());
        CHECK(after.asked_by == before.asked_by);
        CHECK(after.reason == before.reason);
    }

    TEST_CASE("what was opened for a request opens nothing for a rotation that takes its place") {
        QuorumBench bench;
        bench.request();
        bench.custodians_open();
        const auto request = bench.task();
        bench.rotate();
        const auto order = bench.take();
        REQUIRE(order);
        CHECK_FALSE(order->rotates_recovery);
        CHECK(bench.given_at(Step::give_recovery).empty());
        CHECK(bench.code == errors::recovery_shut.code);
        bench.turns();
        CHECK_FALSE(bench.core().boxes().are_for(bench.node.vault, request));
    }

    TEST_CASE("an agent that was not given the key in force puts none in its place") {
        QuorumBench bench;
        bench.rotate();
        REQUIRE(bench.take());
        bench.seal_recovery(bench.second);
        CHECK(bench.ended(0, bench.second));
        CHECK(bench.root_page().task.state == RootTaskState::failed);
        CHECK(bench.row().proven->digest == keeper::digest_of_recovery(view_of(bench.first)));
    }

    TEST_CASE(
        "a vault that was restored from a snapshot finds the key of then, by its custodians") {
        QuorumBench bench;
        const auto then = bench.recovery;
        bench.request();
        bench.custodians_open();
        bench.make_root(bench.second);

        bench.claim();
        bench.custodians_open();
        REQUIRE(bench.take());
        REQUIRE(bench.say(Step::begin_recovery));
        CHECK(bench.given_at(Step::give_recovery) == bench.second);
        REQUIRE(bench.ended(3606));
        bench.clock.advance(20'000);
        bench.turns();
        bench.fresh();
        REQUIRE(bench.take());
        REQUIRE(bench.say(Step::begin_recovery));
        CHECK(bench.given_at(Step::give_recovery) == bench.first);
        CHECK(bench.opens(then) == bench.first);
    }

    TEST_CASE("an agent that only talks keeps nothing open") {
        QuorumBench bench;
        bench.request();
        bench.custodians_open();
        REQUIRE(bench.take());
        const auto task = bench.task();
        for (int each = 0; each < 60 && bench.say(Step::census); ++each) {
            bench.clock.advance(50'000);
            bench.turns(1);
            bench.fresh();
        }
        bench.turns();
        CHECK_FALSE(bench.core().boxes().are_for(bench.node.vault, task));
    }

    TEST_CASE("a key that opens by the tokens alone is never called the custodians'") {
        QuorumBench bench;
        bench.claim(Release::automatic);
        bench.custodians_open();
        REQUIRE(bench.take());
        REQUIRE(bench.say(Step::begin_recovery));
        REQUIRE(bench.say(Step::give_recovery, 1));
        bench.recovery = bench.seal_recovery(bench.second);
        REQUIRE(bench.say(Step::verify_recovery));
        REQUIRE(bench.ended(0, bench.second));
        bench.settle();
        bench.fresh();
        bench.claim(Release::quorum);
        CHECK(bench.root_page().recovery_release == "auto");
    }

    TEST_CASE("a key is kept in each box that the vault may have it in") {
        keeper::Rooting rooting;
        const auto kept = [](std::uint8_t digest, std::uint8_t box) {
            keeper::RecoveryKept one;
            one.digest = {digest};
            one.box.key = {box};
            return one;
        };
        rooting.keep(kept(1, 1));
        rooting.keep(kept(2, 1));
        rooting.keep(kept(2, 2));
        CHECK(rooting.keeps({2}, kept(2, 1).box));
        CHECK_FALSE(rooting.keeps({1}, kept(1, 2).box));

        REQUIRE(rooting.prove({2}));
        CHECK(rooting.proven->box.key == crypto::ExchangeKey{2});
        REQUIRE(rooting.candidates.size() == 1);
        CHECK(rooting.candidates[0].box.key == crypto::ExchangeKey{1});
        REQUIRE(rooting.retired.size() == 1);
        CHECK(rooting.retired[0].digest == Digest{1});
        CHECK_FALSE(rooting.prove({1}));
    }

    TEST_CASE("what only they could hand on is neither handed on nor sealed anew without them") {
        QuorumBench bench;
        const auto failed = [&](const ceremony::Request& request) {
            CHECK(request.state == ceremony::RequestState::failed);
            return request.why;
        };
        const auto reshare = failed(bench.by_two(bench.plan(CustodyBench::reshare)));
        CHECK(reshare.find("sealed to the custodians") != std::string::npos);
        const operate::VaultRotateKeyAsk rotate{"main"};
        CHECK(CustodyBench::code_of(bench.asks("ana", bench.proposal("ana", rotate))) ==
              errors::recovery_not_rewrapped.code);
    }

    TEST_CASE("under a freeze custodians are not heard, and a rotation ends root tokens") {
        QuorumBench bench;
        bench.request();
        bench.turns();
        const auto shown = bench.seen();
        bench.propose("ana", operate::FreezeAsk{"we are under attack"});
        CHECK(bench.gives("dan", *shown) == errors::service_frozen.code);
        bench.rotate();
        REQUIRE(bench.take());
        REQUIRE(bench.ended());
    }

    TEST_CASE("a transcript of it holds, and says who gave") {
        QuorumBench bench;
        bench.request();
        bench.turns();
        const CeremonyId id(bench.root_page().ceremony);
        bench.custodians_open();
        const auto reply = bench.asks("wil", operate::TranscriptAsk{id.bytes()});
        const auto shown = wire::decode<operate::TranscriptShown>(reply.body);
        REQUIRE(shown.ok());
        const auto transcript = wire::decode<custody::Transcript>(shown->transcript);
        REQUIRE(transcript.ok());
        const auto played =
            custody::play(*transcript, &bench.core().state().installation->verifier);
        INFO((played.ok() ? std::string() : played.error().sentence()));
        REQUIRE(played.ok());
        bench.verified();
    }
}
