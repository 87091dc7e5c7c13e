// What dies at each commit of a founding and of an act, one after the other: the state is old or
// new, an act counts once, and the people go on with what they had signed.
#include "errors.hpp"
#include "story.hpp"

using namespace sealwright;
using ceremony::Choice;
using test::Story;

namespace {

enum class Fault {
    died_before,   // The keeper, or its depot: nothing of the commit was written.
    died_after,    // It was written, and nobody heard.
    not_written,   // The keeper lives on, over a store that refused.
    answer_lost,   // …, and does not know that it was written.
    others_first,  // Another instance writes before each commit.
};
constexpr std::array faults{Fault::died_before,
                            Fault::died_after,
                            Fault::not_written,
                            Fault::answer_lost,
                            Fault::others_first};

void strike_at(test::WatchedDepot& depot, std::uint64_t nth, Fault fault) {
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

void come_back(Story& story, Fault fault) {
    story.depot.memory.set_away(false);
    if (fault == Fault::died_before || fault == Fault::died_after) return story.restart_people();
    story.core().refresh();
}

// What is told before the first step, and behind each.
template <class Made>
std::vector<std::string> undisturbed() {
    Made story;
    std::vector<std::string> told{story.told()};
    for (const auto& step : story.steps) {
        REQUIRE(step());
        told.push_back(story.told());
        REQUIRE(told.back() != told[told.size() - 2]);
    }
    return told;
}

// The story with one fault at its n-th commit; whether it had as many.
template <class Made>
bool struck_at(std::uint64_t nth, Fault fault, const std::vector<std::string>& told) {
    Made story;
    const auto commits = story.depot.memory.commits_asked();
    const auto has_struck = [&] { return story.depot.memory.commits_asked() >= commits + nth; };
    strike_at(story.depot, nth, fault);
    for (std::size_t step = 0; step < story.steps.size(); ++step) {
        CAPTURE(step);
        const bool was_before = has_struck();
        bool is_answered = story.steps[step]();
        if (!was_before && has_struck()) {
            come_back(story, fault);
            const auto now = story.told();
            CHECK((now == told[step] || now == told[step + 1]));
            is_answered = story.steps[step]();
        }
        CHECK(is_answered);
        CHECK(story.told() == told[step + 1]);
    }
    if (!has_struck()) return false;
    CHECK(story.is_open());
    CHECK(story.verified().open_intents.empty());
    return true;
}

template <class Made>
void check_survives() {
    constexpr std::uint64_t commits_max = 64;
    const auto told = undisturbed<Made>();
    for (const auto fault : faults) {
        CAPTURE(static_cast<int>(fault));
        std::uint64_t nth = 1;
        while (nth < commits_max && struck_at<Made>(nth, fault, told)) ++nth;
        // Each step is at least a commit, and the run without a fault was reached.
        CHECK(nth > told.size() - 1);
        CHECK(nth < commits_max);
    }
}

operate::VaultAddAsk vault(const std::string& name) {
    return {name, "transit", name, {}, false};
}

struct FoundingStory : Story {
    FoundingStory() { begin(); }

protected:
    void begin() {
        steps.push_back([this, whole = found_ask()] {
            return asks_locally(whole, errors::founding_under_way);
        });
        for (const auto& whom : persons) sign(whom.name);
    }

private:
    void sign(const std::string& name) {
        steps.push_back([this, name] {
            if (!signed_.contains(name)) signed_.emplace(name, founder(name));
            return asks_locally(signed_.at(name), errors::founded_already);
        });
    }
    std::map<std::string, operate::FoundingSignAsk> signed_;
};

// A solo installation with a history becomes one of people.
struct LaterFoundingStory : FoundingStory {
    LaterFoundingStory() {
        init();
        add_vault("old");
    }
};

struct LooseningStory : Story {
    LooseningStory() {
        found();
        proposes("ana", vault("prod"));
        decides("bea");
        proposes("cem",
                 operate::NodeAddAsk{
                     "prod", "n", test::spki_named(9), clock.now().wall_ms + 10 * day_ms});
        decides("ana");
        proposes("ana", operate::PersonRemoveAsk{"cem", "left"});
        proposes("bea", operate::PersonRolesAsk{"wil", 1});
        decides("ana");
    }
};

struct DenialStory : Story {
    DenialStory() {
        found({2, 3, 0});
        proposes("ana", vault("denied"));
        decides("bea", Choice::deny, "not with my name");
        decides("cem", Choice::deny);
        proposes("bea", vault("vetoed"));
        decides("wil", Choice::veto, "not today");
        proposes("bea", vault("vetoed"), 1);
        decides("ana");
        decides("cem");
    }
};

struct HoldStory : Story {
    HoldStory() {
        found();
        by_two(vault("prod"));
        proposes("ana", operate::VaultHoldAsk{"prod", "a stolen disk"});
        proposes("bea", operate::VaultHoldAsk{"prod", "so it is"});
        proposes_later("cem", [this] {
            const auto& state = core().state();
            const auto& holds = state.standing_of(state.vault_named("prod")->id).holds;
            return operate::VaultLiftAsk{"prod", "found", holds.now(clock.now().wall_ms)->entry};
        });
        decides("ana");
        proposes("bea", operate::FreezeAsk{"something is odd"});
        proposes("ana", operate::FreezeAsk{"so it is"});
        proposes_later("ana", [this] {
            const auto* freeze = core().state().freeze.now(clock.now().wall_ms);
            return operate::LiftFreezeAsk{freeze->entry, "it was nothing"};
        });
        decides("cem");
    }
};

// What time does: a request that waits for its veto time, and one that nobody decided.
struct WaitingStory : Story {
    WaitingStory() {
        found({2, 2, 600});
        proposes("ana", vault("prod"));
        decides("bea");
        passes(600'001);
        proposes("ana", vault("late"));
        passes(day_ms + 1);
    }

private:
    void passes(std::uint64_t ms) {
        steps.push_back([this, ms, until = std::optional<std::uint64_t>()]() mutable {
            if (!until) until = clock.now().boottime_ms + ms;
            clock.advance_to(*until);
            person_desk().step();
            return true;
        });
    }
};

}  // namespace

TEST_SUITE("keeper/people_kill") {
    TEST_CASE("whatever dies at any commit of a founding, it is old or new, and goes on") {
        check_survives<FoundingStory>();
    }

    TEST_CASE("whatever dies while a solo installation is founded, it is old or new, and goes on") {
        check_survives<LaterFoundingStory>();
    }

    TEST_CASE("whatever dies between proposal and carrying out, an act counts once") {
        check_survives<LooseningStory>();
    }

    TEST_CASE("whatever dies at a denial or a veto, it stands once or not at all") {
        check_survives<DenialStory>();
    }

    TEST_CASE(
        "whatever dies at a hold, its confirmation or its lift, and at those of a freeze, "
        "it stands once or not at all") {
        check_survives<HoldStory>();
    }

    TEST_CASE("whatever dies when time moves a request on, it is carried out once") {
        check_survives<WaitingStory>();
    }
}
