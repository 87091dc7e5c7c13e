// Every state that two holders, two operators, a freeze and a clock can bring a ceremony into.
#include "sealwright/ceremony/ceremony.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <set>

using namespace sealwright;
using namespace sealwright::ceremony;

namespace {

using State = CeremonyState;
constexpr std::uint64_t noon_ms = 1'800'000'000'000;
constexpr std::uint64_t week_ms = std::uint64_t{8} * 24 * 60 * 60 * 1000;

Casting casting_of(CeremonyKind kind) {
    Casting casting;
    casting.kind = kind;
    casting.threshold = 2;
    casting.holders = {{1, "ana"}, {2, "bea"}, {3, "cem"}};
    casting.conductor = "otto";
    casting.veto_s = 60;
    return casting;
}

// What the model knows of a path apart from the ceremony's own word.
struct Seen {
    Ceremony ceremony;
    bool was_free_at_begin = false;  // Neither frozen nor behind when it began.
};

struct Try {
    Step step;
    std::function<bool(Ceremony&, const Moment&)> make;
};

std::vector<Try> tries(const Ceremony& now) {
    std::vector<Try> all;
    const auto add = [&](Step step, auto make) { all.push_back({step, make}); };
    for (const char* person : {"otto", "olga"}) {
        add(Step::approve, [=](Ceremony& c, const Moment& m) { return c.approve(person, m).ok(); });
    }
    add(Step::veto, [](Ceremony& c, const Moment& m) { return c.veto("wil", "no", m).ok(); });
    for (std::uint16_t index = 1; index <= 3; ++index) {
        for (const std::uint8_t round : {now.round, static_cast<std::uint8_t>(now.round + 1)}) {
            add(Step::contribute, [=](Ceremony& c, const Moment& m) {
                return c.contribute({index, round, Digest{1}}, m).ok();
            });
        }
        // Two of them are enough to be too few; what one does the other could.
        if (index != 1) {
            add(Step::refuse,
                [=](Ceremony& c, const Moment& m) { return c.refuse(index, "no", m).ok(); });
        }
        add(Step::confirm,
            [=](Ceremony& c, const Moment& m) { return c.confirm(index, Digest{7}, m).ok(); });
    }
    add(Step::confirm,
        [](Ceremony& c, const Moment& m) { return c.confirm(1, Digest{8}, m).ok(); });
    add(Step::strike, [](Ceremony& c, const Moment& m) { return c.strike(3, "wrong", m).ok(); });
    add(Step::begin, [](Ceremony& c, const Moment& m) { return c.begin(m).ok(); });
    add(Step::executed, [](Ceremony& c, const Moment& m) { return c.executed(m).ok(); });
    add(Step::fail, [](Ceremony& c, const Moment& m) { return c.fail("broken", m).ok(); });
    add(Step::abort, [](Ceremony& c, const Moment& m) {
        return c.abort("otto", AbortReason::withdrawn, m).ok();
    });
    add(Step::restart, [](Ceremony& c, const Moment& m) { return c.restart(m).ok(); });
    add(Step::look, [](Ceremony& c, const Moment& m) { return c.look(m); });
    return all;
}

bool has_row(State from, Step step, State to) {
    return std::ranges::any_of(steps(), [&](const StepRow& row) {
        return row.from == from && row.step == step && row.to == to;
    });
}

// Time that only counts up would make every state new, and so would endless attempts. Who of three
// came first makes another state of each round, and no other way on.
Bytes identity_of(Ceremony ceremony, bool was_free) {
    const auto place = [](const Contribution& each) { return std::pair(each.round, each.index); };
    std::ranges::sort(ceremony.contributions, {}, place);
    std::ranges::sort(ceremony.confirmations, {}, place);
    ceremony.proposed_ms = 0;
    ceremony.deadline_ms = 0;
    ceremony.armed_until_ms = 0;
    ceremony.attempt = std::min<std::uint32_t>(ceremony.attempt, 1);
    ceremony.exceptions.clear();
    ceremony.why.clear();
    auto bytes = wire::encode_public(ceremony);
    bytes.push_back(was_free ? 1 : 0);
    return bytes;
}

struct Walk {
    std::set<Bytes> known;
    std::set<std::pair<State, Step>> taken;
    std::set<State> reached;
    std::size_t committed = 0;
};

// What must hold wherever a ceremony is committed, counted anew and not by its own counters.
void check_committed(const Seen& seen) {
    const auto& ceremony = seen.ceremony;
    const auto rounds = ceremony.script().rounds();
    for (std::size_t round = 0; round < rounds.size(); ++round) {
        std::set<std::string> persons;
        for (const auto& each : ceremony.contributions) {
            if (each.round != round) continue;
            for (const auto& holder : ceremony.casting.holders) {
                if (holder.index == each.index) persons.insert(holder.person);
            }
        }
        REQUIRE(persons.size() >= (rounds[round].of_all ? 3U : 2U));
    }
    REQUIRE(seen.was_free_at_begin);
    const std::set<std::string> approved(ceremony.approvals.begin(), ceremony.approvals.end());
    REQUIRE(approved.size() >= (ceremony.script().by_rules ? 2U : 1U));
    if (!ceremony.script().is_confirmed) return;
    std::set<std::uint16_t> confirmed;
    for (const auto& each : ceremony.confirmations) {
        REQUIRE(each.digest == ceremony.confirmations.front().digest);
        confirmed.insert(each.index);
    }
    REQUIRE(confirmed.size() == 3);
}

Walk walk(CeremonyKind kind) {
    Walk walked;
    std::deque<Seen> open;
    open.push_back({*Ceremony::propose(casting_of(kind), {noon_ms, false, false}), false});
    walked.known.insert(identity_of(open.front().ceremony, false));
    while (!open.empty()) {
        const auto seen = open.front();
        open.pop_front();
        walked.reached.insert(seen.ceremony.state);
        if (seen.ceremony.state == State::committed) {
            ++walked.committed;
            check_committed(seen);
        }
        const std::uint64_t soon =
            std::max(seen.ceremony.proposed_ms, seen.ceremony.armed_until_ms);
        for (const auto& moment : {Moment{soon, false, false},
                                   Moment{soon, false, true},
                                   Moment{soon, true, false},
                                   Moment{soon + week_ms, false, false}}) {
            for (const auto& each : tries(seen.ceremony)) {
                auto next = seen;
                // Time moves first, whatever is asked.
                if (each.step != Step::look) next.ceremony.look(moment);
                const auto from = next.ceremony;
                const bool was_taken = each.make(next.ceremony, moment);
                const bool has_changed = !(next.ceremony == from);
                if (!has_changed) continue;
                REQUIRE(was_taken);
                REQUIRE_FALSE(is_end(from.state));
                REQUIRE(has_row(from.state, each.step, next.ceremony.state));
                walked.taken.insert({from.state, each.step});
                const bool stops = moment.is_frozen || moment.is_behind;
                if (each.step == Step::begin) next.was_free_at_begin = !stops;
                const bool is_further =
                    next.ceremony.state > from.state && !is_end(next.ceremony.state);
                if (stops) REQUIRE_FALSE(is_further);
                if (walked.known.insert(identity_of(next.ceremony, next.was_free_at_begin))
                        .second) {
                    open.push_back(next);
                }
            }
        }
    }
    return walked;
}

}  // namespace

TEST_SUITE("ceremony/model") {
    TEST_CASE(
        "no path leads to committed without the persons, the confirmations and a live freeze "
        "check") {
        std::set<std::pair<State, Step>> taken;
        std::set<State> reached;
        for (const auto& script : scripts()) {
            const auto walked = walk(script.kind);
            CHECK_MESSAGE(walked.committed > 0, script.name);
            taken.insert(walked.taken.begin(), walked.taken.end());
            reached.insert(walked.reached.begin(), walked.reached.end());
        }
        CHECK(reached.size() == 10);
        // No row stands in the table that nothing can take. A restart where nothing was lost
        // changes nothing, and is taken all the same.
        for (const auto& row : steps()) {
            if (row.step == Step::restart && row.to == row.from) continue;
            CHECK_MESSAGE(
                taken.contains({row.from, row.step}), word_of(row.from), word_of(row.step));
        }
    }
}
