#include "depot/core.hpp"

#include "depot_contract.hpp"
#include "memory_depot.hpp"
#include "sealwright/core/errors.hpp"
#include "sealwright/store/errors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using test::instance_named;
using test::row;

namespace {

// Keeps its state in memory, counts what is asked of it, and fails at the step it is told to.
class FakeBackend final : public depot::Backend {
public:
    static constexpr std::uint64_t never = ~std::uint64_t{0};

    Result<void> begin() override {
        before_ = state;
        return step();
    }
    Result<void> commit() override {
        ++commits;
        return step();
    }
    void roll_back() override { state = before_; }
    Result<std::uint64_t> revision() override {
        TRY(step());
        return state.revision;
    }
    Result<store::Head> head(const InstanceId& instance) override {
        TRY(step());
        return state.head(instance);
    }
    Result<void> write(const store::Commit& commit) override {
        TRY(step());
        state.write(commit);
        return done;
    }
    Result<store::Loaded> load(const store::LoadAsk& ask) override {
        TRY(step());
        return state.page(ask);
    }
    Result<store::Entries> read(const store::ReadAsk& ask) override {
        TRY(step());
        return state.page(ask);
    }
    Result<void> tend() override { return done; }

    test::StoredState state;
    std::uint64_t commits = 0;
    std::uint64_t steps = 0;
    std::uint64_t failing_step = never;

private:
    Result<void> step() {
        if (steps++ == failing_step) return errors::io_failed;
        return done;
    }

    test::StoredState before_;
};

// The core behind the keeper's interface: one ask a round.
class CoreDepot final : public store::Depot {
public:
    Result<store::Loaded> load(const store::LoadAsk& ask) override {
        return std::get<store::Loaded>(served(ask));
    }
    Result<store::Entries> read(const store::ReadAsk& ask) override {
        return std::get<store::Entries>(served(ask));
    }
    Result<store::CommitAnswer> commit(const store::Commit& commit) override {
        const auto reply = served(commit);
        if (const auto* made = std::get_if<store::Committed>(&reply))
            return store::CommitAnswer(*made);
        if (const auto* lost = std::get_if<store::Conflict>(&reply))
            return store::CommitAnswer(*lost);
        return errors::store_refused;
    }
    std::optional<std::uint64_t> take_changed() override { return {}; }

private:
    depot::Reply served(depot::Question question) {
        const std::vector<depot::ConnectionNumber> open{1};
        return core_.serve({{1, 1, std::move(question)}}, open).front().reply;
    }

    FakeBackend backend_;
    depot::Core core_{backend_};
};

const std::vector<depot::ConnectionNumber> three{1, 2, 3};

// A commit of connection and instance `number` that starts its chain on `revision`.
depot::Ask first_commit(std::uint8_t number, std::uint64_t revision, std::vector<store::Row> puts) {
    return {number,
            number * std::uint64_t{100},
            store::Commit{
                revision, instance_named(number), {}, std::move(puts), test::entries_after({}, 1)}};
}

bool is_refusal(const depot::Reply& reply) {
    return std::holds_alternative<claims::Refusal>(reply);
}

}  // namespace

TEST_SUITE("depot/core") {
    TEST_CASE("the depot's core keeps the contract of every depot") {
        CoreDepot depot;

        test::keep_the_contract(depot);
    }

    TEST_CASE("all commits of a round share one transaction, each on what the earlier ones left") {
        FakeBackend backend;
        depot::Core core(backend);

        const auto answers = core.serve({first_commit(1, 0, {row("a", 1)}),
                                         first_commit(2, 1, {row("b", 1)}),
                                         first_commit(3, 2, {})},
                                        three);

        CHECK(backend.commits == 1);
        CHECK(backend.state.revision == 2);
        CHECK(backend.state.rows.size() == 2);
        for (std::size_t index = 0; index < three.size(); ++index) {
            CHECK(std::holds_alternative<store::Committed>(answers[index].reply));
            CHECK(answers[index].to == index + 1);
            CHECK(answers[index].correlation == (index + 1) * 100);
        }
    }

    TEST_CASE("a commit that an earlier one of its round made stale conflicts alone") {
        FakeBackend backend;
        depot::Core core(backend);

        const auto answers = core.serve({first_commit(1, 0, {row("a", 1)}),
                                         first_commit(2, 0, {row("b", 1)}),
                                         first_commit(3, 1, {row("c", 1)})},
                                        three);

        REQUIRE(std::holds_alternative<store::Conflict>(answers[1].reply));
        CHECK(std::get<store::Conflict>(answers[1].reply).revision == 1);
        CHECK(std::holds_alternative<store::Committed>(answers[0].reply));
        CHECK(std::holds_alternative<store::Committed>(answers[2].reply));
        CHECK_FALSE(backend.state.rows.contains("b"));
        CHECK(backend.state.head(instance_named(2)) == store::Head{});
    }

    TEST_CASE("a malformed commit is refused alone, the others of its round are made") {
        FakeBackend backend;
        depot::Core core(backend);

        const auto answers = core.serve(
            {first_commit(1, 0, {row("", 1)}), first_commit(2, 0, {row("b", 1)})}, three);

        CHECK(is_refusal(answers[0].reply));
        CHECK(std::holds_alternative<store::Committed>(answers[1].reply));
        CHECK_FALSE(core.has_stopped());
        CHECK(backend.state.rows.size() == 1);
    }

    TEST_CASE("a round of conflicts writes nothing to the disk") {
        FakeBackend backend;
        depot::Core core(backend);

        core.serve({first_commit(1, 5, {row("a", 1)})}, three);

        CHECK(backend.commits == 0);
        CHECK(backend.state == test::StoredState{});
    }

    TEST_CASE("a load of the same round sees what the round has made durable") {
        FakeBackend backend;
        depot::Core core(backend);

        const auto answers = core.serve(
            {{2, 7, store::LoadAsk{instance_named(1), ""}}, first_commit(1, 0, {row("a", 1)})},
            three);

        REQUIRE(std::holds_alternative<store::Loaded>(answers[0].reply));
        CHECK(std::get<store::Loaded>(answers[0].reply).revision == 1);
        CHECK(answers[0].correlation == 7);
    }

    TEST_CASE("whose state another connection moved is told, once a round; the mover is not") {
        FakeBackend backend;
        depot::Core core(backend);

        const auto answers = core.serve({first_commit(1, 0, {row("a", 1)})}, three);

        REQUIRE(answers.size() == 3);
        for (std::size_t index = 1; index < 3; ++index) {
            CHECK(answers[index].to == index + 1);
            CHECK(answers[index].correlation == 0);
            CHECK(std::get<store::Changed>(answers[index].reply).revision == 1);
        }
    }

    TEST_CASE("entries alone are news to nobody") {
        FakeBackend backend;
        depot::Core core(backend);

        CHECK(core.serve({first_commit(1, 0, {})}, three).size() == 1);
    }

    TEST_CASE("whatever step of a round fails, every commit of it is refused and nothing changed") {
        const std::vector<depot::Ask> asks{first_commit(1, 0, {row("a", 1)}),
                                           first_commit(2, 0, {row("b", 1)}),
                                           first_commit(3, 1, {row("c", 1)})};
        FakeBackend whole;
        depot::Core(whole).serve(asks, three);
        REQUIRE(whole.steps == 10);

        for (std::uint64_t step = 0; step < whole.steps; ++step) {
            CAPTURE(step);
            FakeBackend backend;
            backend.failing_step = step;
            depot::Core core(backend);

            const auto answers = core.serve(asks, three);

            REQUIRE(answers.size() == 3);  // And no Changed.
            for (const auto& answer : answers) {
                REQUIRE(is_refusal(answer.reply));
                CHECK(std::get<claims::Refusal>(answer.reply).code ==
                      errors::store_write_failed.code);
            }
            CHECK(backend.state == test::StoredState{});
            CHECK(core.has_stopped());
            CHECK(core.failure().is(errors::io_failed));
        }
    }

    TEST_CASE("a core that has stopped asks nothing more of its database") {
        FakeBackend backend;
        backend.failing_step = 0;
        depot::Core core(backend);
        core.serve({first_commit(1, 0, {row("a", 1)})}, three);
        const auto steps = backend.steps;

        const auto answers = core.serve({first_commit(1, 0, {row("a", 1)}),
                                         {2, 1, store::LoadAsk{instance_named(1), ""}},
                                         {2, 2, store::ReadAsk{instance_named(1), 1, 1}}},
                                        three);

        CHECK(backend.steps == steps);
        REQUIRE(answers.size() == 3);
        for (const auto& answer : answers) CHECK(is_refusal(answer.reply));
    }

    TEST_CASE("a read that fails stops the core") {
        FakeBackend backend;
        backend.failing_step = 0;
        depot::Core core(backend);

        const auto answers = core.serve({{2, 1, store::ReadAsk{instance_named(1), 1, 1}}}, three);

        CHECK(is_refusal(answers.front().reply));
        CHECK(core.has_stopped());
    }

    TEST_CASE("a frame of an unknown type is no question") {
        CHECK_FALSE(depot::decode_question(store::Committed::type, {}));
        CHECK_FALSE(depot::decode_question(store::Commit::type, {}));
        CHECK(depot::decode_question(store::LoadAsk::type,
                                     wire::encode(store::LoadAsk{instance_named(1), ""})));
    }
}
