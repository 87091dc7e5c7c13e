// Tasks of a vault's root: what people ask for, what its agent may be told and when, and what the
// keeper opens for it.
#include "errors.hpp"
#include "root_bench.hpp"
#include "sealwright/crypto/shares.hpp"
#include "sealwright/policy/errors.hpp"
#include "vault_login.hpp"

using namespace sealwright;
using namespace sealwright::test;
using operate::RootTaskState;
using session::TaskKind;
using Step = session::TaskStep;

namespace {

std::string text_of_key(const WipedBytes& bytes) {
    return {bytes.begin(), bytes.end()};
}

bool is_opened(RootBench& bench) {
    return bench.decrypt_in(*bench.channel, bench.recovery).status == 200;
}

}  // namespace

TEST_SUITE("keeper/root-task") {
    TEST_CASE("a vault becomes ours by its agent's task, with its recovery key kept") {
        RootBench bench;
        const auto asked = bench.claim();
        CHECK(asked.task.state == RootTaskState::waiting);
        CHECK_FALSE(asked.is_managed);

        const auto offer = bench.look();
        const auto order = bench.take();
        REQUIRE(order);
        REQUIRE(bench.say(Step::census));
        REQUIRE(bench.say(Step::begin_recovery));
        bench.seal_recovery();
        REQUIRE(bench.ended(0, Plain::recovery_key));

        CHECK(offer.task == order->task);
        CHECK(order->kind == TaskKind::claim);
        CHECK(order->role == "claim");
        const auto page = bench.root_page();
        CHECK(page.is_managed);
        CHECK(page.has_recovery);
        CHECK(page.task.state == RootTaskState::done);
        CHECK_FALSE(bench.look().task.is_set());
        CHECK(bench.entries(journal::Kind::alert).empty());
        bench.settle();
        bench.verified();
    }

    TEST_CASE("no vault becomes ours whose recovery key was not kept") {
        RootBench bench;
        bench.claim();
        REQUIRE(bench.take());
        auto draft = bench.core().draft();
        auto forgotten = draft.state().rootings.begin()->second;
        forgotten.candidates.clear();
        draft.put(forgotten);
        REQUIRE(bench.core().commit(std::move(draft)).ok());

        REQUIRE(bench.ended(0, Plain::recovery_key));

        const auto page = bench.root_page();
        CHECK_FALSE(page.is_managed);
        CHECK(page.task.state == RootTaskState::failed);
        CHECK(page.task.code == errors::recovery_not_kept.code);
    }

    TEST_CASE("a recovery key that is sealed outside of a task is kept, and is an alert") {
        RootBench bench;
        bench.become_ours();

        bench.seal_recovery("another recovery key of 32 bytes");

        CHECK(bench.entries(journal::Kind::alert).size() == 1);
        bench.rotate();
        REQUIRE(bench.take());
        const auto first = bench.say(Step::give_recovery, 1);
        REQUIRE(first);
        CHECK(text_of_key(first->shares.at(0)) == Plain::recovery_key);
        REQUIRE(bench.ended(3606));
        bench.clock.advance(20'000);
        bench.fresh();
        REQUIRE(bench.take());
        const auto second = bench.say(Step::give_recovery, 1);
        REQUIRE(second);
        CHECK(text_of_key(second->shares.at(0)) == "another recovery key of 32 bytes");
    }

    TEST_CASE("what cannot be begun is refused and changes nothing") {
        RootBench bench;
        const auto key = bench.recipient.public_key();
        bench.refused_unchanged(operate::RootRotateAsk{"main", "x"}, errors::root_not_ours);
        bench.refused_unchanged(operate::RootRequestAsk{"main", "x", 900, key},
                                errors::root_not_ours);
        bench.refused_unchanged(operate::VaultClaimAsk{"main", 59, false}, errors::window_length);
        bench.refused_unchanged(operate::VaultClaimAsk{"other", 600, false}, errors::vault_unknown);
        bench.become_ours();
        bench.refused_unchanged(operate::RootRotateAsk{"main", " "}, errors::reason_invalid);
        bench.refused_unchanged(operate::RootRequestAsk{"main", "x", 59, key}, errors::root_ttl);
        bench.refused_unchanged(operate::RootRequestAsk{"main", "x", 14'401, key},
                                errors::root_ttl);
        bench.refused_unchanged(operate::RootShowAsk{"other"}, errors::vault_unknown);
        bench.refused_unchanged(operate::VaultClaimAsk{"main", 600, true},
                                errors::root_ours_already);
        bench.refused_unchanged(operate::RootLookAsk{"main", "", true}, errors::reason_invalid);
        bench.rotate();
        bench.refused_unchanged(operate::RootRequestAsk{"main", "x", 900, key},
                                errors::root_task_open);
        bench.refused_unchanged(operate::RootLookAsk{"main", "x", false}, errors::root_task_open);
        REQUIRE(bench.take());
        REQUIRE(bench.say(Step::prove));
        bench.refused_unchanged(operate::RootRotateAsk{"main", "x"}, errors::root_task_open);
    }

    TEST_CASE("two who ask for a rotation get one") {
        RootBench bench;
        bench.become_ours();
        const auto first = bench.rotate().task;
        REQUIRE(bench.take());
        REQUIRE(bench.say(Step::begin_recovery));

        const auto second =
            bench.must<operate::RootShown>(operate::RootRotateAsk{"main", "INC-413"}).task;

        CHECK(second.id == first.id);
        CHECK(second.reason == "INC-412");
        const auto act = bench.entries(journal::Kind::act).back();
        CHECK(*act.text("what") == "root rotate");
        CHECK(*act.text("reason") == "INC-413");
        CHECK(act.text("joins") != nullptr);
        CHECK(bench.ended());
    }

    TEST_CASE("a vault without a node by evidence has no agent to do anything") {
        NodeBench bench;
        bench.found();
        bench.refused_unchanged(operate::VaultClaimAsk{"main", 600, true}, errors::root_no_agent);
    }

    TEST_CASE("a rotation takes the place of a request that waits, and of none under way") {
        RootBench bench;
        bench.become_ours();
        const auto waiting = bench.request().task.id;
        const auto instead = bench.rotate().task.id;
        CHECK(instead != waiting);
        REQUIRE(bench.take());
        REQUIRE(bench.ended());
        bench.request();
        REQUIRE(bench.take());
        bench.refused_unchanged(operate::RootRotateAsk{"main", "x"}, errors::root_task_open);
    }

    TEST_CASE("a vault of many shares is given as many as it asks for, and they are the key's") {
        RootBench bench;
        bench.become_ours();
        bench.request();
        REQUIRE(bench.take());

        const auto heard = bench.say(Step::give_root, 3);

        REQUIRE(heard);
        REQUIRE(heard->shares.size() == 3);
        std::vector<crypto::Share> shares;
        for (const auto& exported : heard->shares) {
            auto share = crypto::ShareSplitter::import_share(exported);
            REQUIRE(share.ok());
            shares.push_back(std::move(*share));
        }
        CHECK(crypto::ShareSplitter::combine<struct CombinedTag>(shares).ok());
        REQUIRE(bench.say(Step::prove));
        bench.say(Step::give_root, 65);
        CHECK(bench.code == errors::recovery_shares_many.code);
    }

    TEST_CASE("a login names the task, its kind and its vault, and ends after a minute") {
        RootBench bench;
        bench.claim();
        const auto order = bench.take();
        REQUIRE(order);

        const auto login = text_of_key(order->login);

        const auto first = login.find('.');
        const auto last = login.rfind('.');
        const auto decoded = [](std::string part) {
            for (auto& letter : part) {
                if (letter == '-') letter = '+';
                if (letter == '_') letter = '/';
            }
            while (part.size() % 4 != 0) part += '=';
            const auto bytes = from_base64(part);
            REQUIRE(bytes);
            return std::string(bytes->begin(), bytes->end());
        };
        const auto now_s = bench.clock.now().wall_ms / 1000;
        const auto claims = decoded(login.substr(first + 1, last - first - 1));
        CHECK(decoded(login.substr(0, first)) == R"({"alg":"EdDSA","typ":"JWT"})");
        CHECK(claims.find(R"("sub":")" + order->task.str() + R"(","act":"claim")") !=
              std::string::npos);
        CHECK(claims.find(R"("aud":")" + bench.root_page().audience) != std::string::npos);
        CHECK(claims.find(R"("exp":)" + std::to_string(now_s + 60)) != std::string::npos);
        crypto::Signature signature{};
        const auto signed_by = decoded(login.substr(last + 1));
        REQUIRE(signed_by.size() == signature.size());
        std::copy(signed_by.begin(), signed_by.end(), signature.begin());
        const auto key = bench.root_page().login_key;
        CHECK(crypto::verify(key, view_of(login.substr(0, last)), signature).ok());
        CHECK(key != bench.identity_key());
    }

    TEST_CASE("a token is fetched once, sealed as it came") {
        RootBench bench;
        bench.become_ours();
        bench.request();
        const auto order = bench.take();
        REQUIRE(order);
        CHECK(order->ttl_s == 900);
        CHECK(order->recipient == bench.recipient.public_key());
        session::TaskEnded end;
        end.task = order->task;
        end.token = {1, 2, 3};
        end.accessor = "acc-1";
        end.ends_ms = bench.clock.now().wall_ms + 900'000;
        REQUIRE(bench.finish(end));
        const operate::RootFetchAsk fetch{"main", order->task.bytes()};
        bench.refused_unchanged(operate::RootFetchAsk{"main", IdBytes{}}, errors::root_token_gone);

        const auto token = bench.must<operate::RootToken>(fetch);

        CHECK(token.sealed == Bytes{1, 2, 3});
        CHECK(token.accessor == "acc-1");
        CHECK(bench.root_page().grants.size() == 1);
        CHECK(bench.root_page().task.is_fetched);
        bench.refused_unchanged(fetch, errors::root_token_gone);
        bench.request();
        const auto next = bench.take();
        REQUIRE(next);
        CHECK(next->granted == std::vector<std::string>{"acc-1"});
        REQUIRE(bench.ended(1));
        bench.clock.advance(900'000);
        bench.fresh();
        CHECK(bench.root_page().grants.empty());
    }

    TEST_CASE("roots that nobody granted are in the journal with their accessors, as an alert") {
        RootBench bench;
        bench.become_ours();
        bench.request();
        REQUIRE(bench.take());
        session::TaskSaid said;
        said.task = bench.task();
        said.step = Step::revoke;
        said.roots = {{"team/", "acc-planted", "auth/token/create", true}};
        said.roots_in_all = 1;
        REQUIRE(bench.tell<session::TaskHeard>(said));

        const auto last = bench.entries(journal::Kind::task).back();
        CHECK(*last.text("accessors") == "acc-planted in team/ without end");
        CHECK(*last.number("root tokens") == 1);
        CHECK(*bench.entries(journal::Kind::alert).back().number("entry") == last.sequence);
        CHECK(bench.root_page().task.found.size() == 1);
    }

    TEST_CASE("a rotation ends what was granted, and names none that may live") {
        RootBench bench;
        bench.become_ours();
        bench.request();
        REQUIRE(bench.take());
        session::TaskEnded end;
        end.task = bench.task();
        end.accessor = "acc-1";
        end.ends_ms = bench.clock.now().wall_ms + 900'000;
        REQUIRE(bench.finish(end));
        bench.rotate();
        const auto order = bench.take();
        REQUIRE(order);

        CHECK(order->granted.empty());
        CHECK(order->rotates_recovery);
        REQUIRE(bench.ended());
        CHECK(bench.root_page().grants.empty());
        CHECK_FALSE(is_opened(bench));
    }
}
