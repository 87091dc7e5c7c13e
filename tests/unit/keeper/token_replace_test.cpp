// A fresh token takes the place of a lost one while the others serve.
#include "errors.hpp"
#include "people_bench.hpp"
#include "sealwright/hsm/client/errors.hpp"

using namespace sealwright;
using ceremony::RequestState;
using test::PeopleBench;

namespace {

constexpr std::size_t lost = 1;  // Token b.
const operate::TokenReplaceAsk replace_b{{"b"}};

// Two vaults, and token b destroyed with a new one in its place.
struct LostOne : PeopleBench {
    LostOne() {
        found();
        by_two(operate::VaultAddAsk{"main", "transit", "unseal"});
        by_two(operate::VaultAddAsk{"other", "transit", "second"});
        before = core().state().installation->service_key;
        tokens.replace(lost);
    }

    // Carried out in vain, and why.
    void fails(const operate::TokenReplaceAsk& ask, const ErrorSpec& spec) {
        const auto request = by_two(ask);
        CHECK(request.state == RequestState::failed);
        CHECK(request.why.starts_with(Error(spec).sentence()));
    }
    std::string state_of(std::size_t place) {
        return must<operate::Tokens>(operate::TokensAsk{}).tokens.at(place).state;
    }
    [[nodiscard]] std::vector<const hsm::KeyRecord*> records() {
        const auto& state = core().state();
        std::vector<const hsm::KeyRecord*> all{&state.installation->service_key};
        for (const auto& [id, keys] : state.keys) all.push_back(&keys.data_key);
        return all;
    }
    // Through these two alone.
    bool opens(const hsm::KeyRecord& record, std::size_t one, std::size_t two) {
        auto through = tokens.ready();
        std::erase_if(through,
                      [&](const auto& each) { return each.number != one && each.number != two; });
        return core().keys().try_through(record, through, core().place()).key.ok();
    }
    bool all_open(std::size_t one, std::size_t two) {
        return std::ranges::all_of(records(),
                                   [&](const auto* each) { return opens(*each, one, two); });
    }

    hsm::KeyRecord before;
};

}  // namespace

TEST_SUITE("keeper/token_replace") {
    TEST_CASE("every key is split anew over the fresh token and the others, and opens by any two") {
        LostOne bench;
        REQUIRE(bench.state_of(lost) == "no key");

        CHECK(bench.by_two(replace_b).state == RequestState::committed);

        CHECK(bench.desk.done_so_far == std::vector<std::string>{"enrol b"});
        CHECK(bench.state_of(lost) == "logged in");
        CHECK(bench.all_open(0, 1));
        CHECK(bench.all_open(1, 2));
        CHECK(bench.all_open(0, 2));
        bench.restart_people();
        CHECK(bench.is_open());
        bench.verified();
    }

    TEST_CASE("a share of before fits none of the new ones") {
        LostOne bench;
        bench.by_two(replace_b);
        const auto& after = bench.core().state().installation->service_key;

        auto mixed = after;
        auto& envelopes = mixed.wraps.front().envelopes;
        envelopes[0] = bench.before.wraps.front().envelopes[0];

        CHECK(bench.opens(after, 0, 2));
        CHECK(bench.opens(bench.before, 0, 2));
        const auto ready = bench.tokens.ready();
        const auto tried =
            bench.core().keys().try_through(mixed, {ready[0], ready[2]}, bench.core().place());
        REQUIRE(tried.key.ok());
        CHECK_FALSE(keeper::Keyring(*tried.key, *bench.core().state().installation)
                        .open_identity(bench.core().state().identity)
                        .ok());
    }

    TEST_CASE("whoever watches the keeper hears of it with each vault's key") {
        LostOne bench;
        std::size_t told = 0;
        bench.core().when_at_work([&told] { ++told; });

        CHECK(bench.by_two(replace_b).state == RequestState::committed);

        CHECK(told == bench.core().state().vaults.size());
    }

    TEST_CASE("it takes two, and stands in the journal with the tokens' names") {
        LostOne bench;

        CHECK(bench.propose("ana", replace_b).state == RequestState::collecting);
        CHECK(bench.refused(replace_b) == errors::needs_people.code);
        CHECK(bench.desk.done_so_far.empty());

        bench.by_two(replace_b);
        const auto acts = bench.entries(journal::Kind::act);
        const auto is_it = [](const auto& entry) {
            const auto* what = entry.text("what");
            return what != nullptr && *what == "token replace" && *entry.text("tokens") == "b" &&
                   *entry.number("keys") == 3;
        };
        CHECK(std::ranges::count_if(acts, is_it) == 1);
    }

    TEST_CASE("what is named wrongly is refused with its reason, and no token gets a key") {
        LostOne bench;

        bench.fails({{"a"}}, errors::token_in_place);
        bench.fails({{"a", "b"}}, errors::token_in_place);
        bench.fails({{"b", "b"}}, errors::token_in_place);
        bench.fails({{"z"}}, errors::token_unknown);
        bench.fails({}, errors::token_unknown);
        bench.tokens.replace(2);
        bench.fails(replace_b, errors::token_not_fresh);
        bench.tokens.stop(2);
        bench.fails({{"b", "c"}}, errors::token_not_fresh);

        CHECK(bench.desk.done_so_far.empty());
        CHECK(bench.core().state().installation->service_key == bench.before);
    }

    TEST_CASE("a device that was wiped and has the serial number of before is a fresh one") {
        LostOne bench;
        bench.by_two(replace_b);
        bench.tokens.replace(lost);  // The same serial number again.

        // As if a keeper had died behind the token's new key.
        REQUIRE(bench.desk.enrol("b").ok());
        bench.tokens.token(lost).room.change_key();

        CHECK(bench.by_two(replace_b).state == RequestState::committed);
        CHECK(bench.all_open(0, 1));
        CHECK(bench.all_open(1, 2));
        CHECK(bench.by_two(replace_b).state == RequestState::failed);
    }

    TEST_CASE("whatever dies at its commit, the keys are where they were or split anew") {
        for (const bool is_written : {false, true}) {
            LostOne bench;
            const auto request = bench.propose("ana", replace_b);
            const auto decision = bench.decision("bea", request);
            bench.depot.memory.end_at(1, is_written);

            static_cast<void>(
                bench.person_desk().answer(bench.signed_ask("bea", bench.question(decision))));
            bench.depot.memory.set_away(false);
            bench.restart_people();

            REQUIRE(bench.is_open());
            const auto& key = bench.core().state().installation->service_key;
            CHECK((key == bench.before) == !is_written);
            CHECK(bench.all_open(0, 2));
            CHECK(bench.state_of(lost) == (is_written ? "logged in" : "no share"));
            CHECK(bench.code_of(bench.asks("bea", decision)) == 0);
            CHECK(bench.all_open(0, 1));
            CHECK(bench.state_of(lost) == "logged in");
            bench.verified();
        }
    }
}
