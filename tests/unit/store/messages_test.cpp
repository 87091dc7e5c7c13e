#include "sealwright/store/messages.hpp"

#include "depot_values.hpp"
#include "sealwright/store/rules.hpp"
#include "sealwright/wire/errors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;

namespace {

store::Commit full_commit() {
    const store::Head head{3, test::digest_named(3)};
    return {7,
            test::instance_named(1),
            head,
            {test::row("vault/a", 2), test::row("b", 1, 0)},
            test::entries_after(head, 2)};
}

template <class Message>
void check_round_trip(const Message& message) {
    const auto bytes = wire::encode(message);
    const auto again = wire::decode<Message>(bytes);
    REQUIRE(again);
    CHECK(wire::encode(*again) == bytes);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        CHECK_FALSE(wire::decode<Message>(View(bytes).first(size)));
    }
}

}  // namespace

TEST_SUITE("store/messages") {
    TEST_CASE("every message survives the way there and back, and no part of one is taken for it") {
        const auto commit = full_commit();

        check_round_trip(store::LoadAsk{commit.instance, "vault/a"});
        check_round_trip(store::Loaded{7, commit.head, commit.puts, true});
        check_round_trip(store::ReadAsk{commit.instance, 4, 20});
        check_round_trip(store::Entries{commit.entries});
        check_round_trip(commit);
        check_round_trip(store::Committed{8, commit.head});
        check_round_trip(store::Conflict{9, commit.head});
        check_round_trip(store::Changed{10});
    }

    TEST_CASE("a commit has exactly the bytes of docs/protocol/depot.md") {
        store::Commit commit{1, test::instance_named(2), {}, {{"k", 3, {0xaa}}}, {}};

        CHECK(to_hex(wire::encode(commit)) ==
              "0000000000000001"                                                  // revision
              "00000000000000000000000000000002"                                  // instance
              "0000000000000000"                                                  // head
              "0000000000000000000000000000000000000000000000000000000000000000"  // its digest
              "00000001"                                                          // rows
              "00000001"
              "6b"
              "0000000000000003"
              "00000001"
              "aa"
              "00000000");  // entries
    }

    TEST_CASE("a value over its limit is refused by its length alone") {
        auto commit = full_commit();
        commit.puts.front().value.resize(store::row_value_max + 1);

        const auto decoded = wire::decode<store::Commit>(wire::encode(commit));

        CHECK(decoded.error().is(errors::wire_limit));
    }

    TEST_CASE("the largest commit that the rules allow fits into one frame") {
        store::Commit commit{0, test::instance_named(1), {}, {}, {}};
        const auto fits = [&] { return bool(store::check_commit(commit)); };
        for (int index = 0; index < 15; ++index) {
            commit.puts.push_back(
                test::row("row/" + std::to_string(index), 1, store::row_value_max));
        }
        commit.puts.push_back(test::row("last", 1, 0));
        while (fits()) commit.puts.back().value.resize(commit.puts.back().value.size() + 1);
        commit.puts.back().value.pop_back();

        REQUIRE(fits());

        CHECK(wire::encode(store::Archive{commit}).size() == store::commit_size_max);
        CHECK(wire::encode(commit).size() < store::commit_size_max);
    }
}
