// As many vaults as custodians can give back at once, and one more.
#include "keys_room.hpp"

#include "custody_bench.hpp"
#include "errors.hpp"
#include "sealwright/ipc/frame.hpp"
#include "wrapping.hpp"

using namespace sealwright;
using test::CustodyBench;

namespace {

struct Crowd : CustodyBench {
    Crowd() : CustodyBench(2) {}

    // Up to so many, each with its keys on the tokens and sealed to the custodians.
    void fill(std::size_t count) {
        constexpr std::size_t at_once = 200;
        while (core().state().vaults.size() < count) {
            auto draft = core().draft();
            const auto left = count - core().state().vaults.size();
            for (std::size_t each = 0; each < std::min(left, at_once); ++each) add_to(draft);
            REQUIRE(core().commit_once(std::move(draft)).ok());
        }
    }
    void make_group_of_two() {
        const auto id = begin(genesis, 2);
        play_rounds(id);
        all_say(id);
        REQUIRE(core().state().custody.group.has_value());
    }
    // As what people ask for fails, with this reason.
    template <class Ask>
    void fails(const Ask& ask, const ErrorSpec& spec) {
        const auto request = by_two(ask);
        CHECK(request.state == ceremony::RequestState::failed);
        CHECK(request.why.starts_with(Error(spec).sentence()));
    }

private:
    void add_to(keeper::Draft& draft) {
        keeper::Vault vault = *core().state().vault_named("main");
        vault.id = VaultId::random(random);
        vault.name = "v" + std::to_string(draft.state().vaults.size());
        vault.key = vault.name;
        auto blank = core().state().keys.at(core().state().vault_named("main")->id).data_key;
        blank.subject_id = vault.id.bytes();
        blank.wraps.clear();
        auto made = core().keys().make(blank, core().threshold(), core().place());
        REQUIRE(made.ok());
        draft.put(vault);
        draft.put(vault.id, made->record);
        const auto seal_key = crypto::ShareSplitter::fresh_key<seal::SealKeyTag>(random);
        draft.put_seal_key(vault.id, 1, keeper::seal_seal_key(made->key, vault, seal_key, random));
        REQUIRE(keeper::wrap_to_all(draft, core(), keeper::subject_of(vault), made->key).ok());
    }
};

store::Commit rows(std::size_t count, std::size_t size) {
    store::Commit commit;
    for (std::size_t each = 0; each < count; ++each) {
        commit.puts.push_back({"row", 1, Bytes(size, 7)});
    }
    return commit;
}

}  // namespace

TEST_SUITE("keeper/keys_room") {
    TEST_CASE("the last vault that has room comes back by custodians, and one more is refused") {
        Crowd bench;
        bench.make_group_of_two();
        bench.fill(keeper::custody_vaults_max - 1);
        bench.by_two(operate::VaultAddAsk{"last", "transit", "last"});
        REQUIRE(bench.core().state().vaults.size() == keeper::custody_vaults_max);
        bench.fails(operate::VaultAddAsk{"more", "transit", "more"}, errors::keys_too_many);

        bench.lose_tokens();
        const auto shown = bench.begin_recovery();
        REQUIRE(shown.wraps.size() == keeper::custody_vaults_max + 1);
        for (const auto& hand : bench.hands) {
            const auto ask =
                bench.custodians_ask(hand, bench.plan_in(shown), bench.gift(hand, shown));
            REQUIRE(wire::decode<operate::PersonAsk>(wire::encode(ask)).ok());
            REQUIRE(bench.person_desk().answer(ask).ok());
        }

        CHECK(bench.is_open());
        CHECK(bench.core().state().vaults.size() == keeper::custody_vaults_max);
    }

    TEST_CASE("where there are more vaults already no ceremony begins, and nothing is staged") {
        Crowd bench;
        bench.fill(keeper::custody_vaults_max + 1);

        bench.fails(bench.plan(Crowd::genesis, 2), errors::keys_too_many);

        CHECK(bench.core().state().custody.ceremonies.empty());
        CHECK(bench.is_open());
    }

    TEST_CASE("with many tokens fewer keys have room: a record has a share of each") {
        Crowd bench;
        auto state = bench.core().state();
        auto& envelopes = state.installation->service_key.wraps.front().envelopes;
        while (envelopes.size() < 64) envelopes.push_back(envelopes.front());

        CHECK(keeper::check_keys_room(state, 150).ok());
        CHECK(keeper::check_keys_room(state, keeper::custody_vaults_max)
                  .error()
                  .is(errors::keys_too_many));
    }

    TEST_CASE("a change that is too large for the store is refused and locks nobody") {
        constexpr auto frame = ipc::frame_body_max;
        CHECK(keeper::check_commit_size(rows(store::puts_max, 16)).ok());
        CHECK(keeper::check_commit_size(rows(store::puts_max + 1, 16))
                  .error()
                  .is(errors::change_too_large));
        const auto fits = rows(64, frame / 64 - 64);
        REQUIRE(wire::encode_public(fits).size() < frame);
        CHECK(keeper::check_commit_size(fits).ok());
        const auto over = rows(64, frame / 64);
        REQUIRE(wire::encode_public(over).size() > frame);
        CHECK_FALSE(keeper::check_commit_size(over).ok());

        Crowd bench;
        auto draft = bench.core().draft();
        for (std::size_t each = 0; each <= store::puts_max; ++each) {
            draft.put_wrap("wrap/" + std::to_string(each), {{1}, {2}});
        }
        CHECK(bench.core().commit_once(std::move(draft)).error().is(errors::change_too_large));
        CHECK(bench.core().phase() == keeper::Phase::open);
        CHECK(bench.is_open());
        bench.verified();
    }
}
