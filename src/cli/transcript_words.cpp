#include "transcript_words.hpp"

#include "sealwright/ceremony/words.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/custody/errors.hpp"
#include "sealwright/custody/recovery_plan.hpp"
#include "table.hpp"

namespace sealwright::cli {
namespace {

using custody::Event;
using custody::Played;
using custody::ToldStep;

// That custodians compared: of a recovery those of its plan, else those of what was published.
std::string words_of(const Played& played) {
    if (played.words_digest) return ceremony::spoken(*played.words_digest);
    const auto plan = wire::decode<custody::RecoveryPlan>(played.header.plan.body);
    return plan ? ceremony::spoken(plan->digest()) : std::string();
}

std::string table_of(const Played& played) {
    Table table({"STEP", "TIME", "WHAT", "SAID BY", "THEN"});
    for (const auto& step : played.steps) {
        table.add({std::to_string(step.number),
                   time_for_people(step.at_ms),
                   printable(step.what),
                   step.is_signed ? "signed" : "service",
                   state_of(played, step)});
    }
    return table.str();
}

std::string reasons_of(const Played& played) {
    std::string text;
    for (const auto& step : played.steps) {
        if (step.why.empty()) continue;
        text += "step " + std::to_string(step.number) + ": " + printable(why_of(step)) + "\n";
    }
    return text.empty() ? text : "\n" + text;
}

}  // namespace

Failure failure_of_transcript(const Error& error) {
    Failure failure(error);
    if (!error.is(errors::transcript_step)) return failure;
    const auto& facts = error.facts();
    const auto number = std::get<std::uint64_t>(facts[0].value);
    const auto& what = std::get<PublicText>(facts[1].value).str();
    const auto& why = std::get<PublicText>(facts[2].value).str();
    failure.what = "step " + std::to_string(number) + ", " + what + ": " + why;
    return failure;
}

std::string state_of(const Played& played, const ToldStep& step) {
    std::string text(word_of(step.reached.state));
    const auto rounds = played.ceremony.script().rounds();
    const bool collects = step.reached.state == ceremony::CeremonyState::collecting;
    if (collects && step.reached.round < rounds.size()) {
        text += ": " + std::string(rounds[step.reached.round].name);
    }
    return text;
}

Outcome<Played> played_in(View bytes, const crypto::PublicKey* service) {
    const auto transcript = wire::decode<custody::Transcript>(bytes);
    if (!transcript) return Error(errors::transcript_invalid);
    auto all = custody::play(*transcript, service);
    if (!all) return failure_of_transcript(all.error());
    return *std::move(all);
}

std::string why_of(const ToldStep& step) {
    const bool is_others = step.is_signed && !step.is_why_signed && !step.why.empty();
    return is_others ? "the service says: " + step.why : step.why;
}

std::vector<std::pair<std::string, std::string>> rosters_of(const Played& played) {
    std::vector<std::pair<std::string, std::string>> rows;
    for (const auto& each : played.rosters) {
        const auto since = each.step == 0 ? "" : " from step " + std::to_string(each.step);
        rows.emplace_back("roster" + since, to_hex(each.digest));
    }
    return rows;
}

std::string people_of(const Played& played) {
    std::string text;
    if (played.is_roster_known) {
        text = "People's keys are those of the roster that you gave. ";
    } else if (!played.rosters.empty()) {
        text =
            "People's keys are the service's word: give the digest of a roster that you know with "
            "--roster-digest. ";
    }
    if (!played.header.group.empty()) {
        text +=
            "Whose keys those of the group are is the service's word: compare the group with the "
            "one that its genesis or reshare made. ";
    }
    return text.substr(0, text.find_last_not_of(' ') + 1);
}

std::string text_of(const Played& played) {
    const auto& header = played.header;
    const auto& casting = played.ceremony.casting;
    std::vector<std::pair<std::string, std::string>> rows{
        {"the transcript", "holds"},
        {"ceremony", header.ceremony.str()},
        {"kind", std::string(played.ceremony.script().name)},
        {"state", std::string(word_of(played.ceremony.state))},
        {"why", printable(played.ceremony.why)},
        {"installation", header.installation.str()},
        {"environment", printable(header.environment)},
        {"asked by", printable(header.conductor)},
        {"enough",
         std::to_string(casting.threshold) + " of " + std::to_string(casting.holders.size())},
        {"words", words_of(played)},
        {"epoch", std::to_string(header.epoch)},
        {"group", played.group ? to_hex(*played.group) : std::string()},
        {"steps", std::to_string(played.steps.size())},
        {"signed by people", std::to_string(played.acts)},
        {"head", to_hex(played.head)}};
    for (auto& each : rosters_of(played)) rows.push_back(std::move(each));
    return pairs(rows) + people_of(played) + "\n\n" + table_of(played) + reasons_of(played);
}

Json json_of(const Played& played) {
    const auto& header = played.header;
    const auto steps = Json::list_of(played.steps, [&](const ToldStep& step) {
        return Json::object({{"step", Json::number(step.number)},
                             {"time", Json::text(render_utc(step.at_ms))},
                             {"what", Json::text(step.what)},
                             {"index", Json::number(step.index)},
                             {"signed", Json::boolean(step.is_signed)},
                             {"why", Json::text(step.why)},
                             {"why_signed", Json::boolean(step.is_why_signed)},
                             {"then", Json::text(state_of(played, step))},
                             {"head", Json::text(to_hex(step.head))}});
    });
    const auto rosters = Json::list_of(played.rosters, [](const custody::ToldRoster& each) {
        return Json::object(
            {{"step", Json::number(each.step)}, {"digest", Json::text(to_hex(each.digest))}});
    });
    const auto words = words_of(played);
    return Json::object({{"holds", Json::boolean(true)},
                         {"ceremony", Json::text(header.ceremony.str())},
                         {"kind", Json::text(played.ceremony.script().name)},
                         {"state", Json::text(word_of(played.ceremony.state))},
                         {"why", Json::text(played.ceremony.why)},
                         {"installation", Json::text(header.installation.str())},
                         {"environment", Json::text(header.environment)},
                         {"conductor", Json::text(header.conductor)},
                         {"threshold", Json::number(played.ceremony.casting.threshold)},
                         {"words", words.empty() ? Json::null() : Json::text(words)},
                         {"epoch", Json::number(header.epoch)},
                         {"group", played.group ? Json::text(to_hex(*played.group)) : Json::null()},
                         {"signed_acts", Json::number(played.acts)},
                         {"head", Json::text(to_hex(played.head))},
                         {"rosters", rosters},
                         {"roster_known", Json::boolean(played.is_roster_known)},
                         {"people", Json::text(people_of(played))},
                         {"steps", steps}});
}

std::string talk_of(const Played& played, bool is_anchored) {
    std::string talk;
    if (!is_anchored) {
        talk +=
            "unanchored: the key inside the file says only that the file agrees with itself; "
            "give the verifier key that `init` printed with --verifier\n";
    }
    const bool is_dealt = std::ranges::any_of(played.steps, [](const ToldStep& step) {
        return step.event == Event::contribute && step.round == custody::Board::deal_round;
    });
    if (is_dealt) {
        talk +=
            "What the dealers sealed to each custodian is forgotten, as it has to be: only its "
            "digest stands here, which its dealer signed, and each custodian who confirmed has "
            "looked at their own.\n";
    }
    if (played.ceremony.is_open()) talk += "It has not ended: this is how it stood.\n";
    return talk;
}

}  // namespace sealwright::cli
