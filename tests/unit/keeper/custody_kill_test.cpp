// What dies at each commit of a genesis, a reshare and a recovery, one after the other: the group
// in force is the old one or the new one and whole, and the people go on with what they had said.
#include "custody_bench.hpp"
#include "errors.hpp"

#include <functional>

using namespace sealwright;
using ceremony::CeremonyState;
using test::CustodyBench;

namespace {

enum class Fault { died_before, died_after, not_written, answer_lost, others_first };
constexpr std::array faults{Fault::died_before,
                            Fault::died_after,
                            Fault::not_written,
                            Fault::answer_lost,
                            Fault::others_first};

// Two custodians, both needed, so that a run is short; each step is what a tool would do again.
class CustodyStory : public CustodyBench {
public:
    CustodyStory() : CustodyBench(2) {}

    std::vector<std::function<bool()>> steps;

    void strike_at(std::uint64_t nth, Fault fault) {
        struck_ = depot.memory.commits_asked() + nth;
        switch (fault) {
            case Fault::died_before:
            case Fault::died_after:
                return depot.memory.end_at(nth, fault == Fault::died_after);
            case Fault::not_written:
                return depot.memory.fail_commit(nth);
            case Fault::answer_lost:
                return depot.memory.lose_answer(nth);
            case Fault::others_first:
                return depot.memory.conflict_at(nth);
        }
    }
    [[nodiscard]] bool has_struck() const { return depot.memory.commits_asked() >= struck_; }
    void come_back(Fault fault) {
        depot.memory.set_away(false);
        if (fault == Fault::died_before || fault == Fault::died_after) return restart_people();
        core().refresh();
    }
    // Each key of the installation is sealed to the group in force.
    [[nodiscard]] bool is_whole() {
        const auto& custody = core().state().custody;
        if (!custody.group) return !had_group_;
        const auto prefix = keeper::wrap_prefix(custody.group->read_group().key().id());
        std::size_t wraps = 0;
        for (const auto& [row, wrap] : custody.wraps) {
            if (row.starts_with(prefix)) ++wraps;
        }
        return wraps == core().state().vaults.size() + 1;
    }

protected:
    bool had_group_ = false;  // From then on there is one at every moment.

    // As a tool hears it over a keeper that may be away, or locked and without a key to sign.
    template <class Ask>
    keeper::Reply hears(const std::string& name, const Ask& ask) {
        auto answer = person_desk().answer(signed_ask(name, question(ask)));
        if (!answer) return keeper::reply_with(claims::Refusal(answer.error()));
        return {answer->answer_type, std::move(answer->body)};
    }
    void make(std::uint8_t kind, std::uint64_t epoch) {
        steps.push_back([this, kind, ask = proposal("ana", plan(kind, 2))] {
            const auto reply = hears("ana", ask);
            if (code_of(reply) != 0) return false;
            request_ = shown(reply);
            return true;
        });
        steps.push_back([this] {
            if (core().state().custody.ceremonies.contains(ceremony())) return true;
            return code_of(hears("bea", decision("bea", *request_))) == 0;
        });
        for (std::uint8_t round = 0; round <= custody::Board::rounds; ++round) {
            if (round == custody::Board::rounds) steps.push_back([this] { return is_made(); });
            for (auto& each : hands) {
                const auto said = round == custody::Board::rounds ? custody::confirm_round : round;
                steps.push_back([this, &each, said, epoch] { return speaks(each, said, epoch); });
            }
        }
    }
    [[nodiscard]] CeremonyId ceremony() const { return CeremonyId(request_->id.bytes()); }

private:
    // As a tool does that does not know whether it was heard.
    bool speaks(test::Hand& hand, std::uint8_t round, std::uint64_t epoch) {
        const auto reply = hears(hand.name, operate::CeremonyAsk{ceremony().bytes()});
        if (code_of(reply) != 0) return false;
        const auto said = wire::decode<operate::CeremonyShown>(reply.body);
        REQUIRE(said.ok());
        for (const auto& each : said->spoken) {
            if (each.round == round && each.index == hand.index.value()) return true;
        }
        const auto word = word_of(hand, *said, epoch);
        return code_of(hears(hand.name, act_in(hand.name, ceremony(), word))) == 0;
    }
    bool is_made() {
        for (int turns = 0; turns < 20 && is_open(); ++turns) {
            clock.advance(1'000);
            person_desk().step();
            const auto& kept = core().state().custody.ceremonies.at(ceremony());
            if (kept.ceremony.state == CeremonyState::confirming) return true;
        }
        return false;
    }

    std::optional<ceremony::Request> request_;
    std::uint64_t struck_ = 0;
};

struct Genesis : CustodyStory {
    Genesis() { make(genesis, 1); }
    bool is_new() { return core().state().custody.group.has_value(); }
};

struct Reshare : CustodyStory {
    Reshare() {
        auto& fresh = *this;
        const auto id = fresh.begin(genesis, 2);
        fresh.play_rounds(id);
        fresh.all_say(id);
        old_ = core().state().custody.group->read_group().key().id();
        had_group_ = true;
        fresh.draw_hands();
        make(reshare, 2);
    }
    bool is_new() { return core().state().custody.group->read_group().key().id() != old_; }

private:
    Digest old_{};
};

// Whether it had as many commits.
template <class Made>
bool struck_at(std::uint64_t nth, Fault fault) {
    Made story;
    story.strike_at(nth, fault);
    for (auto& step : story.steps) {
        bool is_done = false;
        for (int again = 0; again < 4 && !is_done; ++again) {
            is_done = step();
            if (is_done) break;
            story.come_back(fault);
            REQUIRE(story.is_open());
            CHECK(story.is_whole());
        }
        CHECK(is_done);
    }
    CHECK(story.is_new());
    CHECK(story.is_whole());
    if (!story.has_struck()) return false;
    story.come_back(fault);
    CHECK(story.verified().open_intents.empty());
    return true;
}

template <class Made>
void check_survives() {
    constexpr std::uint64_t commits_max = 64;
    constexpr std::uint64_t commits_min = 15;
    for (const auto fault : faults) {
        CAPTURE(static_cast<int>(fault));
        std::uint64_t nth = 1;
        while (nth < commits_max && struck_at<Made>(nth, fault)) ++nth;
        CHECK(nth > commits_min);
        CHECK(nth < commits_max);
    }
}

bool opens_by_tokens(CustodyBench& bench) {
    if (!bench.is_open()) return false;
    auto& core = bench.core();
    return core.keys().open(core.state().installation->service_key, core.place()).ok();
}

// Of two custodians at the host; whether it came to its end.
bool recovers(CustodyBench& bench) {
    bench.carry_on();
    if (opens_by_tokens(bench)) return true;
    const auto reply = bench.ask(operate::RecoverAsk{"the HSMs burned"});
    if (bench.code_of(reply) != 0) return false;
    const auto shown = *wire::decode<operate::RecoveryShown>(reply.body);
    for (const auto& hand : bench.hands) {
        static_cast<void>(bench.give(hand, shown, bench.gift(hand, shown)));
    }
    bench.carry_on();
    return opens_by_tokens(bench);
}

// Whether it had as many commits.
bool recovery_struck_at(std::uint64_t nth, Fault fault) {
    Genesis story;
    for (auto& step : story.steps) REQUIRE(step());
    story.lose_tokens();
    story.strike_at(nth, fault);

    bool is_done = recovers(story);
    const bool has_struck = story.has_struck();
    for (int again = 0; again < 3 && !is_done; ++again) {
        story.come_back(fault);
        is_done = recovers(story);
    }

    CHECK(is_done);
    if (!has_struck) return false;
    story.restart_people();
    CHECK(story.is_open());
    CHECK(story.is_whole());
    story.verified();
    return true;
}

}  // namespace

TEST_SUITE("keeper/custody-kill") {
    TEST_CASE("whatever dies at a commit of a genesis, there is no group or a whole one") {
        check_survives<Genesis>();
    }

    TEST_CASE("whatever dies at a commit of a reshare, the old group or the new one is whole") {
        check_survives<Reshare>();
    }

    TEST_CASE("whatever dies at the commit of a recovery, the keeper is as it was or open") {
        for (const auto fault : faults) {
            CAPTURE(static_cast<int>(fault));
            std::uint64_t nth = 1;
            while (nth < 16 && recovery_struck_at(nth, fault)) ++nth;
            // That the store was opened, and that every key is on the fresh tokens.
            CHECK(nth > 2);
            CHECK(nth < 16);
        }
    }
}
