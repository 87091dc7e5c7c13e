#include "sealwright/journal/root_statement.hpp"

#include "sealwright/session/task_messages.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>

using namespace sealwright;
using journal::Entry;
using journal::Field;
using journal::Kind;
using journal::RootStatement;
using session::TaskStep;

namespace {

constexpr std::uint64_t from_ms = 10'000;
constexpr std::uint64_t to_ms = 90'000;
constexpr std::uint64_t ours_ms = 5'000;

// What the chain says about one vault, entry by entry, as the keeper words it.
class Told {
public:
    explicit Told(std::uint64_t first_sequence = 1) : sequence_(first_sequence) {}

    Told& entry(std::uint64_t wall_ms, std::string_view step, std::vector<Field> more = {}) {
        return entry_of("payments", wall_ms, step, std::move(more));
    }
    Told& entry(std::uint64_t wall_ms, TaskStep step, std::vector<Field> more = {}) {
        return entry(wall_ms, session::words_of(step), std::move(more));
    }
    Told& entry_of(std::string_view vault,
                   std::uint64_t wall_ms,
                   std::string_view step,
                   std::vector<Field> more = {}) {
        Entry entry;
        entry.sequence = sequence_++;
        entry.wall_ms = wall_ms;
        entry.kind = Kind::task;
        entry.fields = {{"vault", std::string(vault)},
                        {"task kind", kind},
                        {"step", std::string(step)},
                        {"try", std::uint64_t{1}},
                        {"ours since", ours_ms}};
        std::ranges::move(more, std::back_inserter(entry.fields));
        REQUIRE(statement_.read(entry));
        return *this;
    }
    Told& looked(std::uint64_t wall_ms) {
        return entry(wall_ms, "done", {{"tokens seen", std::uint64_t{7}}, {"node", "db1"}});
    }
    Told& found(std::uint64_t wall_ms, std::uint64_t count) {
        return entry(wall_ms,
                     TaskStep::revoke,
                     {{"root tokens", count}, {"accessors", std::string("acc-1 without end")}});
    }

    std::string kind = "rotate";  // Of the tasks that are told.

    [[nodiscard]] bool holds() const { return statement_.holds(); }
    [[nodiscard]] bool says(std::string_view line) const {
        return statement_.text().find("\n" + std::string(line) + "\n") != std::string::npos;
    }
    [[nodiscard]] std::string text() const { return statement_.text(); }
    RootStatement& statement() { return statement_; }

private:
    RootStatement statement_{{"payments", from_ms, to_ms}};
    std::uint64_t sequence_;
};

}  // namespace

TEST_SUITE("journal/root-statement") {
    TEST_CASE("a vault that was looked at, and had nothing that nobody granted, holds") {
        Told told;
        told.entry(20'000, "taken").looked(21'000);

        CHECK(told.holds());
        CHECK(told.text() ==
              "sealwright root statement 1\n"
              "vault payments\n"
              "from 10000\n"
              "to 90000\n"
              "ours 5000\n"
              "read-from entry-1\n"
              "recovery-release auto\n"
              "root-mode none\n"
              "calls-with-granted-tokens not read\n"
              "censuses 1\n"
              "longest-unseen-ms 69000\n"
              "looked entry-2 21000 tokens 7 node db1\n"
              "root-tokens-nobody-granted 0\n"
              "a-root-token-may-live no\n"
              "statement holds\n");
    }

    TEST_CASE("a vault that nobody looked at, or that was never ours, does not hold") {
        Told unseen;
        unseen.entry(20'000, "taken");
        CHECK_FALSE(unseen.holds());
        CHECK(unseen.says("censuses 0"));

        CHECK_FALSE(Told().holds());
        CHECK(Told().says("ours no"));
    }

    TEST_CASE(
        "another vault's entries, other kinds and what comes behind the range count nothing") {
        Told told;
        told.looked(20'000);
        const auto before = told.text();

        told.entry_of("billing",
                      30'000,
                      session::words_of(TaskStep::revoke),
                      {{"root tokens", std::uint64_t{1}}});
        told.found(to_ms + 1, 1).looked(to_ms + 2);
        Entry act;
        act.sequence = 9;
        act.wall_ms = 40'000;
        act.kind = Kind::act;
        act.fields = {{"vault", std::string("payments")}, {"step", std::string("done")}};
        REQUIRE(told.statement().read(act));

        CHECK(told.text() == before);
    }

    TEST_CASE("a root token that nobody granted is told, and breaks it") {
        Told told;
        told.entry(20'000, "taken").found(21'000, 1).looked(22'000);

        CHECK_FALSE(told.holds());
        CHECK(told.says("found entry-2 1 acc-1 without end"));
        CHECK(told.says("root-tokens-nobody-granted 1"));
        CHECK(told.says("statement does not hold"));
    }

    TEST_CASE("a census that finds only what was granted breaks nothing") {
        Told told;
        told.entry(20'000, "taken").found(21'000, 0).looked(22'000);

        CHECK(told.holds());
    }

    TEST_CASE("what is found while a vault becomes ours was made before, and is told as that") {
        RootStatement statement({"payments", from_ms, to_ms});
        Entry found;
        found.sequence = 1;
        found.wall_ms = 20'000;
        found.kind = Kind::task;
        found.fields = {{"vault", std::string("payments")},
                        {"step", std::string(session::words_of(TaskStep::revoke))},
                        {"root tokens", std::uint64_t{2}},
                        {"accessors", std::string("acc-1, acc-2")}};
        REQUIRE(statement.read(found));
        auto end = found;
        end.sequence = 2;
        end.wall_ms = 21'000;
        end.fields = {{"vault", std::string("payments")},
                      {"step", std::string("done")},
                      {"ours since", std::uint64_t{21'000}}};
        REQUIRE(statement.read(end));

        CHECK(statement.holds());
        CHECK(statement.text().find("\nfound-before entry-1 2 acc-1, acc-2\n") !=
              std::string::npos);
    }

    TEST_CASE("a preview proves nothing, and what it found breaks the statement all the same") {
        Told clean;
        clean.kind = "preview";
        clean.looked(20'000);
        CHECK_FALSE(clean.holds());
        CHECK(clean.says("censuses 0"));

        Told told;
        told.looked(20'000);
        told.kind = "preview";
        told.entry(30'000,
                   "done",
                   {{"root tokens", std::uint64_t{1}}, {"accessors", std::string("acc-1")}});
        CHECK(told.says("root-tokens-nobody-granted 1"));
        CHECK_FALSE(told.holds());
    }

    TEST_CASE("a preview that broke off says what it had found") {
        Told told;
        told.looked(20'000);
        told.kind = "preview";
        told.entry(30'000, "failed", {{"root tokens", std::uint64_t{2}}});

        CHECK(told.says("root-tokens-nobody-granted 2"));
        CHECK_FALSE(told.holds());
    }

    TEST_CASE("what a preview found before the range counts until a census has ended") {
        const auto begin = [](Told& told) -> Told& {
            told.kind = "preview";
            told.entry(5'000, "done", {{"root tokens", std::uint64_t{1}}});
            told.kind = "look";
            return told.entry(5'500, "taken");
        };
        Told open;
        begin(open).looked(20'000);
        CHECK_FALSE(open.holds());
        Told closed;
        begin(closed).looked(6'000).looked(20'000);
        CHECK(closed.holds());
    }

    TEST_CASE("looks and failures that follow each other are told by the first and the last") {
        Told told;
        for (std::uint64_t turn = 0; turn < 3; ++turn) told.looked(20'000 + turn);
        told.entry(21'000, "failed").entry(21'001, "failed").looked(22'000);

        CHECK(
            told.says("looked entry-1 20000 tokens 7 node db1\n"
                      "looked-again 2 times, last entry-3 20002 tokens 7 node db1\n"
                      "failed entry-4 rotate try 1\n"
                      "failed-again 1 times, last entry-5 rotate try 1\n"
                      "looked entry-6 22000 tokens 7 node db1"));
        CHECK(told.says("censuses 4"));
        for (std::uint64_t turn = 0; turn < 2 * RootStatement::lines_max; ++turn) {
            told.looked(23'000 + turn / 1'000);
        }
        CHECK(told.holds());
    }

    TEST_CASE("found before the range by the task that ends within it counts") {
        Told told;
        told.entry(8'000, "taken").found(9'000, 1).looked(11'000);

        CHECK_FALSE(told.holds());
        CHECK(told.says("root-tokens-nobody-granted 1"));
    }

    TEST_CASE("found before the range by a task that ended before it does not") {
        Told told;
        told.entry(7'000, "taken").found(8'000, 1).looked(9'000);
        told.entry(20'000, "taken").looked(21'000);

        CHECK(told.holds());
    }

    TEST_CASE("a root token that was begun may live until a census ends well") {
        Told told;
        told.looked(20'000);
        told.entry(30'000, "taken").entry(31'000, TaskStep::give_root);
        CHECK_FALSE(told.holds());
        CHECK(told.says("a-root-token-may-live yes"));

        told.entry(32'000, "failed");
        CHECK_FALSE(told.holds());
        CHECK(told.says("failed entry-4 rotate try 1"));

        told.looked(33'000);
        CHECK(told.holds());
        CHECK(told.says("a-root-token-may-live no"));
    }

    TEST_CASE("one that was begun before the range may live within it") {
        Told told;
        told.looked(7'000).entry(8'000, TaskStep::give_root);
        told.entry(20'000, "expired");

        CHECK(told.says("a-root-token-may-live yes"));
        CHECK(told.says("expired entry-3 rotate try 1"));
    }

    TEST_CASE("what was granted is told with its end") {
        Told told;
        told.entry(20'000,
                   "done",
                   {{"tokens seen", std::uint64_t{7}},
                    {"node", "db1"},
                    {"accessor", std::string("acc-9")},
                    {"ends", std::uint64_t{25'000}}});

        CHECK(told.holds());
        CHECK(told.says("granted entry-1 acc-9 until 25000"));
    }

    TEST_CASE(
        "the longest time that nobody looked is from the range's begin, a look, or to its end") {
        Told begin;
        begin.looked(80'000);
        CHECK(begin.says("longest-unseen-ms 70000"));

        Told between;
        between.looked(15'000).looked(75'000);
        CHECK(between.says("longest-unseen-ms 60000"));

        Told end;
        end.looked(15'000);
        CHECK(end.says("longest-unseen-ms 75000"));
    }

    TEST_CASE("a chain whose front was archived within the range does not hold, and says so") {
        Told cut(50);
        cut.looked(20'000);
        CHECK_FALSE(cut.holds());
        CHECK(cut.says("read-from entry-50 too late"));

        Told whole(50);
        whole.entry(from_ms, "taken").looked(20'000);
        CHECK(whole.holds());
        CHECK(whole.says("read-from entry-50"));
    }

    TEST_CASE("more lines than it may have are refused, not left out") {
        RootStatement statement({"payments", from_ms, to_ms});
        Entry found;
        found.kind = Kind::task;
        found.wall_ms = 20'000;
        found.fields = {{"vault", std::string("payments")},
                        {"step", std::string("revoke root tokens")},
                        {"root tokens", std::uint64_t{1}}};
        for (std::size_t count = 0; count < RootStatement::lines_max; ++count) {
            found.sequence = count + 1;
            REQUIRE(statement.read(found));
        }
        ++found.sequence;

        CHECK_FALSE(statement.read(found));
    }

    TEST_CASE("a statement's own text names its range, and a text that is none is refused") {
        Told told;
        const auto range = RootStatement::range_of(told.text());
        REQUIRE(range);
        CHECK(range->vault == "payments");
        CHECK(range->from_ms == from_ms);
        CHECK(range->to_ms == to_ms);

        CHECK_FALSE(RootStatement::range_of(""));
        CHECK_FALSE(
            RootStatement::range_of("sealwright root statement 2\nvault a\nfrom 1\nto 2\n"));
        CHECK_FALSE(RootStatement::range_of("sealwright root statement 1\nvault a\nfrom 1\n"));
        CHECK_FALSE(
            RootStatement::range_of("sealwright root statement 1\nvault a\nfrom 1x\nto 2\n"));
        CHECK_FALSE(RootStatement::range_of("sealwright root statement 1\nvault a\nfrom 1\nto 2"));
    }
}
