// What stands in a ceremony's script, from its transcript.
#include "script_page.hpp"

#include "sealwright/ceremony/words.hpp"
#include "sealwright/custody/contribution.hpp"
#include "sealwright/custody/recovery_plan.hpp"
#include "sealwright/operate/ceremony_messages.hpp"
#include "table.hpp"
#include "transcript_words.hpp"

#include <algorithm>
#include <functional>

namespace sealwright::cli {
namespace {

using custody::Event;
using custody::Played;
using custody::ToldStep;

bool makes_key(const Played& played) {
    const auto kind = played.header.kind;
    return kind == ceremony::CeremonyKind::genesis || kind == ceremony::CeremonyKind::reshare;
}

// "23:10:05", of a day that stands elsewhere.
std::string clock_of(std::uint64_t wall_ms) {
    const auto whole = time_for_people(wall_ms);
    constexpr std::size_t day_size = 11;
    constexpr std::size_t clock_size = 8;
    return whole.size() < day_size + clock_size ? whole : whole.substr(day_size, clock_size);
}

std::string of(std::size_t some, std::size_t all) {
    return std::to_string(some) + " of " + std::to_string(all);
}

// Marks of everybody who holds a share, and when each did it.
class Marks {
public:
    Marks(const Played& played, bool is_annotated) : played_(played), annotated_(is_annotated) {}

    [[nodiscard]] std::vector<ScriptMark> by_hand() const {
        std::vector<ScriptMark> marks;
        for (const auto& each : played_.ceremony.casting.holders) {
            marks.push_back({each.person, annotated_ ? "on paper" : ""});
        }
        return marks;
    }
    [[nodiscard]] std::vector<ScriptMark> of(const std::function<bool(const ToldStep&)>& is) const {
        auto marks = by_hand();
        if (!annotated_) return marks;
        for (auto& each : marks) each.done.clear();
        const auto& holders = played_.ceremony.casting.holders;
        for (const auto& step : played_.steps) {
            const auto holder = std::ranges::find(holders, step.index, &ceremony::Holder::index);
            if (holder == holders.end() || !is(step)) continue;
            auto& mark = marks[static_cast<std::size_t>(holder - holders.begin())];
            mark.done = clock_of(step.at_ms) + (step.why == "in the room" ? ", in the room" : "");
        }
        for (auto& each : marks) {
            if (each.done.empty()) each.done = "-";
        }
        return marks;
    }
    [[nodiscard]] std::vector<ScriptMark> of_round(std::uint8_t round) const {
        return of([=](const ToldStep& step) {
            return step.event == Event::contribute && step.round == round;
        });
    }
    // The service's own.
    [[nodiscard]] std::vector<ScriptMark> of_service(Event event) const {
        ScriptMark mark{"the service", ""};
        for (const auto& step : played_.steps) {
            if (annotated_ && step.event == event) mark.done = clock_of(step.at_ms);
        }
        if (annotated_ && mark.done.empty()) mark.done = "-";
        return {mark};
    }
    [[nodiscard]] std::vector<ScriptMark> of_asking() const {
        std::vector<ScriptMark> marks;
        for (const auto& step : played_.steps) {
            if (step.event != Event::propose && step.event != Event::approve) continue;
            const auto who = step.what.substr(step.what.find(" of ") + 4);
            marks.push_back({who, time_for_people(step.at_ms)});
        }
        return marks;
    }
    // What went otherwise while this round was open.
    [[nodiscard]] std::vector<std::string> notes(ceremony::CeremonyState state,
                                                 std::uint8_t round) const {
        std::vector<std::string> notes;
        if (!annotated_) return notes;
        custody::Reached before;
        for (const auto& step : played_.steps) {
            const auto here = std::exchange(before, step.reached);
            const bool is_plain = step.event == Event::contribute || step.event == Event::confirm ||
                                  step.event == Event::propose || step.event == Event::approve ||
                                  step.event == Event::begin || step.event == Event::executed ||
                                  step.event == Event::give_on;
            if (is_plain || here.state != state || here.round != round) continue;
            auto note = clock_of(step.at_ms) + " " + step.what;
            if (!step.why.empty()) note += ": " + why_of(step);
            notes.push_back(std::move(note));
        }
        return notes;
    }

private:
    const Played& played_;
    bool annotated_;
};

std::string or_dash(const std::string& text) {
    return text.empty() ? "-" : text;
}

void add_seats(ScriptPage& page, const Played& played, const operate::CeremonyBeginAsk& plan) {
    for (const auto& holder : played.ceremony.casting.holders) {
        const auto seat = std::ranges::find(plan.seats, holder.person, &operate::Seat::person);
        ScriptSeat row{std::to_string(holder.index), holder.person, "-", "-", "-"};
        if (seat != plan.seats.end()) {
            row.organisation = or_dash(seat->organisation);
            row.place = or_dash(seat->place);
            row.device = or_dash(seat->device);
        }
        page.seats.push_back(std::move(row));
    }
}

void add_words(ScriptPage& page, const Digest& digest) {
    for (const auto word : ceremony::words_of(digest)) page.words.emplace_back(word);
}

void add_facts(ScriptPage& page, const Played& played, const std::string& reason) {
    const auto& casting = played.ceremony.casting;
    const auto& header = played.header;
    page.facts = {{"ceremony", header.ceremony.str()},
                  {"installation", header.installation.str()},
                  {"environment", header.environment},
                  {"asked by", header.conductor},
                  {"reason", reason},
                  {"begun", time_for_people(played.ceremony.proposed_ms)},
                  {"enough", of(casting.threshold, casting.holders.size()) + " custodians"}};
    if (!page.is_annotated) return;
    page.facts.emplace_back("state", std::string(word_of(played.ceremony.state)));
    if (!played.ceremony.why.empty()) page.facts.emplace_back("why", played.ceremony.why);
    const bool has_made = played.ceremony.state == ceremony::CeremonyState::committed;
    if (has_made && played.group) page.facts.emplace_back("group", to_hex(*played.group));
    page.facts.emplace_back("transcript", to_hex(played.head));
    for (auto& each : rosters_of(played)) page.facts.push_back(std::move(each));
    page.facts.emplace_back("people", people_of(played));
}

std::vector<ScriptMark> two(const std::string& first, bool is_annotated) {
    const auto* done = is_annotated ? "on paper" : "";
    return {{first, done}, {"second person", done}};
}

void add_compared(ScriptPage& page, const Marks& marks) {
    page.parts.push_back(
        {"Compare the eight words",
         "each custodian",
         "One reads the words from their screen aloud; everybody compares each word "
         "with their own, and types: same",
         "",
         "All eight are the same for everybody. Else nobody goes on.",
         marks.by_hand(),
         {}});
}

void add_parts_of_making(ScriptPage& page, const Played& played) {
    using ceremony::CeremonyState;
    using custody::Board;
    const Marks marks(played, page.is_annotated);
    const auto id = played.header.ceremony.str();
    const auto collecting = CeremonyState::collecting;
    page.parts.push_back(
        {"Asked and approved",
         "the operators",
         "An operator who holds no share has asked for it, and others have approved.",
         "",
         "Reason, people, and how many are enough are those that you were told.",
         marks.of_asking(),
         {}});
    page.parts.push_back({"Everybody is here",
                          "the conductor",
                          "Reads name, reason and seats aloud. Each custodian says their own seat.",
                          "",
                          "Each custodian has this script, their own computer, and their file.",
                          marks.by_hand(),
                          {}});
    page.parts.push_back({"Join",
                          "each custodian",
                          "Runs this on their own computer, reads the screen, and types: join",
                          "sealwright custodian join " + id + " --file FILE",
                          "The screen shows the same seats as this page.",
                          marks.of_round(Board::join_round),
                          marks.notes(collecting, Board::join_round)});
    const std::vector<std::pair<std::string, std::string>> rounds{
        {"Commit", "The tool commits to a part that it has drawn. Wait."},
        {"Reveal", "The tool shows what it had committed to. Wait."},
        {"Deal", "The tool seals one share to each of the others. Wait."}};
    std::uint8_t round = Board::commit_round;
    for (const auto& [title, what] : rounds) {
        // Nothing is dealt before everybody has seen the same.
        if (round == Board::deal_round) add_compared(page, marks);
        page.parts.push_back({title,
                              "each custodian's tool",
                              what,
                              "",
                              "No screen names somebody who was wrong.",
                              marks.of_round(round),
                              marks.notes(collecting, round)});
        ++round;
    }
    page.parts.push_back(
        {"Every key is sealed to the new group",
         "the service",
         "Opens each key with its tokens and seals it to the new group. The old one "
         "stays in force.",
         "",
         "The screens go on by themselves.",
         marks.of_service(Event::executed),
         marks.notes(CeremonyState::executing, Board::deal_round)});
    page.parts.push_back(
        {"Take the share, and confirm",
         "each custodian's tool",
         "Opens its shares, checks them, writes them into the file, and confirms.",
         "",
         "The screen says: You hold a share.",
         marks.of([](const ToldStep& step) { return step.event == Event::confirm; }),
         marks.notes(CeremonyState::confirming, Board::deal_round)});
    page.parts.push_back({"Keep a copy",
                          "each custodian",
                          "Copies the file to where they keep its copy, today.",
                          "",
                          "The copy opens: sealwright custodian show --file COPY",
                          marks.by_hand(),
                          {}});
    page.parts.push_back({"Keep the transcript",
                          "the conductor",
                          "Writes the transcript, and has a second person verify it elsewhere.",
                          "sealwright ceremony transcript " + id + " --out FILE",
                          "It holds, to its last step, with the verifier key that init printed.",
                          two("conductor", page.is_annotated),
                          {}});
}

void add_parts_of_recovery(ScriptPage& page, const Played& played) {
    using ceremony::CeremonyState;
    const Marks marks(played, page.is_annotated);
    const auto id = played.header.ceremony.str();
    page.parts.push_back({"Begin at the host",
                          "an operator",
                          "Begins it on the recovery host, and telephones each custodian.",
                          "sealwright recover begin --reason TEXT",
                          "The host's own screen shows the plan and its eight words.",
                          marks.of_asking(),
                          {}});
    page.parts.push_back(
        {"Compare the eight words",
         "each custodian",
         "Somebody whose voice they know reads the words from the host's own screen.",
         "",
         "All eight are the same. Else nobody gives anything.",
         marks.by_hand(),
         {}});
    page.parts.push_back({"Give",
                          "as many custodians as are enough, two of them in the room",
                          "Each runs this, reads the screen, and types: same",
                          "sealwright custodian contribute --file FILE --address HOST:PORT "
                          "--authority FILE [--in-the-room]",
                          "The screen shows the keys that you were told of, and no other.",
                          marks.of([](const ToldStep& step) {
                              return step.event == Event::contribute ||
                                     step.event == Event::give_on;
                          }),
                          marks.notes(CeremonyState::collecting, 0)});
    page.parts.push_back({"The keys come back",
                          "the service",
                          "Opens the keys and splits them over the fresh tokens.",
                          "sealwright status",
                          "The service is open, and the vaults unseal.",
                          marks.of_service(Event::executed),
                          marks.notes(CeremonyState::executing, 0)});
    page.parts.push_back({"Keep the transcript",
                          "the operator",
                          "Writes the transcript, and has a second person verify it elsewhere.",
                          "sealwright ceremony transcript " + id + " --out FILE",
                          "It holds, to its last step, with the verifier key that init printed.",
                          two("operator", page.is_annotated),
                          {}});
}

std::vector<std::pair<std::string, std::string>> trouble_of(const std::string& id, bool is_making) {
    std::vector<std::pair<std::string, std::string>> rows{
        {"One of the eight words differs",
         "Nobody types anything more. Somebody is shown something else than the others. End it, "
         "and "
         "find out who before anybody begins again."},
        {"A voice that you do not know, or somebody who hurries you",
         "Stop. Telephone back on a number that you have had for long."},
        {"A screen names a custodian who was wrong",
         "Say the name aloud and write it down. That custodian runs the command again; three "
         "times, "
         "and they are out of this ceremony."}};
    if (is_making) {
        rows.emplace_back(
            "A custodian does not come",
            "All are needed to make a key. It waits until its time is over; nothing is "
            "lost, and the old key stays in force. Begin again without them.");
        rows.emplace_back(
            "A computer fails",
            "Run the same command again with the same file: it goes on where it was.");
        rows.emplace_back("It has to end now",
                          "An operator: sealwright ceremony abort " + id + " --reason TEXT");
        return rows;
    }
    rows.emplace_back("A custodian cannot be reached", "Ask another: any of them are enough.");
    rows.emplace_back("The hour is over", "Begin again: what was given opens nothing any more.");
    return rows;
}

}  // namespace

ScriptPage script_of(const Played& played, bool is_annotated) {
    ScriptPage page;
    page.is_annotated = is_annotated;
    const bool is_making = makes_key(played);
    const auto kind = std::string(played.ceremony.script().name);
    page.title = "Ceremony: " + kind;
    if (is_annotated) {
        page.steps = played.steps;
        page.end = played.ceremony.is_open()
                       ? "not ended yet"
                       : std::string(word_of(played.ceremony.state)) + " on " +
                             time_for_people(played.ceremony.deadline_ms);
    }
    const auto plan = wire::decode<operate::CeremonyBeginAsk>(played.header.plan.body);
    const auto recovery = wire::decode<custody::RecoveryPlan>(played.header.plan.body);
    add_facts(page, played, is_making && plan ? plan->reason : recovery ? recovery->reason : "");
    add_seats(page, played, is_making && plan ? *plan : operate::CeremonyBeginAsk());
    // Paper that has them already would be compared in the place of what is read aloud.
    if (is_annotated && is_making && played.words_digest) add_words(page, *played.words_digest);
    if (is_annotated && !is_making && recovery) add_words(page, recovery->digest());
    page.words_text = is_annotated ? "As the transcript has them. They are those on each "
                                     "custodian's screen, and those that were written down."
                      : is_making  ? "Each custodian's screen shows them once all have revealed. "
                                     "Write them down here while they are read aloud."
                                   : "The recovery host's own screen shows them. Write them down "
                                     "here while they are read aloud.";
    is_making ? add_parts_of_making(page, played) : add_parts_of_recovery(page, played);
    page.trouble = trouble_of(played.header.ceremony.str(), is_making);
    return page;
}

}  // namespace sealwright::cli
