// What every depot promises its keeper, as one test body: run against the tests' own depot, against
// the core on a backend in memory, and against the real program on SQLite.
#pragma once

#include "depot_values.hpp"
#include "sealwright/store/depot.hpp"
#include "sealwright/store/rules.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace sealwright::test {

inline void check_unchanged(store::Depot& depot, const store::Loaded& before) {
    const auto after = all_of(depot, instance_named(1));
    CHECK(after.revision == before.revision);
    CHECK(after.head == before.head);
    CHECK(after.rows == before.rows);
}

inline void commits_are_kept(store::Depot& depot) {
    const auto instance = instance_named(1);

    SUBCASE("an empty depot has revision 0, no head and no row") {
        const auto empty = all_of(depot, instance);

        CHECK(empty.revision == 0);
        CHECK(empty.head == store::Head{});
        CHECK(empty.rows.empty());
        CHECK_FALSE(empty.more);
    }
    SUBCASE("what was committed is what is loaded and read") {
        const auto commit = commit_on(depot, instance, {row("vault/a", 7), row("node/b", 1, 0)}, 2);

        const auto committed = made(depot, commit);

        const auto now = all_of(depot, instance);
        CHECK(committed.revision == 1);
        CHECK(committed.head == store::head_after(commit));
        CHECK(now.revision == 1);
        CHECK(now.head == committed.head);
        CHECK(now.rows == std::vector{row("node/b", 1, 0), row("vault/a", 7)});
        CHECK(depot.read({instance, 1, 10})->entries == commit.entries);
    }
    SUBCASE("a row is replaced by its next value") {
        made(depot, commit_on(depot, instance, {row("vault/a", 1)}, 1));

        made(depot, commit_on(depot, instance, {row("vault/a", 2, 9)}, 1));

        CHECK(all_of(depot, instance).rows == std::vector{row("vault/a", 2, 9)});
    }
    SUBCASE("entries alone move the head and leave the revision") {
        made(depot, commit_on(depot, instance, {row("vault/a", 1)}, 1));

        const auto committed = made(depot, commit_on(depot, instance, {}, 3));

        CHECK(committed.revision == 1);
        CHECK(committed.head.sequence == 4);
    }
    SUBCASE("rows alone move the revision and leave the head") {
        made(depot, commit_on(depot, instance, {}, 2));

        const auto committed = made(depot, commit_on(depot, instance, {row("vault/a", 1)}, 0));

        CHECK(committed.revision == 1);
        CHECK(committed.head.sequence == 2);
    }
    SUBCASE("each instance has a chain of its own") {
        made(depot, commit_on(depot, instance, {}, 2));

        made(depot, commit_on(depot, instance_named(2), {}, 5));

        CHECK(all_of(depot, instance).head.sequence == 2);
        CHECK(all_of(depot, instance_named(2)).head.sequence == 5);
        CHECK(depot.read({instance, 1, 10})->entries.size() == 2);
    }
}

// A commit that archives takes the old entries of its own chain away and no others.
inline void archives_take_old_entries(store::Depot& depot) {
    const auto instance = instance_named(1);
    made(depot, commit_on(depot, instance, {}, 6));
    made(depot, commit_on(depot, instance_named(2), {}, 6));
    auto archive = commit_on(depot, instance, {row("archives", 1)}, 1);
    archive.removes_to = 4;

    const auto committed = made(depot, archive);

    const auto left = depot.read({instance, 1, 10})->entries;
    REQUIRE(left.size() == 3);
    CHECK(left.front().sequence == 5);
    CHECK(committed.head.sequence == 7);
    CHECK(all_of(depot, instance).head == committed.head);
    CHECK(all_of(depot, instance).rows == archive.puts);
    CHECK(depot.read({instance_named(2), 1, 10})->entries.size() == 6);
}

inline void stale_commits_conflict(store::Depot& depot) {
    const auto instance = instance_named(1);
    made(depot, commit_on(depot, instance, {row("vault/a", 1)}, 1));
    const auto before = all_of(depot, instance);
    auto commit = commit_on(depot, instance, {row("vault/a", 2), row("vault/b", 1)}, 1);

    SUBCASE("a commit on an older revision is a conflict and writes nothing") {
        --commit.revision;

        const auto conflict = lost(depot, commit);

        CHECK(conflict.revision == before.revision);
        CHECK(conflict.head == before.head);
        check_unchanged(depot, before);
    }
    SUBCASE("a commit on a revision that is not there yet is a conflict and writes nothing") {
        ++commit.revision;

        lost(depot, commit);

        check_unchanged(depot, before);
    }
    SUBCASE("a commit on another head is a conflict and writes nothing") {
        commit.head.digest.front() ^= 1U;

        lost(depot, commit);

        check_unchanged(depot, before);
    }
    SUBCASE("the same commit again is a conflict: its answer was lost, not its effect") {
        made(depot, commit);
        const auto after = all_of(depot, instance);

        const auto conflict = lost(depot, commit);

        CHECK(conflict.head == store::head_after(commit));
        check_unchanged(depot, after);
    }
}

inline void malformed_commits_are_refused(store::Depot& depot) {
    const auto instance = instance_named(1);
    made(depot, commit_on(depot, instance, {row("vault/a", 1)}, 3));
    const auto before = all_of(depot, instance);
    auto commit = commit_on(depot, instance, {row("vault/b", 1)}, 2);

    SUBCASE("entries that leave out a sequence") {
        commit.entries.back().sequence += 1;
    }
    SUBCASE("entries that do not continue the head") {
        commit.entries.erase(commit.entries.begin());
    }
    SUBCASE("nothing at all") {
        commit.puts.clear();
        commit.entries.clear();
    }
    SUBCASE("an archive that takes the head away") {
        commit.removes_to = commit.head.sequence;
    }
    SUBCASE("an archive that leaves no row") {
        commit.puts.clear();
        commit.removes_to = 1;
    }
    SUBCASE("one row twice") {
        commit.puts.push_back(commit.puts.front());
    }
    SUBCASE("a row without a key") {
        commit.puts.push_back(row("", 1));
    }
    SUBCASE("a key over its limit") {
        commit.puts.push_back(row(std::string(store::row_key_max + 1, 'k'), 1));
    }
    SUBCASE("a value over its limit") {
        commit.puts.push_back(row("big", 1, store::row_value_max + 1));
    }
    SUBCASE("an entry over its limit") {
        commit.entries.back().body.resize(store::entry_size_max + 1);
    }
    SUBCASE("more rows than its limit") {
        for (std::size_t index = 0; index < store::puts_max; ++index) {
            commit.puts.push_back(row("row/" + std::to_string(index), 1));
        }
    }
    SUBCASE("more entries than its limit") {
        commit.entries = entries_after(commit.head, store::commit_entries_max + 1);
    }
    SUBCASE("more than a frame can carry") {
        for (int index = 0; index < 17; ++index) {
            commit.puts.push_back(row("row/" + std::to_string(index), 1, store::row_value_max));
        }
    }

    CHECK_FALSE(depot.commit(commit));

    check_unchanged(depot, before);
}

inline void pages_of_rows_are_bounded(store::Depot& depot) {
    const auto instance = instance_named(1);

    SUBCASE("rows come in pages, in key order, each once") {
        for (int part = 0; part < 3; ++part) {
            std::vector<store::Row> puts;
            for (int index = 0; index < 200; ++index) {
                puts.push_back(row("row/" + std::to_string(index * 3 + part), 1));
            }
            made(depot, commit_on(depot, instance, puts, 0));
        }

        std::vector<std::string> keys;
        std::string after;
        for (bool more = true; more;) {
            const auto page = depot.load({instance, after});
            REQUIRE(page);
            REQUIRE(page->rows.size() <= store::rows_page_max);
            for (const auto& each : page->rows) keys.push_back(each.key);
            more = page->more;
            after = keys.back();
        }

        CHECK(keys.size() == 600);
        CHECK(std::is_sorted(keys.begin(), keys.end()));
        CHECK(std::adjacent_find(keys.begin(), keys.end()) == keys.end());
    }
    SUBCASE("a page of big rows ends at about 2 MiB") {
        for (int part = 0; part < 2; ++part) {
            std::vector<store::Row> puts;
            for (int index = 0; index < 10; ++index) {
                puts.push_back(row(std::to_string(part * 10 + index), 1, store::row_value_max));
            }
            made(depot, commit_on(depot, instance, puts, 0));
        }

        const auto page = all_of(depot, instance);

        CHECK(page.more);
        CHECK(page.rows.size() == store::page_size_max / store::row_value_max);
    }
}

inline void pages_of_entries_are_bounded(store::Depot& depot) {
    const auto instance = instance_named(1);

    SUBCASE("entries are read from where one asks, at most as many as asked") {
        made(depot, commit_on(depot, instance, {}, 20));

        const auto page = depot.read({instance, 5, 3});

        REQUIRE(page);
        REQUIRE(page->entries.size() == 3);
        CHECK(page->entries.front().sequence == 5);
        CHECK(depot.read({instance, 21, 3})->entries.empty());
        CHECK(depot.read({instance, ~std::uint64_t{0}, 3})->entries.empty());
        CHECK(depot.read({instance_named(9), 1, 3})->entries.empty());
    }
    SUBCASE("a page of big entries ends at about 2 MiB") {
        const auto head = all_of(depot, instance).head;
        made(depot, {0, instance, head, {}, entries_after(head, 50, store::entry_size_max)});

        const auto page = depot.read({instance, 1, 50});

        REQUIRE(page);
        CHECK(page->entries.size() == store::page_size_max / store::entry_size_max);
    }
}

// One subcase a group of promises, so that a failing one is named.
inline void keep_the_contract(store::Depot& depot) {
    SUBCASE("commits are kept") {
        commits_are_kept(depot);
    }
    SUBCASE("archives take old entries") {
        archives_take_old_entries(depot);
    }
    SUBCASE("stale commits conflict") {
        stale_commits_conflict(depot);
    }
    SUBCASE("malformed commits are refused") {
        malformed_commits_are_refused(depot);
    }
    SUBCASE("pages of rows are bounded") {
        pages_of_rows_are_bounded(depot);
    }
    SUBCASE("pages of entries are bounded") {
        pages_of_entries_are_bounded(depot);
    }
}

}  // namespace sealwright::test
