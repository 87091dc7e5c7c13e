#include "sealwright/policy/class_policy.hpp"

#include "sealwright/policy/errors.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace sealwright;
using claims::SealClass;

namespace {

constexpr policy::Windows closed{};
constexpr policy::Windows restore_only{true, false};
constexpr policy::Windows root_only{false, true};
constexpr policy::Windows both{true, true};
constexpr std::uint64_t forever_ms = ~std::uint64_t{0};

// Null: it opens.
const ErrorSpec* refusal_of(const policy::OpenAsk& ask, const claims::ClassTable& classes = {}) {
    const auto allowed = policy::may_open(classes, ask);
    return allowed.ok() ? nullptr : &allowed.error().spec();
}

policy::OpenAsk ask_for(SealClass seal_class,
                        bool sealed_by_same_node = false,
                        std::uint64_t age_ms = 0,
                        policy::Windows windows = closed) {
    policy::OpenAsk ask;
    ask.seal_class = seal_class;
    ask.sealed_by_same_node = sealed_by_same_node;
    ask.age_ms = age_ms;
    ask.windows = windows;
    return ask;
}

// By windows: none, restore, root, both.
struct Row {
    SealClass seal_class;
    const ErrorSpec* closed;
    const ErrorSpec* restore;
    const ErrorSpec* root;
    const ErrorSpec* both;
};

const std::vector<Row>& table() {
    static const std::vector<Row> rows{
        {SealClass::probe,
         &errors::class_denied,
         &errors::class_denied,
         &errors::class_denied,
         &errors::class_denied},
        {SealClass::heartbeat, nullptr, nullptr, nullptr, nullptr},
        {SealClass::stored_root_key, nullptr, nullptr, nullptr, nullptr},
        {SealClass::recovery_key,
         &errors::class_window_closed,
         &errors::class_window_closed,
         nullptr,
         nullptr},
        {SealClass::raft_challenge, nullptr, nullptr, nullptr, nullptr},
        {SealClass::snapshot_sums,
         &errors::class_window_closed,
         nullptr,
         &errors::class_window_closed,
         nullptr},
        {SealClass::other,
         &errors::class_denied,
         &errors::class_denied,
         &errors::class_denied,
         &errors::class_denied},
    };
    return rows;
}

}  // namespace

TEST_SUITE("policy/class_policy") {
    TEST_CASE("every class opens in exactly the windows of the class table") {
        REQUIRE(table().size() == static_cast<std::size_t>(claims::seal_class_last) + 1);

        for (std::size_t number = 0; number < table().size(); ++number) {
            const auto& row = table()[number];
            CAPTURE(claims::name_of(row.seal_class));
            CHECK(static_cast<std::size_t>(row.seal_class) == number);
            CHECK(refusal_of(ask_for(row.seal_class, false, 0, closed)) == row.closed);
            CHECK(refusal_of(ask_for(row.seal_class, false, 0, restore_only)) == row.restore);
            CHECK(refusal_of(ask_for(row.seal_class, false, 0, root_only)) == row.root);
            CHECK(refusal_of(ask_for(row.seal_class, false, 0, both)) == row.both);
        }
    }

    TEST_CASE("age and own node decide about join challenges and about no other class") {
        for (const auto& row : table()) {
            if (row.seal_class == SealClass::raft_challenge) continue;
            CAPTURE(claims::name_of(row.seal_class));
            CHECK(refusal_of(ask_for(row.seal_class, true, forever_ms, closed)) == row.closed);
            CHECK(refusal_of(ask_for(row.seal_class, true, forever_ms, both)) == row.both);
        }
    }

    TEST_CASE("a join challenge opens until it is five minutes old, in no window for longer") {
        const auto opens_at = [](std::uint64_t age_ms, policy::Windows windows) {
            return refusal_of(ask_for(SealClass::raft_challenge, false, age_ms, windows));
        };
        CHECK(policy::challenge_age_max_ms == 300'000);
        for (const auto windows : {closed, both}) {
            CHECK(opens_at(0, windows) == nullptr);
            CHECK(opens_at(300'000, windows) == nullptr);
            CHECK(opens_at(300'001, windows) == &errors::challenge_stale);
            CHECK(opens_at(forever_ms, windows) == &errors::challenge_stale);
        }
    }

    TEST_CASE("a join challenge never opens for the node that sealed it") {
        for (const auto windows : {closed, restore_only, root_only, both}) {
            CHECK(refusal_of(ask_for(SealClass::raft_challenge, true, 0, windows)) ==
                  &errors::challenge_own_node);
        }
        CHECK(refusal_of(ask_for(SealClass::raft_challenge, true, forever_ms, closed)) ==
              &errors::challenge_own_node);
    }

    TEST_CASE("an ask that nobody filled in is refused") {
        CHECK(refusal_of({}) == &errors::class_denied);
    }

    TEST_CASE("a refusal says which class it is about") {
        const auto refused = policy::may_open({}, ask_for(SealClass::recovery_key));

        CHECK(refused.error().sentence().find("recovery key") != std::string::npos);
    }

    TEST_CASE(
        "a hold shuts the stored root key and the recovery key in every window, nothing else") {
        for (const auto& row : table()) {
            CAPTURE(claims::name_of(row.seal_class));
            const auto is_root = row.seal_class == SealClass::stored_root_key ||
                                 row.seal_class == SealClass::recovery_key;
            for (const auto windows : {closed, both}) {
                auto ask = ask_for(row.seal_class, false, 0, windows);
                const auto* otherwise = refusal_of(ask);
                ask.is_held = true;
                ask.rewrap = policy::Rewrap::due;
                CHECK(refusal_of(ask) == (is_root ? &errors::vault_held : otherwise));
            }
        }
    }

    TEST_CASE("a re-wrap that is due opens the recovery key and nothing that was shut otherwise") {
        for (const auto& row : table()) {
            CAPTURE(claims::name_of(row.seal_class));
            auto ask = ask_for(row.seal_class);
            ask.rewrap = policy::Rewrap::due;
            const auto is_recovery = row.seal_class == SealClass::recovery_key;
            CHECK(refusal_of(ask) == (is_recovery ? nullptr : row.closed));
        }
    }

    TEST_CASE("until a re-wrap has come back neither root key nor recovery key opens") {
        for (const auto& row : table()) {
            CAPTURE(claims::name_of(row.seal_class));
            auto ask = ask_for(row.seal_class, false, 0, both);
            ask.rewrap = policy::Rewrap::open;
            const auto is_root = row.seal_class == SealClass::stored_root_key ||
                                 row.seal_class == SealClass::recovery_key;
            CHECK(refusal_of(ask) == (is_root ? &errors::rewrap_unfinished : row.both));
        }
    }

    TEST_CASE("a class that the operator denied opens in no window, for no re-wrap") {
        claims::ClassTable classes;
        for (const auto& row : table()) classes.set(row.seal_class, claims::Rule::deny);
        for (const auto& row : table()) {
            auto ask = ask_for(row.seal_class, false, 0, both);
            ask.rewrap = policy::Rewrap::due;
            CHECK(refusal_of(ask, classes) == &errors::class_denied);
        }
    }

    TEST_CASE("what the operator allowed opens without a window") {
        claims::ClassTable classes;
        REQUIRE(classes.set(SealClass::snapshot_sums, claims::Rule::allow));
        REQUIRE(classes.set(SealClass::other, claims::Rule::allow));
        CHECK(refusal_of(ask_for(SealClass::snapshot_sums), classes) == nullptr);
        CHECK(refusal_of(ask_for(SealClass::other), classes) == nullptr);
        CHECK(refusal_of(ask_for(SealClass::recovery_key), classes) ==
              &errors::class_window_closed);
    }

    TEST_CASE("everything is sealed at any time, but for a snapshot inside a root window") {
        for (const auto& row : table()) {
            for (const auto windows : {closed, restore_only, root_only, both}) {
                const auto is_refused = row.seal_class == SealClass::snapshot_sums && windows.root;
                CHECK(policy::may_seal(row.seal_class, windows).ok() == !is_refused);
            }
        }
    }
}
