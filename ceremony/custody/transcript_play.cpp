#include "sealwright/custody/transcript_play.hpp"

#include "player.hpp"
#include "sealwright/custody/errors.hpp"

namespace sealwright::custody {
namespace {

Error bad_step(std::size_t number, std::string_view what, std::string_view why) {
    return {errors::transcript_step,
            {fact("step", std::uint64_t{number}), fact("what", what), fact("why", why)}};
}

// What is unsound says why itself.
std::string reason_of(const Error& error) {
    if (!error.is(errors::ceremony_unsound)) return error.sentence();
    std::string text;
    for (const auto& each : error.facts()) {
        const auto* word = std::get_if<PublicText>(&each.value);
        if (word == nullptr) continue;
        text +=
            (text.empty() ? "" : ", ") + (each.name == "why" ? "" : std::string(each.name) + " ");
        text += word->str();
    }
    return text;
}

std::string round_name(ceremony::CeremonyKind kind, std::uint8_t round) {
    const auto rounds = ceremony::script_of(kind).rounds();
    if (round < rounds.size()) return std::string(rounds[round].name);
    return "round " + std::to_string(round);
}

ToldStep told(const TranscriptStep& step, std::size_t number, ceremony::CeremonyKind kind) {
    ToldStep line;
    line.number = number;
    line.at_ms = step.moment.wall_ms;
    line.event = step.event;
    line.index = step.index;
    line.round = step.round;
    line.what = title_of(step, kind);
    line.why = step.why;
    line.reached = step.reached;
    return line;
}

}  // namespace

std::string title_of(const TranscriptStep& step, ceremony::CeremonyKind kind) {
    const bool speaks = step.event == Event::contribute;
    const auto what = speaks ? round_name(kind, step.round) : std::string(word_of(step.event));
    if (step.person.empty()) return what + " by the service";
    return what + " of " + step.person;
}

Result<Played> play(const Transcript& transcript, const crypto::PublicKey* service) {
    auto header = wire::decode<TranscriptHeader>(transcript.header);
    if (!header) return Error(errors::transcript_invalid, {fact("why", "its header")});
    if (service != nullptr && *service != header->service) return errors::transcript_other;
    auto player = Player::begin(*header);
    if (!player) return bad_step(0, "header", reason_of(player.error()));
    Played played;
    if (!header->roster.empty()) played.rosters.push_back({0, player->roster_digest()});
    auto head = Transcript::head_of_header(transcript.header);
    std::size_t number = 0;
    for (const auto& bytes : transcript.steps) {
        ++number;
        const auto step = wire::decode<TranscriptStep>(bytes);
        if (!step) return bad_step(number, "unknown", "it cannot be read");
        auto line = told(*step, number, header->kind);
        if (step->previous != head) {
            return bad_step(number, line.what, "it does not follow what stands before it");
        }
        const auto taken = player->take(*step);
        if (!taken) return bad_step(number, line.what, reason_of(taken.error()));
        if (step->event == Event::roster) {
            played.rosters.push_back({number, player->roster_digest()});
        }
        line.is_signed = player->checked().act;
        line.is_why_signed = player->checked().why;
        head = Transcript::head_after(head, bytes);
        line.head = head;
        played.steps.push_back(std::move(line));
    }
    const auto finished = player->finish();
    if (!finished) return bad_step(number, "end", reason_of(finished.error()));
    const auto digest = Transcript::signed_digest(transcript.steps.size(), head);
    if (!crypto::verify(header->service, digest, transcript.signature)) {
        return Error(errors::transcript_signature, {fact("steps", std::uint64_t{number})});
    }
    played.header = std::move(*header);
    played.ceremony = player->ceremony();
    played.words_digest = player->words_digest();
    played.group = player->group();
    played.acts = player->acts();
    played.in_the_room = player->in_the_room();
    played.head = head;
    return played;
}

}  // namespace sealwright::custody
