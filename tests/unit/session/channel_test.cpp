#include "parties.hpp"

#include <functional>

using namespace sealwright;
using namespace sealwright::session;
using test::Ends;
using test::open_ends;

namespace {

const Header header{1, "transit", "unseal"};

Record ask(Ends& ends, std::string_view text = "ask") {
    auto record = ends.agent.seal(header, view_of(text));
    REQUIRE(record);
    return *std::move(record);
}

Record answer(Ends& ends, std::string_view text = "answer") {
    auto record = ends.keeper.seal(header, view_of(text));
    REQUIRE(record);
    return *std::move(record);
}

// The refusal of a record ends the end that it came to, and what was genuine comes too late.
void ends_it(Channel& channel, const Record& wrong, const Record& genuine) {
    CHECK(channel.open(wrong).error().is(errors::session_unknown));
    CHECK(channel.phase() == Channel::Phase::ended);
    CHECK(channel.open(genuine).error().is(errors::session_unknown));
    CHECK(channel.seal(header, view_of("x")).error().is(errors::session_unknown));
}

}  // namespace

TEST_SUITE("session/channel") {
    TEST_CASE("agent and keeper speak in turn, and each reads what the other said") {
        auto ends = open_ends();
        for (int round = 0; round < 100; ++round) {
            const auto asked = "ask " + std::to_string(round);
            const auto answered = "answer " + std::to_string(round);

            CHECK(text_of(*ends.keeper.open(ask(ends, asked))) == asked);
            CHECK(text_of(*ends.agent.open(answer(ends, answered))) == answered);
        }
    }

    TEST_CASE(
        "a record's sequence rises by one in each direction, the keeper's from its message 0") {
        auto ends = open_ends();
        for (std::uint64_t round = 0; round < 3; ++round) {
            const auto asked = ask(ends);
            REQUIRE(ends.keeper.open(asked));
            const auto answered = answer(ends);
            REQUIRE(ends.agent.open(answered));

            CHECK(asked.sequence == round);
            CHECK(answered.sequence == round + 1);
        }
    }

    TEST_CASE("a record with any bit changed opens nowhere and ends the session") {
        auto ends = open_ends();
        const auto genuine = ask(ends, "one key of a vault");
        std::size_t visited = 0;

        visited = test::each_bit_flipped(genuine, [&](const Record& changed) {
            auto fresh = open_ends();
            REQUIRE(ask(fresh, "one key of a vault").sealed == genuine.sealed);
            ends_it(fresh.keeper, changed, genuine);
        });

        CHECK(visited > 400);
        CHECK(ends.keeper.open(genuine));
    }

    TEST_CASE("an answer with any bit changed opens nowhere and ends the session") {
        const auto answered = [](Ends& ends) {
            REQUIRE(ends.keeper.open(ask(ends)));
            return answer(ends);
        };
        auto ends = open_ends();
        const auto genuine = answered(ends);

        const auto visited = test::each_bit_flipped(genuine, [&](const Record& changed) {
            auto fresh = open_ends();
            static_cast<void>(answered(fresh));
            ends_it(fresh.agent, changed, genuine);
        });

        CHECK(visited > 300);
        CHECK(ends.agent.open(genuine));
    }

    TEST_CASE("a record cut short anywhere ends the session") {
        auto ends = open_ends();
        const auto genuine = ask(ends);
        for (std::size_t size = 0; size < genuine.sealed.size(); ++size) {
            CAPTURE(size);
            auto fresh = open_ends();
            static_cast<void>(ask(fresh));
            auto cut = genuine;
            cut.sealed.resize(size);

            ends_it(fresh.keeper, cut, genuine);
        }
    }

    TEST_CASE("a record that comes again ends the session") {
        auto ends = open_ends();
        const auto first = ask(ends);
        REQUIRE(ends.keeper.open(first));

        SUBCASE("while it is under way") {
            CHECK_FALSE(ends.keeper.open(first));
        }
        SUBCASE("after its answer") {
            static_cast<void>(answer(ends));
            CHECK_FALSE(ends.keeper.open(first));
        }
        CHECK(ends.keeper.phase() == Channel::Phase::ended);
    }

    TEST_CASE("a record before its turn ends the session") {
        auto ends = open_ends();
        const auto first = ask(ends);
        auto copy = open_ends();
        REQUIRE(copy.keeper.open(ask(copy)));
        REQUIRE(copy.agent.open(answer(copy)));
        const auto second = ask(copy);

        ends_it(ends.keeper, second, first);
    }

    TEST_CASE("a record that is sent back to its sender ends the session") {
        auto ends = open_ends();
        const auto asked = ask(ends);
        REQUIRE(ends.keeper.open(asked));
        const auto answered = answer(ends);

        SUBCASE("the agent's own ask") {
            auto numbered = asked;
            numbered.sequence = answered.sequence;
            ends_it(ends.agent, numbered, answered);
        }
        SUBCASE("the agent's own ask as it was") {
            ends_it(ends.agent, asked, answered);
        }
        SUBCASE("the keeper's own answer") {
            REQUIRE(ends.agent.open(answered));
            const auto next = ask(ends);
            ends_it(ends.keeper, answered, next);
        }
    }

    TEST_CASE("a record of another session ends the session that it is given to") {
        auto one = open_ends(2);
        auto other = open_ends(3);
        const auto genuine = ask(one);
        auto foreign = ask(other);

        SUBCASE("as it was") {
            ends_it(one.keeper, foreign, genuine);
        }
        SUBCASE("under this session's id") {
            foreign.session = one.keeper.session();
            ends_it(one.keeper, foreign, genuine);
        }
    }

    TEST_CASE("the header is as safe as what it is read with") {
        const auto changes = std::vector<std::function<void(Record&)>>{
            [](Record& record) { record.operation = 2; },
            [](Record& record) { record.mount = "other"; },
            [](Record& record) { record.key = "other"; },
            // The same letters, cut at another place.
            [](Record& record) { record.mount = "transitu", record.key = "nseal"; },
            [](Record& record) { ++record.sequence; },
            [](Record& record) { record.session[0] ^= 1U; },
        };
        for (const auto& change : changes) {
            auto ends = open_ends();
            const auto genuine = ask(ends);
            auto changed = genuine;
            change(changed);

            ends_it(ends.keeper, changed, genuine);
        }
    }

    TEST_CASE("nobody speaks twice: the agent has one ask under way, the keeper answers once") {
        auto ends = open_ends();
        SUBCASE("the agent") {
            static_cast<void>(ask(ends));
            CHECK(ends.agent.seal(header, view_of("x")).error().is(errors::session_unknown));
            CHECK(ends.agent.phase() == Channel::Phase::ended);
        }
        SUBCASE("the keeper before an ask") {
            CHECK(ends.keeper.seal(header, view_of("x")).error().is(errors::session_unknown));
            CHECK(ends.keeper.phase() == Channel::Phase::ended);
        }
        SUBCASE("the keeper after its answer") {
            REQUIRE(ends.keeper.open(ask(ends)));
            static_cast<void>(answer(ends));
            CHECK_FALSE(ends.keeper.seal(header, view_of("x")));
            CHECK(ends.keeper.phase() == Channel::Phase::ended);
        }
    }

    TEST_CASE("what is too long for a record is refused and changes nothing") {
        auto ends = open_ends();
        const Bytes long_text(Channel::plaintext_max + 1);
        const std::string long_path(path_max + 1, 'a');

        CHECK(ends.agent.seal(header, long_text).error().is(errors::record_too_long));
        CHECK(ends.agent.seal({1, long_path, "k"}, {}).error().is(errors::record_too_long));
        CHECK(ends.agent.seal({1, "m", long_path}, {}).error().is(errors::record_too_long));

        CHECK(ends.keeper.open(ask(ends)));
    }

    TEST_CASE("the longest record is a message still, and opens") {
        auto ends = open_ends();
        const Bytes longest(Channel::plaintext_max, 9);
        const auto record =
            ends.agent.seal({255, std::string(path_max, 'm'), std::string(path_max, 'k')}, longest);
        REQUIRE(record);

        const auto came = wire::decode<Record>(wire::encode(*record));

        REQUIRE(came);
        CHECK(std::ranges::equal(*ends.keeper.open(*came), longest));
    }

    TEST_CASE("no two records have the same sealed bytes, though they say the same") {
        auto ends = open_ends();
        std::vector<WipedBytes> seen;
        for (int round = 0; round < 20; ++round) {
            const auto asked = ask(ends, "same");
            REQUIRE(ends.keeper.open(asked));
            const auto answered = answer(ends, "same");
            REQUIRE(ends.agent.open(answered));
            for (const auto& sealed : {asked.sealed, answered.sealed}) {
                CHECK(std::ranges::find(seen, sealed) == seen.end());
                seen.push_back(sealed);
            }
        }
    }

    TEST_CASE(
        "a session holds one slot of secret memory at each end, and gives it back as it ends") {
        const auto before = SecretPool::in_use();
        auto ends = open_ends();
        CHECK(SecretPool::in_use() == before + 2);

        for (int round = 0; round < 20; ++round) {
            REQUIRE(ends.keeper.open(ask(ends)));
            REQUIRE(ends.agent.open(answer(ends)));
            CHECK(SecretPool::in_use() == before + 2);
        }

        ends.agent.end();
        CHECK(SecretPool::in_use() == before + 1);
        CHECK_FALSE(ends.keeper.open(Record{}));
        CHECK(SecretPool::in_use() == before);
    }

    TEST_CASE("an end that gave up speaks and hears nothing more") {
        auto ends = open_ends();
        const auto asked = ask(ends);
        ends.keeper.end();

        CHECK(ends.keeper.open(asked).error().is(errors::session_unknown));
    }
}
